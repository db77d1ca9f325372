"""Readiness: roll calls and pull-out tests are measured from the call, and the result stands on the force's record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from liandong.access.rules import Actor
from liandong.content import dispatching
from liandong.content import queries as content
from liandong.content.loading import LIBRARY
from liandong.content.readiness import due_on
from liandong.deadlines import jobs as deadlines
from liandong.deadlines.models import Deadline
from liandong.dispatch import jobs
from liandong.dispatch.models import ReadinessCheck, ReadinessDuty, Unit
from liandong.dispatch.rules.problems import CheckEnded, CheckRunning, NoForce, NotYourCheck, StepBeforeAnswer
from liandong.dispatch.rules.readiness import CheckKind, PullOutStep
from liandong.dispatch.services import (
    answer_check,
    call_check,
    close_check,
    lift_period,
    mark_period,
    note_pull_out,
)
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.notices.models import Notice
from liandong.timeline.models import StoredEntry
from tests.dispatch.conftest import COUNTY, NEIGHBOUR, Desk, actor
from tests.orders.calling import Caller

Crew = Callable[[Unit], Actor]


@pytest.fixture
def unit(desk: Desk) -> Unit:
    return desk.team("矿山救护队", "mine_rescue_team")


@pytest.fixture
def duty_desk(desk: Desk) -> Actor:
    return actor("duty_officer", "duty_leader", of=desk.emergency)


def called(by: Actor, unit: Unit, kind: CheckKind = CheckKind.ROLL_CALL, **more: Any) -> ReadinessCheck:
    assert unit.organization_id is not None
    return call_check(by, unit.organization_id, kind, **more)


class TestARollCall:
    def test_the_force_is_called_and_its_answer_is_measured(
        self, clock: SimulatedClock, duty_desk: Actor, unit: Unit, crew_of: Crew
    ) -> None:
        check = called(duty_desk, unit)
        assert Notice.objects.filter(template="readiness_called").exists()
        clock.advance(minutes=3)
        answered = answer_check(crew_of(unit), check.id, people=12, vehicles=3)
        assert (answered.result, answered.people, answered.vehicles) == ("PASSED", 12, 3)
        entry = StoredEntry.objects.get(verb="readiness_concluded")
        assert (entry.subject_kind, entry.subject_id) == ("organization", str(unit.organization_id))
        assert '"answer":180.0' in entry.payload.replace(" ", "")

    def test_an_answer_after_the_limit_is_late_by_the_limit_that_held_then(
        self, clock: SimulatedClock, duty_desk: Actor, unit: Unit
    ) -> None:
        check = called(duty_desk, unit)
        clock.advance(minutes=10, seconds=1)
        assert answer_check(duty_desk, check.id, people=4, vehicles=1).result == "LATE"

    def test_silence_is_a_result_and_the_duty_officer_is_told(
        self, clock: SimulatedClock, duty_desk: Actor, unit: Unit
    ) -> None:
        check = called(duty_desk, unit)
        clock.advance(minutes=10)
        deadlines.tick()
        check.refresh_from_db()
        assert (check.result, check.closed_at is not None) == ("SILENT", True)
        assert Notice.objects.filter(template="deadline_escalated").exists()
        with pytest.raises(CheckEnded):
            answer_check(duty_desk, check.id, people=1, vehicles=1)

    def test_a_second_call_waits_for_the_first(self, duty_desk: Actor, unit: Unit) -> None:
        called(duty_desk, unit)
        with pytest.raises(CheckRunning):
            called(duty_desk, unit, CheckKind.PULL_OUT)

    def test_somebody_of_another_force_cannot_answer(self, desk: Desk, duty_desk: Actor, unit: Unit) -> None:
        check = called(duty_desk, unit)
        with pytest.raises(NotYourCheck):
            answer_check(actor("field_worker", of=desk.health), check.id, people=1, vehicles=1)
        with pytest.raises(NotFound):
            answer_check(actor("duty_officer", region=NEIGHBOUR), check.id, people=1, vehicles=1)

    def test_only_the_desk_of_the_region_calls_and_only_forces(self, desk: Desk, duty_desk: Actor, unit: Unit) -> None:
        for stranger in (actor("duty_officer", region=NEIGHBOUR), actor("observer")):
            with pytest.raises(Forbidden):
                called(stranger, unit)
        with pytest.raises(NoForce):
            call_check(duty_desk, desk.forestry.id, CheckKind.ROLL_CALL)


class TestAPullOut:
    def test_answer_setting_out_and_arrival_are_measured_one_by_one(
        self, clock: SimulatedClock, duty_desk: Actor, unit: Unit, crew_of: Crew
    ) -> None:
        check = called(duty_desk, unit, CheckKind.PULL_OUT, unit_id=unit.id, place="体育场北门")
        crew = crew_of(unit)
        with pytest.raises(StepBeforeAnswer):
            note_pull_out(crew, check.id, PullOutStep.SET_OUT)
        clock.advance(minutes=1)
        answer_check(crew, check.id, people=9, vehicles=2)
        clock.advance(minutes=4)
        note_pull_out(crew, check.id, PullOutStep.SET_OUT)
        clock.advance(minutes=20)
        assert note_pull_out(crew, check.id, PullOutStep.ARRIVED).result == "PASSED"
        told = Caller("duty_officer").get(f"readiness/checks/{check.id}").json()
        assert told["seconds"] == {"answer": 60.0, "set_out": 300.0, "arrive": 1500.0}
        assert (told["kind_title"], told["result_title"], told["callsign"]) == ("紧急拉动", "按时", unit.callsign)

    def test_without_a_place_it_ends_with_the_first_vehicle_leaving(
        self, clock: SimulatedClock, duty_desk: Actor, unit: Unit
    ) -> None:
        check = called(duty_desk, unit, CheckKind.PULL_OUT)
        answer_check(duty_desk, check.id, people=9, vehicles=2)
        clock.advance(minutes=11)
        assert note_pull_out(duty_desk, check.id, PullOutStep.SET_OUT).result == "LATE"

    def test_who_never_leaves_has_failed_and_the_desk_was_told(
        self, clock: SimulatedClock, duty_desk: Actor, unit: Unit
    ) -> None:
        check = called(duty_desk, unit, CheckKind.PULL_OUT)
        answer_check(duty_desk, check.id, people=9, vehicles=0)
        clock.advance(minutes=10)
        deadlines.tick()
        assert Deadline.objects.get(kind="readiness_set_out").state == "OVERDUE"
        assert close_check(duty_desk, check.id, remark="车辆在修").result == "FAILED"
        assert not Deadline.objects.filter(kind="readiness_set_out", state="OVERDUE").exists()

    def test_the_unit_is_not_sent_anywhere(self, duty_desk: Actor, unit: Unit) -> None:
        called(duty_desk, unit, CheckKind.PULL_OUT, unit_id=unit.id)
        unit.refresh_from_db()
        assert (unit.state, unit.missions.count()) == ("AVAILABLE", 0)


class TestSensitivePeriods:
    def test_lifting_one_drops_the_days_to_come_and_keeps_those_that_began(
        self, clock: SimulatedClock, duty_desk: Actor, unit: Unit
    ) -> None:
        begins, ends = date(2026, 11, 23), date(2026, 11, 26)
        period = mark_period(duty_desk, COUNTY, title="节日", begins=begins, ends=ends)
        clock.advance(days=1)
        lift_period(duty_desk, period.id, reason="提前结束")
        days = ReadinessDuty.objects.filter(every="DAY")
        assert (days.count(), days.filter(dropped_at__isnull=True).count()) == (4, 2)
        assert Deadline.objects.filter(kind="readiness_check", state="CANCELLED").count() == 2

    def test_days_of_a_second_period_that_covers_them_stay_due(self, duty_desk: Actor, unit: Unit) -> None:
        first = mark_period(duty_desk, COUNTY, title="节日", begins=date(2026, 11, 24), ends=date(2026, 11, 26))
        mark_period(duty_desk, COUNTY, title="会议", begins=date(2026, 11, 25), ends=date(2026, 11, 25))
        lift_period(duty_desk, first.id, reason="提前结束")
        left = ReadinessDuty.objects.filter(every="DAY", dropped_at__isnull=True)
        assert left.count() == 1

    @pytest.mark.parametrize(
        ("begins", "ends", "code"),
        [
            ("2026-11-26", "2026-11-25", "sensitive_period_backwards"),
            ("2026-11-01", "2026-11-02", "sensitive_period_past"),
            ("2026-12-01", "2027-12-01", "sensitive_period_too_long"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, desk: Desk, begins: str, ends: str, code: str) -> None:
        body = {"region_code": COUNTY, "title": "节日", "begins": begins, "ends": ends}
        answer = Caller("duty_leader").post("readiness/sensitive-periods", body)
        assert (answer.status_code, answer.json()["code"]) == (422, code)

    def test_a_duty_officer_calls_but_does_not_mark(self, desk: Desk) -> None:
        body = {"region_code": COUNTY, "title": "节日", "begins": "2026-12-01", "ends": "2026-12-02"}
        assert Caller("duty_officer").post("readiness/sensitive-periods", body).status_code == 403
        assert Caller("duty_leader").post("readiness/sensitive-periods", body).status_code == 201


class TestTheRule:
    def test_a_county_makes_the_flood_season_weekly_by_content(
        self, settings: Settings, tmp_path: Path, unit: Unit, clock: SimulatedClock
    ) -> None:
        written = yaml.safe_load((LIBRARY / "readiness_rules" / "readiness-checks.yaml").read_text(encoding="utf-8"))
        ours = written | {"id": "ours", "region": COUNTY, "special_periods": {"flood_season": "WEEK"}, "cases": []}
        (tmp_path / "readiness_rules").mkdir()
        (tmp_path / "readiness_rules" / "ours.yaml").write_text(yaml.safe_dump(ours, allow_unicode=True))
        settings.CONTENT_DIRS = [tmp_path]
        clock.advance(days=230)
        assert content.today() == date(2027, 7, 11)
        jobs.tick()
        assert set(ReadinessDuty.objects.values_list("every", flat=True)) == {"MONTH", "WEEK"}

    def test_the_loop_enters_nothing_twice(self, unit: Unit) -> None:
        assert (jobs.tick(), jobs.tick()) == (1, 0)

    @given(st.dates(date(2021, 1, 1), date(2099, 12, 31)), st.booleans())
    def test_every_day_lies_in_what_is_due_and_the_ordinary_check_is_always_among_it(
        self, day: date, marked: bool
    ) -> None:
        found = due_on(dispatching.readiness_rule(COUNTY), day, marked=marked, special=())
        assert all(one.begins <= day <= one.ends for one in found)
        assert found[0].every == "MONTH"
        assert (len(found) == 2) == marked


@pytest.mark.django_db
def test_another_county_sees_no_check_no_duty_and_no_period(duty_desk: Actor, unit: Unit) -> None:
    check = called(duty_desk, unit)
    mark_period(duty_desk, COUNTY, title="节日", begins=date(2026, 12, 1), ends=date(2026, 12, 1))
    stranger = Caller("duty_officer", NEIGHBOUR)
    for path in ("readiness/checks", "readiness/duties", "readiness/sensitive-periods"):
        assert stranger.get(path).json()["items"] == []
    assert stranger.get("readiness/forces").json() == []
    assert stranger.get(f"readiness/checks/{check.id}").status_code == 404
