"""What a unit may tell after what, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from liandong.access.rules import Actor
from liandong.dispatch.models import Mission, StateReport, Unit
from liandong.dispatch.queries import visible_units
from liandong.dispatch.rules.problems import (
    ChangedMeanwhile,
    NoSuchStep,
    NotAUnit,
    NotYourUnit,
    ToldTooEarly,
    UnitEntered,
    UnitNotInService,
    UnitOfExercise,
    UnitTaken,
)
from liandong.dispatch.rules.states import ASSIGNABLE, ENDS_MISSION, ON_MISSION, UnitState, Via, states_told
from liandong.dispatch.services import (
    Sending,
    UnitDraft,
    assign_units,
    change_unit,
    enter_unit,
    recall_mission,
    report_position,
    report_state,
)
from liandong.incidents.models import Incident
from liandong.incidents.rules.problems import IncidentNotOpen
from liandong.incidents.services import close_incident
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound, Problem
from liandong.kernel.geo import Position
from liandong.resources.models import Resource, ResourceUse
from liandong.resources.rules import ResourceState
from liandong.resources.services import ResourceDraft, register_resource, set_state
from liandong.timeline.models import StoredEntry
from tests.dispatch.conftest import COUNTY, NEIGHBOUR, SYSTEM, Desk, actor

pytestmark = pytest.mark.django_db
_callsigns = count(1)


def send(desk: Desk, unit: Unit, incident: Incident, by: Actor | None = None) -> Mission:
    return assign_units(by or desk.dispatcher, incident.id, [Sending(unit.id)])[0]


def tell(by: Actor, unit: Unit, *states: UnitState, drill: bool = False) -> Unit:
    for state in states:
        report_state(by, unit.id, state, drill=drill)
    unit.refresh_from_db()
    return unit


class TestTheTableOfSteps:
    def test_every_state_can_be_left(self) -> None:
        assert all(states_told(state) for state in UnitState)

    def test_only_an_assignment_makes_a_unit_notified(self) -> None:
        assert all(UnitState.NOTIFIED not in states_told(state) for state in UnitState)

    def test_a_mission_may_end_from_each_of_its_states(self) -> None:
        assert all(states_told(state) >= ENDS_MISSION for state in ON_MISSION)

    def test_what_may_be_sent_is_not_at_work(self) -> None:
        assert frozenset({UnitState.AVAILABLE, UnitState.RETURNING}) == ASSIGNABLE


class TestAMission:
    def test_runs_from_notice_to_return_and_keeps_the_times(
        self, desk: Desk, clock: SimulatedClock, crew_of: Callable[[Unit], Actor]
    ) -> None:
        unit, incident = desk.unit("消防01"), desk.incident()
        mission, crew, began = send(desk, unit, incident), crew_of(unit), clock.now()
        for state in (UnitState.EN_ROUTE, UnitState.ON_SCENE, UnitState.RETURNING, UnitState.AVAILABLE):
            clock.advance(minutes=5)
            tell(crew, unit, state)
        mission.refresh_from_db()
        assert unit.state == "AVAILABLE"
        assert unit.incident_id is None
        after = [mission.en_route_at, mission.on_scene_at, mission.returning_at, mission.ended_at]
        assert after == [began + timedelta(minutes=5 * n) for n in (1, 2, 3, 4)]

    def test_holds_the_resource_until_it_ends(self, desk: Desk, crew_of: Callable[[Unit], Actor]) -> None:
        unit = desk.unit("消防01")
        send(desk, unit, desk.incident())
        resource = Resource.objects.get(id=unit.resource_id)
        assert (resource.state, resource.held) == ("ASSIGNED", 1)
        tell(crew_of(unit), unit, UnitState.EN_ROUTE, UnitState.AVAILABLE)
        resource.refresh_from_db()
        assert (resource.state, resource.held) == ("AVAILABLE", 0)

    def test_of_one_unit_touches_no_other_unit_and_no_other_incident(self, desk: Desk) -> None:
        first, second = desk.unit("消防01"), desk.unit("消防02")
        here, there = desk.incident(), desk.incident()
        send(desk, second, there)
        before = Unit.objects.filter(id=second.id).values().get(), Incident.objects.filter(id=there.id).values().get()
        send(desk, first, here)
        after = Unit.objects.filter(id=second.id).values().get(), Incident.objects.filter(id=there.id).values().get()
        assert before == after
        assert list(Mission.objects.filter(incident_id=here.id).values_list("unit_id", flat=True)) == [first.id]

    def test_stands_in_the_incidents_record(self, desk: Desk, crew_of: Callable[[Unit], Actor]) -> None:
        unit, incident = desk.unit("消防01"), desk.incident()
        send(desk, unit, incident)
        tell(crew_of(unit), unit, UnitState.ON_SCENE)
        verbs = StoredEntry.objects.filter(incident_id=incident.id, subject_kind="unit").order_by("number")
        assert list(verbs.values_list("verb", flat=True)) == ["unit_assigned", "unit_state_told"]

    def test_a_forgotten_message_does_not_stop_the_next(self, desk: Desk, crew_of: Callable[[Unit], Actor]) -> None:
        unit = desk.unit("消防01")
        mission = send(desk, unit, desk.incident())
        tell(crew_of(unit), unit, UnitState.ON_SCENE)
        mission.refresh_from_db()
        assert mission.on_scene_at is not None
        assert mission.en_route_at is None

    def test_can_be_called_back_with_a_reason(self, desk: Desk) -> None:
        unit = desk.unit("消防01")
        mission = send(desk, unit, desk.incident())
        with pytest.raises(Problem):
            recall_mission(desk.dispatcher, mission.id, reason=" ")
        recall_mission(desk.dispatcher, mission.id, reason="误报")
        unit.refresh_from_db()
        assert (unit.state, ResourceUse.objects.get().state) == ("AVAILABLE", "RELEASED")
        with pytest.raises(Problem):
            recall_mission(desk.dispatcher, mission.id, reason="再撤")

    def test_is_not_given_for_an_incident_that_is_over(self, desk: Desk) -> None:
        unit, incident = desk.unit("消防01"), desk.incident()
        close_incident(SYSTEM, incident.id, "处置完毕")
        with pytest.raises(IncidentNotOpen):
            send(desk, unit, incident)


class TestAUnitThatIsTaken:
    def test_is_not_sent_twice_and_the_second_learns_who_was_first(self, desk: Desk) -> None:
        unit, first = desk.unit("消防01"), desk.incident()
        send(desk, unit, first)
        with pytest.raises(UnitTaken) as refusal:
            send(desk, unit, desk.incident(), actor("dispatcher", of=desk.fire))
        assert refusal.value.status == 409
        assert refusal.value.data["by"] == "调度员甲"
        assert refusal.value.data["incident"] == first.number

    def test_takes_nobody_along_when_it_is_refused(self, desk: Desk) -> None:
        taken, free = desk.unit("消防01"), desk.unit("消防02")
        send(desk, taken, desk.incident())
        with pytest.raises(UnitTaken):
            assign_units(desk.dispatcher, desk.incident().id, [Sending(free.id), Sending(taken.id)])
        free.refresh_from_db()
        assert free.state == "AVAILABLE"

    def test_is_free_again_on_its_way_home(self, desk: Desk, crew_of: Callable[[Unit], Actor]) -> None:
        unit, second = desk.unit("消防01"), desk.incident()
        first = send(desk, unit, desk.incident())
        tell(crew_of(unit), unit, UnitState.ON_SCENE, UnitState.RETURNING)
        send(desk, unit, second)
        first.refresh_from_db()
        unit.refresh_from_db()
        assert first.ended_reason == "返程途中改派"
        assert (unit.state, unit.incident_id) == ("NOTIFIED", second.id)
        assert Resource.objects.get(id=unit.resource_id).held == 1


class TestWhatIsToldWrongly:
    def test_is_refused_with_what_may_be_told(self, desk: Desk, crew_of: Callable[[Unit], Actor]) -> None:
        unit = desk.unit("消防01")
        with pytest.raises(NoSuchStep) as refusal:
            report_state(crew_of(unit), unit.id, UnitState.ON_SCENE)
        assert refusal.value.data["allowed"] == "停勤"

    def test_twice_changes_nothing(self, desk: Desk, crew_of: Callable[[Unit], Actor]) -> None:
        unit = desk.unit("消防01")
        send(desk, unit, desk.incident())
        tell(crew_of(unit), unit, UnitState.EN_ROUTE)
        version = unit.version
        tell(crew_of(unit), unit, UnitState.EN_ROUTE)
        assert unit.version == version
        assert StateReport.objects.count() == 1

    def test_late_fills_in_the_time_but_does_not_take_the_unit_back(
        self, desk: Desk, clock: SimulatedClock, crew_of: Callable[[Unit], Actor]
    ) -> None:
        unit, crew = desk.unit("消防01"), crew_of(desk.unit("消防02"))
        mission = send(desk, unit, desk.incident())
        left = clock.advance(minutes=3) or clock.now()
        clock.advance(minutes=5)
        report_state(crew, unit.id, UnitState.ON_SCENE)
        clock.advance(minutes=1)
        report_state(crew, unit.id, UnitState.EN_ROUTE, at=left)
        unit.refresh_from_db()
        mission.refresh_from_db()
        assert (unit.state, mission.en_route_at) == ("ON_SCENE", left)
        assert list(StateReport.objects.order_by("received_at").values_list("applied", flat=True)) == [True, False]

    def test_ahead_of_the_clock_is_refused(
        self, desk: Desk, clock: SimulatedClock, crew_of: Callable[[Unit], Actor]
    ) -> None:
        unit = desk.unit("消防01")
        send(desk, unit, desk.incident())
        with pytest.raises(ToldTooEarly):
            report_state(crew_of(unit), unit.id, UnitState.EN_ROUTE, at=clock.now() + timedelta(minutes=10))

    def test_by_a_stranger_is_refused(self, desk: Desk) -> None:
        unit, stranger = desk.unit("消防01"), actor("field_worker", of=desk.health)
        with pytest.raises(NotYourUnit):
            report_state(stranger, unit.id, UnitState.OUT_OF_SERVICE)

    def test_by_somebody_of_another_county_finds_nothing(self, desk: Desk) -> None:
        unit = desk.unit("消防01")
        with pytest.raises(NotFound):
            report_state(actor("dispatcher", region=NEIGHBOUR), unit.id, UnitState.OUT_OF_SERVICE)
        assert not visible_units(actor("dispatcher", region=NEIGHBOUR)).exists()

    def test_the_radio_operator_may_tell_for_any_unit_of_the_region(self, desk: Desk) -> None:
        unit = desk.team("矿山救护队", "mine_rescue_team")
        report_state(desk.dispatcher, unit.id, UnitState.OUT_OF_SERVICE, via=Via.RADIO)
        assert StateReport.objects.get().via == "RADIO"


class TestOutOfService:
    def test_is_told_to_the_steward_of_the_stock_and_back(self, desk: Desk, crew_of: Callable[[Unit], Actor]) -> None:
        unit = desk.unit("消防01")
        tell(crew_of(unit), unit, UnitState.OUT_OF_SERVICE)
        assert Resource.objects.get(id=unit.resource_id).state == "UNAVAILABLE"
        with pytest.raises(UnitNotInService):
            send(desk, unit, desk.incident())
        tell(crew_of(unit), unit, UnitState.AVAILABLE)
        assert Resource.objects.get(id=unit.resource_id).state == "AVAILABLE"

    def test_entered_by_the_steward_holds_for_the_unit(self, desk: Desk) -> None:
        unit = desk.unit("消防01")
        set_state(desk.steward, unit.resource_id, ResourceState.UNAVAILABLE, reason="年检")
        unit.refresh_from_db()
        assert unit.state == "OUT_OF_SERVICE"
        set_state(desk.steward, unit.resource_id, ResourceState.AVAILABLE, reason="年检合格")
        unit.refresh_from_db()
        assert unit.state == "AVAILABLE"

    def test_in_the_middle_of_a_mission_frees_what_it_held(self, desk: Desk, crew_of: Callable[[Unit], Actor]) -> None:
        unit = desk.unit("消防01")
        mission = send(desk, unit, desk.incident())
        tell(crew_of(unit), unit, UnitState.EN_ROUTE, UnitState.OUT_OF_SERVICE)
        mission.refresh_from_db()
        assert mission.ended_at is not None
        assert (Resource.objects.get().held, Resource.objects.get().state) == (0, "UNAVAILABLE")


class TestAnExercise:
    def test_leaves_the_real_state_alone(self, desk: Desk, crew_of: Callable[[Unit], Actor]) -> None:
        unit = desk.unit("消防01")
        mission = send(desk, unit, desk.incident(drill=True))
        tell(crew_of(unit), unit, UnitState.EN_ROUTE, UnitState.ON_SCENE, drill=True)
        mission.refresh_from_db()
        assert (mission.state, unit.state) == ("ON_SCENE", "AVAILABLE")
        real = send(desk, unit, desk.incident())
        assert not real.drill

    def test_cannot_send_one_unit_to_two_exercises(self, desk: Desk) -> None:
        unit = desk.unit("消防01")
        send(desk, unit, desk.incident(drill=True))
        with pytest.raises(UnitTaken):
            send(desk, unit, desk.incident(drill=True))

    def test_has_units_of_its_own_that_no_real_incident_gets(self, desk: Desk) -> None:
        with pytest.raises(UnitOfExercise):
            send(desk, desk.unit("演练01", drill=True), desk.incident())


class TestEnteringAUnit:
    def test_takes_teams_and_vehicles_only(self, desk: Desk) -> None:
        tents = register_resource(SYSTEM, ResourceDraft(type="tent", name="帐篷", region_code=COUNTY))
        with pytest.raises(NotAUnit):
            enter_unit(desk.steward, tents.id, UnitDraft(callsign="帐篷"))

    def test_happens_once(self, desk: Desk) -> None:
        unit = desk.unit("消防01")
        with pytest.raises(UnitEntered):
            enter_unit(desk.steward, unit.resource_id, UnitDraft(callsign="消防99"))

    def test_needs_a_call_sign_of_its_own(self, desk: Desk) -> None:
        desk.unit("消防01")
        with pytest.raises(Problem) as refusal:
            desk.unit("消防01")
        assert refusal.value.code == "unit_callsign_taken"

    def test_is_for_who_keeps_the_units(self, desk: Desk) -> None:
        team = register_resource(SYSTEM, ResourceDraft(type="mine_rescue_team", name="矿山救护队", region_code=COUNTY))
        with pytest.raises(Forbidden):
            enter_unit(actor("observer"), team.id, UnitDraft(callsign="矿救1"))

    def test_of_two_corrections_the_second_is_told(self, desk: Desk) -> None:
        unit = desk.unit("消防01")
        change_unit(desk.steward, unit.id, expected=unit.version, crew=6)
        with pytest.raises(ChangedMeanwhile):
            change_unit(desk.steward, unit.id, expected=unit.version, crew=5)


class TestAPosition:
    def test_makes_a_track_while_on_a_mission(
        self, desk: Desk, clock: SimulatedClock, crew_of: Callable[[Unit], Actor]
    ) -> None:
        unit = desk.unit("消防01")
        crew = crew_of(unit)
        report_position(crew, unit.id, Position(112.50, 37.80))
        mission = send(desk, unit, desk.incident())
        for n in range(3):
            clock.advance(seconds=10)
            report_position(crew, unit.id, Position(112.51 + n / 100, 37.80))
        assert [round(point.lon, 2) for point in mission.track.order_by("at")] == [112.51, 112.52, 112.53]

    def test_older_than_the_last_is_dropped(
        self, desk: Desk, clock: SimulatedClock, crew_of: Callable[[Unit], Actor]
    ) -> None:
        unit, earlier = desk.unit("消防01"), clock.now()
        clock.advance(minutes=1)
        report_position(crew_of(unit), unit.id, Position(112.50, 37.80))
        report_position(crew_of(unit), unit.id, Position(112.60, 37.80), at=earlier)
        unit.refresh_from_db()
        assert unit.lon == 112.50


steps = st.lists(
    st.tuples(st.sampled_from(["send", "recall", *UnitState]), st.integers(0, 1), st.integers(0, 1)), max_size=14
)


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=steps)
def test_whatever_is_told_units_missions_and_stock_agree(
    desk: Desk, clock: SimulatedClock, steps: list[tuple[str, int, int]]
) -> None:
    units = [desk.unit(f"轮换{next(_callsigns)}") for _ in range(2)]
    here = [desk.incident(), desk.incident()]
    for act, which, where in steps:
        clock.advance(minutes=1)
        unit = units[which]
        try:
            if act == "send":
                send(desk, unit, here[where])
            elif act == "recall":
                recall_mission(desk.dispatcher, unit.missions.get(ended_at=None).id, reason="调整")
            else:
                report_state(desk.dispatcher, unit.id, UnitState(act))
        except (Problem, Mission.DoesNotExist):
            pass
        for one in units:
            one.refresh_from_db()
            open_missions = list(one.missions.filter(ended_at=None))
            resource = Resource.objects.get(id=one.resource_id)
            assert len(open_missions) == resource.held == (UnitState(one.state) in ON_MISSION)
            assert (one.incident_id is None) == (not open_missions)
            assert all(mission.state == one.state for mission in open_missions)
            assert (one.state == "OUT_OF_SERVICE") == (resource.state == "UNAVAILABLE")
