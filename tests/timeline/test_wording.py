"""Values in sentences: words for codes, local times, changes one by one; nobody has to read a code."""

from __future__ import annotations

from datetime import datetime

import pytest

from liandong.cli.cast import Cast
from liandong.timeline import rendering
from liandong.timeline.wording import changes, shown, spoken
from tests.timeline.telling import an_order, told

TODAY = datetime.fromisoformat("2026-11-23T09:00:00+08:00")


@pytest.mark.parametrize(
    ("place", "value", "zh", "en"),
    [
        ("grade", "LARGER", "较大", "larger"),
        ("event_type", "21400", "基础设施和公用设施事故", "Infrastructure and utilities accident"),
        ("to_region", "140105", "山西省太原市小店区", "Xiaodian District, Taiyuan, Shanxi"),
        ("phase", "EARLY", "先期处置", "Early disposal"),
        ("title", "LARGER THAN LIFE", "LARGER THAN LIFE", "LARGER THAN LIFE"),
        ("minutes", 5, 5, 5),
        ("percent", True, "是", "yes"),
        ("reason", None, "—", "—"),
    ],
)
def test_a_code_is_told_in_words_and_everything_else_as_it_is(
    place: str, value: object, zh: object, en: object
) -> None:
    assert shown(place, value, "zh", TODAY) == zh
    assert str(shown(place, value, "en", TODAY)).lower() == str(en).lower()


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        ("2026-11-23T02:05:00Z", "10:05", "10:05"),
        ("2026-11-24T02:05:00.123Z", "11月24日10:05", "24 Nov 10:05"),
        ("2026-11-24T10:05:00+08:00", "11月24日10:05", "24 Nov 10:05"),
    ],
)
def test_a_moment_is_told_in_local_time_with_its_day_where_that_is_another(moment: str, zh: str, en: str) -> None:
    assert (shown("due_at", moment, "zh", TODAY), shown("due_at", moment, "en", TODAY)) == (zh, en)


def test_facts_are_told_by_their_titles_and_beside_what_was_known_before() -> None:
    before, after = {"deaths": 2, "fire": None}, {"deaths": 3, "fire": True}
    assert changes(before, after, "zh", TODAY) == "死亡人数：2→3、发生火灾：是"
    assert changes(before, after, "en", TODAY) == "Deaths: 2→3, There is a fire: yes"


def test_a_condition_that_is_the_reason_is_told_by_the_titles_of_its_facts() -> None:
    assert spoken("facts.deaths >= 3 && facts.fire", "zh") == "死亡人数 >= 3 && 发生火灾"
    assert spoken("医院核实", "zh") == "医院核实"


@pytest.mark.django_db
def test_a_sentence_about_facts_names_no_code(cast: Cast) -> None:
    entry = told(an_order(), "facts_recorded", data={"before": {"deaths": 2}, "after": {"deaths": 3}})
    assert "2→3" in rendering.sentence(entry)
    assert "deaths" not in rendering.sentence(entry)
    assert "{" not in rendering.sentence(entry)
