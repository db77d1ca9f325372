"""Who must report what to whom, how soon: the law for the whole country, and stricter limits laid over it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from liandong.content import queries
from liandong.content.problems import UnknownContent
from tests.content.conftest import Write, head

COUNTY = "140105"
STRICTER = head(
    id="report-clocks-xiaodian",
    extra="""\
region: "140105"
clocks:
  county-to-city-by-phone:
    title: {zh: 电话初报, en: First report by phone}
    stage: FIRST
    reporter: COUNTY
    to: [CITY]
    means: PHONE
    within: 15m
    clause: 15分钟内电话报告
  county-to-city:
    title: {zh: 书面初报, en: First report in writing}
    stage: FIRST
    reporter: COUNTY
    to: [CITY]
    means: WRITTEN
    within: 30m
    clause: 30分钟内书面报告
  scene-to-unit:
    title: {zh: 现场报告, en: From the scene}
    stage: FIRST
    reporter: ON_SCENE
    to: [UNIT]
    grades: []
    within: 0m
    clause: 本地不单列
""",
)


def limits(grade: str | None, region: str = COUNTY, event_type: str = "20600") -> dict[str, str]:
    return {name: clock.within for name, clock in queries.report_clocks(region, grade, event_type).clocks.items()}


class TestTheWholeCountry:
    def test_a_general_accident_climbs_to_the_city_within_two_hours(self) -> None:
        clocks = limits("GENERAL")
        assert clocks["unit-to-county"] == "1h"
        assert clocks["county-to-city"] == "2h"
        assert "city-to-province" not in clocks

    def test_a_larger_accident_climbs_to_the_province(self) -> None:
        assert limits("LARGER")["city-to-province"] == "2h"
        assert "province-to-state" not in limits("LARGER")

    @pytest.mark.parametrize("grade", ["MAJOR", "EXTRA_MAJOR"])
    def test_major_and_above_climb_to_the_state(self, grade: str) -> None:
        assert limits(grade)["province-to-state"] == "2h"

    @pytest.mark.parametrize(
        ("grade", "up_to"), [("EXTRA_MAJOR", "STATE"), ("MAJOR", "STATE"), ("LARGER", "PROVINCE"), ("GENERAL", "CITY")]
    )
    def test_recipients_by_grade(self, grade: Any, up_to: str) -> None:
        assert queries.report_clocks(COUNTY, grade).recipients[grade].up_to == up_to

    def test_follow_ups_come_twice_a_day_for_major_and_once_for_larger(self) -> None:
        assert limits("MAJOR")["follow-up-major"] == "12h"
        assert limits("LARGER")["follow-up-larger"] == "24h"
        assert "follow-up-larger" not in limits("MAJOR")

    def test_an_event_that_is_not_graded_yet_is_held_to_the_general_clocks(self) -> None:
        assert limits(None) == limits("GENERAL")

    def test_changes_of_casualties_are_reported_for_thirty_days_and_seven_for_traffic_and_fire(self) -> None:
        clocks = queries.report_clocks(COUNTY, "LARGER", "20800").clocks
        assert (clocks["casualties-30-days"].lasts, clocks["casualties-7-days"].lasts) == ("30d", "7d")
        assert '"20800"' in clocks["casualties-7-days"].applies_when

    def test_a_report_says_what_the_list_of_items_asks_for(self) -> None:
        items = queries.report_clocks(COUNTY).items
        assert list(items) == [
            "received_at",
            "source",
            "occurred_at",
            "place",
            "nature",
            "scope",
            "losses",
            "trend",
            "leaders",
            "measures",
            "suggestions",
        ]
        assert not items["leaders"].required


class TestPublicHealth:
    def test_its_own_regulation_stands_in_place_of_the_general_clocks(self) -> None:
        clocks = limits("MAJOR", event_type="30100")
        assert clocks["institution-to-county"] == "2h"
        assert clocks["province-to-state"] == "1h"
        assert "unit-to-county" not in clocks

    def test_without_an_event_type_the_general_clocks_hold(self) -> None:
        assert "unit-to-county" in limits("MAJOR", event_type="")


class TestAStricterCounty:
    @pytest.fixture(autouse=True)
    def _overlay(self, write: Write, folder: Path, settings: Any) -> None:
        write("report_clocks/xiaodian.yaml", STRICTER)
        settings.CONTENT_DIRS = [folder]

    def test_fifteen_minutes_by_phone_and_thirty_in_writing(self) -> None:
        assert limits("GENERAL")["county-to-city-by-phone"] == "15m"
        assert limits("GENERAL")["county-to-city"] == "30m"

    def test_what_it_does_not_name_stays_as_for_the_country(self) -> None:
        assert limits("GENERAL")["unit-to-county"] == "1h"

    def test_it_takes_a_clock_away_by_naming_no_grade(self) -> None:
        assert "scene-to-unit" not in limits("GENERAL")

    def test_it_holds_for_the_towns_of_the_county(self) -> None:
        assert limits("GENERAL", region="140105001")["county-to-city"] == "30m"

    def test_it_does_not_hold_for_the_neighbour(self) -> None:
        assert limits("GENERAL", region="140106")["county-to-city"] == "2h"


def test_a_folder_without_any_table_for_the_country_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_clock_tables", lambda *_: [])
    with pytest.raises(UnknownContent):
        queries.report_clocks(COUNTY)
