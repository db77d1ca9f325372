"""A province or city lays its own folder over the library: a new version, or only what differs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from liandong.content.catalogue import Catalogue
from liandong.content.checking import check
from tests.content.conftest import Write, head

TODAY = date(2026, 11, 23)
MERGE = "overrides: merge\n"


def in_force(kind: str, *folders: Path, day: date = TODAY) -> Any:
    return Catalogue(tuple(folders)).in_force(kind, day)


class TestAFileThatListsMany:
    def test_an_entry_that_is_named_is_replaced_whole(self, write: Write, folder: Path) -> None:
        write(
            "order_kinds/ours.yaml",
            head(extra="order_kinds:\n  task: {title: {zh: 任务, en: Task}, sign_within: 5m, verified_by: NOBODY}\n"),
        )
        task = in_force("order_kinds", folder)["task"]
        assert (task.sign_within, task.verified_by, task.number_word) == ("5m", "NOBODY", "令")

    def test_entries_that_are_not_named_stay(self, write: Write, folder: Path) -> None:
        write("order_kinds/ours.yaml", head(extra="order_kinds:\n  task: {title: {zh: 任务, en: Task}}\n"))
        assert "dispatch" in in_force("order_kinds", folder)

    def test_merge_changes_one_field_and_keeps_the_others(self, write: Write, folder: Path) -> None:
        write("order_kinds/ours.yaml", head(extra=MERGE + "order_kinds:\n  dispatch: {sign_within: 1m}\n"))
        dispatch = in_force("order_kinds", folder)["dispatch"]
        assert (dispatch.sign_within, dispatch.number_word) == ("1m", "出动")

    def test_merge_with_null_takes_an_entry_away(self, write: Write, folder: Path) -> None:
        write("order_kinds/ours.yaml", head(extra=MERGE + "order_kinds:\n  publication: null\n"))
        assert "publication" not in in_force("order_kinds", folder)

    def test_merge_may_add_a_new_entry(self, write: Write, folder: Path) -> None:
        write("order_kinds/ours.yaml", head(extra=MERGE + "order_kinds:\n  patrol: {title: {zh: 巡查, en: Patrol}}\n"))
        assert in_force("order_kinds", folder)["patrol"].title.zh == "巡查"

    def test_an_entry_takes_the_source_of_its_file_unless_it_states_its_own(self, write: Write, folder: Path) -> None:
        write(
            "order_kinds/ours.yaml",
            head(
                extra="order_kinds:\n  a: {title: {zh: 甲, en: A}}\n"
                "  b: {title: {zh: 乙, en: B}, source: {document: 另文}}\n"
            ),
        )
        kinds = in_force("order_kinds", folder)
        assert (kinds["a"].source.document, kinds["b"].source.document) == ("测试文件", "另文")


class TestAFileOfOneThing:
    def test_merge_over_a_grading_table_changes_one_level(self, write: Write, folder: Path) -> None:
        write(
            "grading/ours.yaml",
            """\
            id: mass-incident-grade
            overrides: merge
            version: 2
            source: {document: 本市分级标准}
            levels:
              LARGER: {when: participants >= 200, clause: 200人以上}
            """,
        )
        table = in_force("grading", folder)["mass-incident-grade"]
        assert list(table.levels) == ["EXTRA_MAJOR", "MAJOR", "LARGER"]
        assert table.levels["MAJOR"].when == "participants >= 1000"
        assert table.source.document == "本市分级标准"

    def test_lists_are_replaced_not_joined(self, write: Write, folder: Path) -> None:
        write(
            "grading/ours.yaml",
            'id: mass-incident-grade\noverrides: merge\nsource: {document: 本市}\napplies_to: ["40000"]\n',
        )
        assert in_force("grading", folder)["mass-incident-grade"].applies_to == ("40000",)

    def test_an_upper_folder_wins_whatever_its_version(self, write: Write, folder: Path) -> None:
        write("roles/ours.yaml", head(version=1, extra="roles:\n  observer: {title: {zh: 看客, en: Onlooker}}\n"))
        assert in_force("roles", folder)["observer"].permissions == ()

    def test_of_two_folders_the_later_named_stands_higher(self, tmp_path: Path) -> None:
        for name, limit in (("province", "8m"), ("city", "6m")):
            file = tmp_path / name / "order_kinds" / "x.yaml"
            file.parent.mkdir(parents=True)
            file.write_text(head(extra=MERGE + f"order_kinds:\n  task: {{sign_within: {limit}}}\n"), encoding="utf-8")
        kinds = in_force("order_kinds", tmp_path / "province", tmp_path / "city")
        assert kinds["task"].sign_within == "6m"


class TestDates:
    def test_an_overlay_counts_from_the_day_it_comes_into_force(self, write: Write, folder: Path) -> None:
        write(
            "order_kinds/ours.yaml",
            head(since="2027-01-01", extra=MERGE + "order_kinds:\n  task: {sign_within: 5m}\n"),
        )
        assert in_force("order_kinds", folder, day=date(2026, 12, 31))["task"].sign_within == "10m"
        assert in_force("order_kinds", folder, day=date(2027, 1, 1))["task"].sign_within == "5m"

    def test_the_last_day_of_force_is_included(self, write: Write, folder: Path) -> None:
        write(
            "order_kinds/ours.yaml",
            head(extra="effective_until: 2026-06-30\norder_kinds:\n  patrol: {title: {zh: 巡查, en: Patrol}}\n"),
        )
        assert "patrol" in in_force("order_kinds", folder, day=date(2026, 6, 30))
        assert "patrol" not in in_force("order_kinds", folder, day=date(2026, 7, 1))

    def test_an_earthquake_is_graded_by_the_plan_of_its_day(self, library: Catalogue) -> None:
        before = library.in_force("grading", date(2012, 8, 27))["earthquake-grade"]
        since = library.in_force("grading", date(2012, 8, 28))["earthquake-grade"]
        assert (before.version, since.version) == (1, 2)
        assert "deaths >= 20" in before.levels["LARGER"].when
        assert "deaths >= 10" in since.levels["LARGER"].when


class TestTheDigest:
    def test_it_changes_with_every_letter(self, write: Write, folder: Path) -> None:
        text = head(extra="order_kinds:\n  patrol: {title: {zh: 巡查, en: Patrol}}\n")
        first = check([write("order_kinds/x.yaml", text).parent.parent]).digest
        other = folder / "other"
        (other / "order_kinds").mkdir(parents=True)
        (other / "order_kinds" / "x.yaml").write_text(text.replace("巡查", "巡视"), encoding="utf-8")
        assert check([other]).digest != first

    def test_it_is_the_same_for_the_same_content(self) -> None:
        assert Catalogue().digest == Catalogue().digest


def test_what_getters_answer_cannot_be_changed(library: Catalogue) -> None:
    kinds: Any = library.in_force("order_kinds", TODAY)
    with pytest.raises(TypeError):
        kinds["task"] = None
    with pytest.raises(ValidationError):
        kinds["task"].sign_within = "1m"
