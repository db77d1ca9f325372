"""Every kind of mistake is shown with its file, its line, what is wrong and how to mend it, in both languages."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import pytest

from liandong.content.checking import check
from liandong.content.kinds import KINDS
from liandong.content.loading import LIBRARY, files_of
from tests.content.conftest import Write, head

CASES = """\
cases:
  - {given: {deaths: 10}, expect: MAJOR}
  - {given: {deaths: 9}, expect: null}
"""
GRADING = (
    head(id="x") + 'applies_to: ["20000"]\n'  # 6
    "facts:\n"  # 7
    "  deaths: {title: {zh: 死亡人数, en: Deaths}}\n"  # 8
    "levels:\n"  # 9
    "  MAJOR: {when: deaths >= 10, clause: 十人以上}\n"  # 10
     + CASES
)


class Mistake(NamedTuple):
    old: str
    new: str
    line: int
    what: str
    mend: str


MISTAKES = {
    "a key is misspelt": Mistake("applies_to:", "aplies_to:", 6, "aplies_to", "applies_to"),
    "a key is missing": Mistake('applies_to: ["20000"]\n', "", 1, "applies_to", "请补上"),
    "a key stands twice": Mistake("levels:\n", "id: x\nlevels:\n", 9, "重复", "合并"),
    "the version is no number": Mistake("version: 1", "version: first", 3, "version", "整数"),
    "the date is no date": Mistake("2020-01-01", "next spring", 4, "effective_from", "2026-01-31"),
    "it ends before it begins": Mistake("source:", "effective_until: 2019-12-31\nsource:", 5, "失效日", "修改"),
    "the levels stand upside down": Mistake(
        "  MAJOR: {when", "  GENERAL: {when: 'true', clause: 其余}\n  MAJOR: {when", 9, "从重到轻", "修改"
    ),
    "the id has a blank": Mistake("id: x", "id: x y", 1, "id", "应符合"),
    "a level has an unknown name": Mistake("  MAJOR: {when", "  GRAVE: {when", 10, "GRAVE", "MAJOR"),
    "a condition is not CEL": Mistake("deaths >= 10,", "deaths >= >= 10,", 10, "读不懂", "修改"),
    "a condition asks for an undeclared fact": Mistake("deaths >= 10,", "death >= 10,", 10, "death", "deaths"),
    "an event type is unknown": Mistake('"20000"', '"29800"', 6, "29800", "29900"),
    "an event type is a number": Mistake('["20000"]', "[20000]", 6, "类型", "文字"),
    "a worked case does not hold": Mistake(
        "{deaths: 9}, expect: null", "{deaths: 9}, expect: MAJOR", 13, "算例", "两者"
    ),
    "a worked case gives a fact nobody declared": Mistake(
        "{deaths: 9}", "{deaths: 9, missing: 2}", 13, "missing", "核对"
    ),
    "a title lacks its English": Mistake("{zh: 死亡人数, en: Deaths}", "{zh: 死亡人数}", 8, "en", "请补上"),
    "a list is written as text": Mistake('applies_to: ["20000"]', 'applies_to: "20000"', 6, "applies_to", "列表"),
    "a mapping is written as text": Mistake(
        "source: {document: 测试文件, clause: 第一条}", "source: 某文件", 5, "source", "映射"
    ),
    "the source names no document": Mistake("document: 测试文件, ", "", 5, "document", "请补上"),
    "the indentation is broken": Mistake("facts:\n  deaths", "facts:\n deaths: {}\n  deaths", 9, "YAML", "缩进"),
    "an alias is used": Mistake("clause: 十人以上", "clause: *other", 10, "别名", "写全"),
    "the cases are gone": Mistake(CASES, "cases: []\n", 11, "cases", "补足"),
    "the library's word for an overlay is misspelt": Mistake(
        "version: 1", "overrides: add\nversion: 1", 3, "overrides", "merge"
    ),
}


class TestEachMistakeIsShownWithItsLineAndItsRemedy:
    def test_the_file_without_a_mistake_is_in_order(self, write: Write, folder: Path) -> None:
        write("grading/x.yaml", GRADING)
        assert check([folder]).problems == ()

    @pytest.mark.parametrize("name", MISTAKES)
    def test_when(self, name: str, write: Write, folder: Path) -> None:
        mistake = MISTAKES[name]
        assert mistake.old in GRADING
        file = write("grading/x.yaml", GRADING.replace(mistake.old, mistake.new, 1))
        report = check([folder])
        assert not report.ok
        lines = {problem.place.line: problem for problem in report.problems}
        assert mistake.line in lines, [str(problem) for problem in report.problems]
        found = lines[mistake.line]
        assert found.place.file.endswith(file.name)
        assert mistake.what in found.what.zh
        assert mistake.mend in found.mend.zh
        assert found.what.en
        assert found.mend.en

    def test_a_problem_reads_as_file_line_what_and_mend(self, write: Write, folder: Path) -> None:
        write("grading/x.yaml", GRADING.replace("version: 1", "version: first"))
        text = check([folder]).problems[0].text("en")
        assert text.endswith("x.yaml:3: 'version' has the wrong type: write a whole number")


class TestWholeFiles:
    def test_a_file_that_is_not_utf8(self, folder: Path) -> None:
        (folder / "roles").mkdir()
        (folder / "roles" / "x.yaml").write_bytes("id: 角色".encode("gb18030"))
        assert "UTF-8" in check([folder]).problems[0].what.en

    def test_a_file_that_is_a_list(self, write: Write, folder: Path) -> None:
        write("roles/x.yaml", "- a\n- b\n")
        assert check([folder]).problems[0].place.line == 1

    def test_an_empty_file(self, write: Write, folder: Path) -> None:
        write("roles/x.yaml", "")
        assert not check([folder]).ok

    def test_a_folder_that_does_not_exist(self, folder: Path) -> None:
        report = check([folder / "nowhere"])
        assert "LIANDONG_CONTENT_DIRS" in report.problems[0].mend.en

    def test_two_files_with_the_same_id_and_version(self, write: Write, folder: Path) -> None:
        write("grading/a.yaml", GRADING)
        write("grading/b.yaml", GRADING)
        problem = check([folder]).problems[0]
        assert problem.place.file.endswith("b.yaml")
        assert "a.yaml:1" in problem.what.en

    def test_a_merge_with_nothing_below(self, write: Write, folder: Path) -> None:
        write("grading/a.yaml", GRADING.replace("id: x", "id: x\noverrides: merge"))
        assert "replace" in check([folder]).problems[0].mend.en

    def test_an_overlay_without_its_own_source(self, write: Write, folder: Path) -> None:
        write("grading/a.yaml", "id: mass-incident-grade\noverrides: merge\nversion: 2\n")
        assert "source" in check([folder]).problems[0].what.en

    def test_a_mistake_in_a_merged_file_points_into_the_overlay(self, write: Write, folder: Path) -> None:
        write(
            "grading/a.yaml",
            "id: mass-incident-grade\noverrides: merge\nsource: {document: 本市}\n"
            "levels:\n  MAJOR: {when: participants > }\n",
        )
        problem = check([folder]).problems[0]
        assert problem.place.file.endswith("a.yaml")
        assert problem.place.line == 5

    def test_an_unknown_region_of_report_clocks(self, write: Write, folder: Path) -> None:
        write(
            "report_clocks/a.yaml",
            """\
            id: report-clocks-national
            overrides: merge
            source: {document: 本市}
            region: "149999"
            """,
        )
        assert "149999" in check([folder]).problems[0].what.en


SPLINTERS = [*":-{}['\"&*!\t\n\x00", "9e999", "null", "\ud800"]
SHIPPED = [file for kind in KINDS for file in files_of(LIBRARY, kind)]


@pytest.mark.parametrize("seed", range(40))
def test_no_damage_to_a_shipped_file_ever_ends_in_a_crash(seed: int, folder: Path) -> None:
    chance = random.Random(seed)
    file = chance.choice([one for one in SHIPPED if one.stat().st_size < 30_000])
    text = list(file.read_text(encoding="utf-8"))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text))
        how = chance.choice(["delete", "insert", "line", "swap"])
        if how == "delete":
            del text[at : at + chance.randint(1, 30)]
        elif how == "insert":
            text.insert(
                at,
                chance.choice(
                    [":", "-", "{", "}", "[", "'", '"', "&", "*", "!", "\t", "\n", "\x00", "9e999", "null", "\ud800"]
                ),
            )
        elif how == "line":
            text[at] = "\n"
        else:
            other = chance.randrange(len(text))
            text[at], text[other] = text[other], text[at]
    target = folder / file.relative_to(LIBRARY)
    target.parent.mkdir(parents=True)
    target.write_bytes("".join(text).encode("utf-8", errors="surrogatepass"))
    report = check([folder])
    assert report.ok == (not report.problems)
    assert all(problem.place.line >= 1 and problem.what.zh and problem.mend.en for problem in report.problems)


class TestAPlanWhoseNamesLeadNowhere:
    PLAN = (LIBRARY / "plans" / "urban-gas.yaml").read_text(encoding="utf-8")

    def line_of(self, text: str, needle: str) -> int:
        return text[: text.index(needle)].count("\n") + 1

    def test_an_unknown_group_is_shown_at_the_line_of_the_task(self, write: Write, folder: Path) -> None:
        tasks = self.PLAN.index("\ntasks:")
        at = self.PLAN.index("    group: ", tasks)
        end = self.PLAN.index("\n", at)
        text = self.PLAN[:at] + "    group: nobody" + self.PLAN[end:]
        file = folder / "plans" / "gas.yaml"
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        problem = check([folder]).problems[0]
        assert problem.place.line == self.line_of(text, "    group: nobody")
        assert "nobody" in problem.what.zh
        assert "nobody" in problem.what.en

    def test_an_undeclared_fact_is_shown_at_the_line_of_the_condition(self, folder: Path) -> None:
        text = self.PLAN.replace("\nactivate_when:", "\nactivate_when: facts.no_such_fact #", 1)
        file = folder / "plans" / "gas.yaml"
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        lines = {problem.place.line for problem in check([folder]).problems}
        assert self.line_of(text, "activate_when: facts.no_such_fact") in lines


def test_a_worked_case_of_report_clocks_that_does_not_hold_is_shown_at_its_line(write: Write, folder: Path) -> None:
    write(
        "report_clocks/a.yaml",
        "id: report-clocks-national\noverrides: merge\nsource: {document: 本市}\ncases:\n"
        "  - given: {grade: GENERAL, event_type: '20600'}\n    expect: {county-to-city: 1h}\n",
    )
    (problem,) = check([folder]).problems
    assert problem.place.line == 5
    assert "expected '1h', found '2h'" in problem.what.en
