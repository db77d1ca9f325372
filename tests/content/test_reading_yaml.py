"""Content files are plain YAML: every value keeps its line, and nothing surprising is built."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from liandong.content.yaml_lines import DEEPEST, Document, YamlProblem, read


def problem(text: str) -> YamlProblem:
    with pytest.raises(YamlProblem) as found:
        read(text)
    return found.value


class TestEveryValueKeepsItsLine:
    TEXT = "id: x\n# a remark\ntasks:\n  seal:\n    within: 4h\n  open:\n    - one\n    - two\n"

    def test_a_key_stands_on_its_own_line(self) -> None:
        assert read(self.TEXT).lines[("tasks", "seal", "within")] == 5

    def test_an_item_of_a_list_stands_on_its_line(self) -> None:
        assert read(self.TEXT).lines[("tasks", "open", 1)] == 8

    def test_the_value_is_what_is_written(self) -> None:
        assert read(self.TEXT).value == {
            "id": "x",
            "tasks": {"seal": {"within": "4h"}, "open": ["one", "two"]},
        }


class TestPlainWordsMeanWhatTheySay:
    @pytest.mark.parametrize(
        "word", ["on", "off", "yes", "no", "12:30", "2026-01-31", "010", "0x10", "1_000", "NaN", "07"]
    )
    def test_it_stays_text(self, word: str) -> None:
        assert read(f"key: {word}").value == {"key": word}

    @pytest.mark.parametrize(
        ("word", "value"),
        [
            ("true", True),
            ("false", False),
            ("null", None),
            ("~", None),
            ("3", 3),
            ("-4", -4),
            ("2.5", 2.5),
            ("1e3", 1000.0),
        ],
    )
    def test_it_is_a_value(self, word: str, value: object) -> None:
        assert read(f"key: {word}").value == {"key": value}

    def test_a_key_called_on_is_a_word(self) -> None:
        assert read("on: activation").value == {"on": "activation"}

    def test_quotes_make_text_of_a_number(self) -> None:
        assert read('code: "140105"').value == {"code": "140105"}


class TestSurprisesAreRefusedWithTheLine:
    def test_a_key_given_twice(self) -> None:
        found = problem("id: a\ntitle: b\nid: c\n")
        assert found.line == 3
        assert "第 1 行" in found.what[0]
        assert "line 1" in found.what[1]

    def test_a_key_given_twice_in_braces(self) -> None:
        assert problem("a: {x: 1, x: 2}").line == 1

    def test_an_alias_which_could_unfold_without_end(self) -> None:
        assert problem("a: &x [1]\nb: [*x, *x]\n").line == 2

    def test_a_tag(self) -> None:
        assert problem("a: 1\nb: !!python/object:os.system {}\n").line == 2

    def test_a_second_document(self) -> None:
        assert problem("a: 1\n---\nb: 2\n").line == 2

    def test_a_list_as_a_key(self) -> None:
        assert problem("? [1, 2]\n: x\n").line == 1

    def test_too_deep_a_nesting(self) -> None:
        assert "嵌套" in problem("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)).what[0]

    def test_a_tab_in_the_indentation(self) -> None:
        assert problem("a:\n\tb: 1\n").line == 2

    @pytest.mark.parametrize("text", ["id: [", "id: [\n", 'id: "open\n\n'])
    def test_what_is_never_closed_is_shown_inside_the_file(self, text: str) -> None:
        assert 1 <= problem(text).line <= len(text.splitlines())

    @pytest.mark.parametrize("text", ["", "# only a remark\n"])
    def test_an_empty_file(self, text: str) -> None:
        assert problem(text).line == 1


def answer(text: str) -> YamlProblem | Document:
    try:
        return read(text)
    except YamlProblem as found:
        return found


@given(st.text(max_size=400))
@example("a: \x00")
@example("\ud800")
@example("a: &a [*a]")
@example("[" * 5000)
@example("- " * 3000)
@example("? ? ?")
def test_whatever_the_text_is_the_answer_is_a_value_or_a_problem_with_a_line(text: str) -> None:
    found = answer(text)
    assert isinstance(found, Document) or (found.line >= 1 and all(found.what) and all(found.mend))


@given(st.lists(st.sampled_from(list("ab:-[]{},#&*!|>'\"%@ \n\t?123")), max_size=80).map("".join))
def test_yaml_signs_in_any_order_never_break_the_reader(text: str) -> None:
    found = answer(text)
    assert isinstance(found, Document) or found.line >= 1
