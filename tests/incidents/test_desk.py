"""接报台: a call is judged while it is written, and nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from liandong.incidents.models import Report
from liandong.timeline.models import StoredEntry
from tests.incidents.conftest import Caller
from tests.incidents.test_http import call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

Calling = Callable[..., Caller]


def judged(caller: Caller, **said: Any) -> dict[str, Any]:
    answer = caller.post_without_key("call-judgements", {"region_code": "140105", **said})
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


class TestACallBeingWritten:
    def test_is_given_a_type_with_its_reason_and_the_figures_heard(self, calling: Calling) -> None:
        found = judged(calling("duty_officer"), summary="小区燃气爆燃，2人死亡，6人重伤")
        assert found["event_type"] == "21400"
        assert found["types"][0]["words"] == ["燃气爆燃"]
        assert {one["fact"]: one["value"] for one in found["heard"]} == {"deaths": 2, "serious_injuries": 6}

    def test_is_graded_by_what_was_taken_over_not_by_what_was_heard(self, calling: Calling) -> None:
        found = judged(calling("duty_officer"), summary="燃气爆燃，3人死亡")
        assert found["proposal"]["level"] is None

    def test_quotes_the_clause_and_says_which_level_holds(self, calling: Calling) -> None:
        found = judged(calling("duty_officer"), event_type="21400", facts={"deaths": 3, "serious_injuries": 5})
        assert found["proposal"]["level"] == "LARGER"
        holding = [level for level in found["levels"] if level["holds"] == "YES"]
        assert holding[0]["grade"] == "LARGER"
        assert "3人以上10人以下死亡" in holding[0]["clause"]
        assert {fact["name"]: fact["value"] for fact in found["facts"]}["deaths"] == 3

    def test_leaves_open_what_nobody_has_said(self, calling: Calling) -> None:
        found = judged(calling("duty_officer"), event_type="21400", facts={"deaths": 3})
        assert found["proposal"]["could_be"] == "EXTRA_MAJOR"
        assert {level["grade"]: level["holds"] for level in found["levels"]}["EXTRA_MAJOR"] == "UNKNOWN"

    def test_shows_which_reports_upward_would_run_and_how_far(self, calling: Calling) -> None:
        general = judged(calling("duty_officer"), event_type="21400", facts={"deaths": 1})
        larger = judged(calling("duty_officer"), event_type="21400", facts={"deaths": 3})
        assert (general["up_to"], larger["up_to"]) == ("CITY", "PROVINCE")
        assert "city-to-province" in {clock["id"] for clock in larger["clocks"]}
        assert "city-to-province" not in {clock["id"] for clock in general["clocks"]}

    def test_takes_the_headquarters_branch_from_three_deaths(self, calling: Calling) -> None:
        larger = judged(calling("duty_officer"), event_type="21400", facts={"deaths": 3})
        assert larger["branch"] == "HEADQUARTERS"

    def test_is_asked_the_questions_of_its_type(self, calling: Calling) -> None:
        found = judged(calling("duty_officer"), event_type="21300")
        assert found["card"]["id"] == "lift"
        assert {"trapped_or_missing"} == {one["fact"] for one in found["card"]["questions"] if one["fact"]}

    def test_is_shown_beside_earlier_reports_of_the_same_event(self, calling: Calling) -> None:
        officer = calling("duty_officer")
        position = {"lon": 112.5768, "lat": 37.8018}
        kept = officer.post("reports", call(summary="三号楼爆炸起火", position=position)).json()["id"]
        found = judged(officer, summary="三号楼爆炸", position=position)
        assert [one["report_id"] for one in found["candidates"]] == [kept]

    def test_is_not_kept(self, calling: Calling) -> None:
        officer = calling("duty_officer")
        before = StoredEntry.objects.count()
        judged(officer, summary="着火了")
        assert (Report.objects.count(), StoredEntry.objects.count()) == (0, before)


class TestRefusals:
    def test_who_may_not_receive_reports_may_not_judge_them(self, calling: Calling) -> None:
        answer = calling("audit_administrator").post_without_key("call-judgements", {"region_code": "140105"})
        assert answer.status_code == 403

    def test_another_region_is_refused(self, calling: Calling) -> None:
        answer = calling("duty_officer").post_without_key("call-judgements", {"region_code": "110101"})
        assert answer.status_code == 403

    def test_an_unknown_type_is_refused_by_name(self, calling: Calling) -> None:
        answer = calling("duty_officer").post_without_key("call-judgements", {"event_type": "29998"})
        assert answer.status_code == 422


def test_event_types_are_read_by_anybody_signed_in(calling: Calling) -> None:
    types = calling("field_worker").get("event-types").json()
    assert {"code": "20700", "event_class": "ACCIDENT"}.items() <= next(
        one for one in types if one["code"] == "20700"
    ).items()
