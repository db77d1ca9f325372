"""人员清点: on scene a clock runs, one tap answers it, silence climbs, who is missing is told at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from liandong.access.rules import Actor
from liandong.deadlines import jobs as deadlines
from liandong.deadlines.models import Deadline
from liandong.dispatch.models import CrewCheck, Mission, Unit
from liandong.dispatch.rules.problems import CrewTooMany, NobodyOnScene, NotYourUnit
from liandong.dispatch.rules.states import UnitState
from liandong.dispatch.services import Sending, assign_units, count_crew, recall_mission, report_state
from liandong.kernel.clock import SimulatedClock
from liandong.notices.models import Notice
from tests.dispatch.conftest import COUNTY, NEIGHBOUR, Desk, actor, on_duty, organization
from tests.orders.calling import Caller

pytestmark = pytest.mark.django_db

Crew = Callable[[Unit], Actor]


@pytest.fixture
def unit(desk: Desk) -> Unit:
    return desk.unit("消防01", crew=6)


@pytest.fixture
def mission(desk: Desk, unit: Unit, crew_of: Crew) -> Mission:
    """A crew of six has arrived at a fire; somebody leads the duty of the county."""
    centre = organization("linkage_centre", "小店区应急联动中心")
    on_duty(centre, of_region=COUNTY)
    on_duty(centre, "带班领导", "DUTY_LEADER", of_region=COUNTY)
    sent = assign_units(desk.dispatcher, desk.incident().id, [Sending(unit.id)])[0]
    report_state(crew_of(unit), unit.id, UnitState.ON_SCENE)
    sent.refresh_from_db()
    return sent


def running() -> Deadline | None:
    return Deadline.objects.filter(kind="crew_check", state__in=["RUNNING", "WARNED", "OVERDUE"]).first()


def told(template: str) -> int:
    return Notice.objects.filter(template=template).exclude(state="UNDELIVERABLE").count()


def test_it_begins_on_arrival_with_the_interval_of_the_event(clock: SimulatedClock, mission: Mission) -> None:
    found = running()
    assert found is not None
    assert (found.due_at - found.starts_at).total_seconds() == 600
    assert mission.crew_due_at == found.due_at


def test_nothing_runs_before_arrival_and_nothing_after_leaving(
    desk: Desk, clock: SimulatedClock, unit: Unit, mission: Mission, crew_of: Crew
) -> None:
    other = desk.unit("消防02")
    assign_units(desk.dispatcher, mission.incident_id, [Sending(other.id)])
    report_state(crew_of(other), other.id, UnitState.EN_ROUTE)
    assert Deadline.objects.filter(kind="crew_check").count() == 1
    report_state(crew_of(unit), unit.id, UnitState.RETURNING)
    assert running() is None
    mission.refresh_from_db()
    assert mission.crew_due_at is None


def test_whoever_is_called_back_owes_nothing_more(desk: Desk, mission: Mission) -> None:
    recall_mission(desk.dispatcher, mission.id, reason="火已扑灭")
    assert running() is None


def test_one_tap_says_all_are_safe_and_the_next_count_is_due(
    desk: Desk, clock: SimulatedClock, mission: Mission
) -> None:
    clock.advance(minutes=8)
    deadlines.tick()
    assert told("crew_check_asked") == 1
    clock.advance(minutes=1)
    answer = Caller("field_worker", organization_id=desk.fire.id).post(f"missions/{mission.id}/crew-checks")
    assert (answer.status_code, answer.json()["people"], answer.json()["late"]) == (201, 6, False)
    next_one = running()
    assert next_one is not None
    assert (next_one.due_at - clock.now()).total_seconds() == 600
    clock.advance(minutes=2)
    deadlines.tick()
    assert told("crew_silent") == 0


def test_silence_climbs_from_the_duty_officer_to_the_leader(clock: SimulatedClock, mission: Mission) -> None:
    clock.advance(minutes=10)
    deadlines.tick()
    first = told("crew_silent")
    assert first >= 1
    clock.advance(minutes=2)
    deadlines.tick()
    assert told("crew_silent") > first


def test_a_late_answer_ends_the_alarm_and_is_late_on_the_record(
    clock: SimulatedClock, unit: Unit, mission: Mission, crew_of: Crew
) -> None:
    clock.advance(minutes=13)
    deadlines.tick()
    check = count_crew(crew_of(unit), mission.id)
    assert check.due_at is not None
    assert check.at > check.due_at
    assert Deadline.objects.filter(kind="crew_check", state="OVERDUE").count() == 0


def test_who_is_missing_is_told_at_once_and_more_than_on_board_is_a_mistake(
    unit: Unit, mission: Mission, crew_of: Crew
) -> None:
    crew = crew_of(unit)
    with pytest.raises(CrewTooMany):
        count_crew(crew, mission.id, people=7)
    assert count_crew(crew, mission.id, people=4, remark="东侧二层").missing == 2
    assert told("crew_missing") == 2


def test_only_the_crew_or_the_desk_answers_and_only_on_scene(
    desk: Desk, unit: Unit, mission: Mission, crew_of: Crew
) -> None:
    with pytest.raises(NotYourUnit):
        count_crew(actor("field_worker", of=desk.health), mission.id)
    report_state(crew_of(unit), unit.id, UnitState.RETURNING)
    with pytest.raises(NobodyOnScene):
        count_crew(crew_of(unit), mission.id)
    assert not CrewCheck.objects.exists()


def test_in_an_exercise_it_is_an_exercise(desk: Desk, unit: Unit, crew_of: Crew) -> None:
    incident = desk.incident(drill=True)
    sent = assign_units(desk.dispatcher, incident.id, [Sending(unit.id)])[0]
    report_state(crew_of(unit), unit.id, UnitState.ON_SCENE, drill=True)
    found = running()
    assert found is not None
    assert (found.drill, found.subject_id) == (True, str(sent.id))


def test_another_county_reads_none_of_it(unit: Unit, mission: Mission, crew_of: Crew) -> None:
    count_crew(crew_of(unit), mission.id)
    assert Caller("dispatcher", NEIGHBOUR).get(f"missions/{mission.id}/crew-checks").status_code == 404
    assert len(Caller("dispatcher").get(f"missions/{mission.id}/crew-checks").json()["items"]) == 1
