"""What units tell: their state by one tap, text message or radio, and where they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor, Source
from liandong.content import dispatching
from liandong.content.unit_messages import understand
from liandong.dispatch.events import UnitMoved, UnitStateChanged
from liandong.dispatch.models import Mission, StateReport, TrackPoint, Unit
from liandong.dispatch.queries import access_unit, visible_units
from liandong.dispatch.rules.problems import (
    MessageFromNobody,
    MessageNotUnderstood,
    MissionEnded,
    NotYourUnit,
    ToldTooEarly,
)
from liandong.dispatch.rules.states import ENDS_MISSION, UnitState, Via, check_step
from liandong.dispatch.services.crew_checks import follow_crew
from liandong.dispatch.services.ending import end_mission
from liandong.dispatch.services.recording import record, tell
from liandong.kernel import clock
from liandong.kernel.geo import Position
from liandong.resources import queries as resources
from liandong.resources import services as holdings
from liandong.resources.rules import ResourceState

REPORT, OPERATE = "dispatch.report_state", "dispatch.operate"
CLOCKS_APART = timedelta(minutes=2)
"""How far the clock of a handset may be ahead of ours before a time counts as a mistake."""


@transaction.atomic
def report_state(
    actor: Actor,
    unit_id: UUID,
    state: UnitState,
    *,
    via: Via = Via.FIELD,
    at: datetime | None = None,
    text: str = "",
    drill: bool = False,
) -> Unit:
    """The unit tells its state; saying it twice changes nothing, NoSuchStep where it does not follow.

    `at` is when it happened, now where not given. A message older than the last one known is kept, and fills in the
    mission's times, but does not take the unit back. `drill` speaks of the exercise the unit takes part in.
    """
    unit = _to_report(actor, unit_id)
    moment = moment_told(at)
    mission = Mission.objects.filter(unit=unit, drill=drill, ended_at__isnull=True).first()
    of_exercise = drill and not unit.drill
    if of_exercise and mission is None:
        raise MissionEnded
    before = UnitState(mission.state if of_exercise and mission else unit.state)
    if state is before:
        return unit
    late = moment < (mission.assigned_at if of_exercise and mission else unit.state_at)
    if not late:
        check_step(unit.callsign, before, state)
        _follow(actor, unit, mission, state, moment, via, of_exercise)
    elif mission is not None:
        _note_time(mission, state, moment)
    _keep_report(actor, unit, mission, (before, state), via, moment, text, applied=not late)
    return unit


@transaction.atomic
def receive_message(actor: Actor, sender: str, text: str, *, at: datetime | None = None) -> Unit:
    """A text message from a unit's terminal or a line taken down by the radio operator.

    The unit is found by the sender's number, else by the call sign in the text.
    """
    found = understand(dispatching.unit_messages(), text)
    unit = _sender(actor, sender, found.rest)
    if found.state is None:
        raise MessageNotUnderstood(text=text[:100])
    open_missions = Mission.objects.filter(unit=unit, ended_at__isnull=True).values_list("drill", flat=True)
    in_exercise = list(open_missions) == [True]
    via = Via.SMS if sender else Via.RADIO
    return report_state(actor, unit.id, UnitState(found.state), via=via, at=at, text=text[:200], drill=in_exercise)


@transaction.atomic
def report_position(actor: Actor, unit_id: UUID, place: Position, *, at: datetime | None = None) -> Unit:
    """Where the unit is; on a mission the point is added to its track. An older position than the last is dropped."""
    unit = _to_report(actor, unit_id)
    moment = moment_told(at)
    if unit.positioned_at is not None and moment <= unit.positioned_at:
        return unit
    unit.lon, unit.lat, unit.positioned_at = place.lon, place.lat, moment
    unit.save(update_fields=["lon", "lat", "positioned_at"])
    missions = Mission.objects.filter(unit=unit, ended_at__isnull=True)
    TrackPoint.objects.bulk_create(
        [TrackPoint(mission=one, lon=place.lon, lat=place.lat, at=moment) for one in missions]
    )
    tell(UnitMoved, unit, lon=place.lon, lat=place.lat)
    return unit


@transaction.atomic
def follow_resource(resource_id: UUID) -> None:
    """The steward took the resource out of service, or back: an idle unit follows."""
    unit = Unit.objects.select_for_update().filter(resource_id=resource_id).first()
    if unit is None:
        return
    actor = Actor.system(Source.API)
    out = resources.access_resource(actor, resource_id).state in {ResourceState.UNAVAILABLE, ResourceState.RETIRED}
    before = UnitState(unit.state)
    after = UnitState.OUT_OF_SERVICE if out else UnitState.AVAILABLE
    if before in ENDS_MISSION and before is not after:
        _set_state(actor, unit, after, clock.now(), Via.SYSTEM)
        _keep_report(actor, unit, None, (before, after), Via.SYSTEM, clock.now(), "", applied=True)


def _follow(
    actor: Actor, unit: Unit, mission: Mission | None, state: UnitState, at: datetime, via: Via, of_exercise: bool
) -> None:
    """Bring the mission and, outside an exercise, the unit and its resource into the state."""
    if mission is not None:
        mission.state = state.value
        _note_time(mission, state, at)
        if state in ENDS_MISSION:
            end_mission(actor, mission, at)
        else:
            follow_crew(actor, mission)
    if of_exercise:
        return
    was_out = unit.state == UnitState.OUT_OF_SERVICE
    _set_state(actor, unit, state, at, via)
    if state is UnitState.OUT_OF_SERVICE or was_out:
        _tell_steward(actor, unit, out=not was_out)


def _set_state(actor: Actor, unit: Unit, state: UnitState, at: datetime, via: Via) -> None:
    unit.state, unit.state_at, unit.state_via, unit.state_by = state.value, at, via.value, actor.person_id
    unit.version += 1
    if state in ENDS_MISSION:
        unit.incident_id = None
    unit.save(update_fields=["state", "state_at", "state_via", "state_by", "incident_id", "version"])


def _tell_steward(actor: Actor, unit: Unit, *, out: bool) -> None:
    """The crew's word is enough: what it tells of its vehicle holds for the stock, too."""
    wanted = ResourceState.UNAVAILABLE if out else ResourceState.AVAILABLE
    system = Actor.system(actor.source)
    if resources.access_resource(system, unit.resource_id).state != wanted.value:
        holdings.set_state(system, unit.resource_id, wanted, reason="出动单元停勤" if out else "出动单元恢复执勤")


_TIMES = {
    UnitState.EN_ROUTE: "en_route_at",
    UnitState.ON_SCENE: "on_scene_at",
    UnitState.TRANSPORTING: "transporting_at",
    UnitState.RETURNING: "returning_at",
}


def _note_time(mission: Mission, state: UnitState, at: datetime) -> None:
    """The first time a state was reached counts."""
    column = _TIMES.get(state)
    if column and getattr(mission, column) is None:
        setattr(mission, column, at)
    mission.version += 1
    mission.save(update_fields=["state", "version", *([column] if column else [])])


def _keep_report(
    actor: Actor,
    unit: Unit,
    mission: Mission | None,
    step: tuple[UnitState, UnitState],
    via: Via,
    at: datetime,
    text: str,
    *,
    applied: bool,
) -> None:
    before, after = step
    drill = mission.drill if mission else unit.drill
    StateReport.objects.create(
        unit=unit,
        mission=mission,
        before=before.value,
        state=after.value,
        via=via.value,
        at=at,
        received_at=clock.now(),
        by_person_id=actor.person_id,
        text=text,
        applied=applied,
        drill=drill,
    )
    incident_id = mission.incident_id if mission else None
    record(
        actor,
        unit,
        "unit_state_told",
        incident_id=incident_id,
        drill=drill,
        occurred_at=at,
        before=before.value,
        after=after.value,
        via=via.value,
        applied=applied,
    )
    if applied:
        mission_id = mission.id if mission else None
        tell(UnitStateChanged, unit, drill=drill, before=before.value, after=after.value, mission_id=mission_id)


def _to_report(actor: Actor, unit_id: UUID) -> Unit:
    """The unit, locked, for its own organisation or a dispatcher of its region."""
    seen = access_unit(actor, unit_id)
    own = seen.organization_id is not None and seen.organization_id == actor.organization_id
    may_report = own and access.may(actor, REPORT, seen.region_code)
    if not may_report and not access.may(actor, OPERATE, seen.region_code):
        raise NotYourUnit(unit=seen.callsign, permission=REPORT, region=seen.region_code)
    return Unit.objects.select_for_update().get(id=unit_id)


def moment_told(at: datetime | None) -> datetime:
    """When it happened: as told, now where nothing is told; ToldTooEarly where it lies ahead."""
    now = clock.now()
    if at is not None and at > now + CLOCKS_APART:
        raise ToldTooEarly
    return min(at or now, now)


def _sender(actor: Actor, sender: str, rest: str) -> Unit:
    number = "".join(sign for sign in sender if sign.isdigit())[-11:]
    rows = visible_units(actor)
    found = rows.filter(phone=number).first() if number else None
    named = list(rows.filter(callsign__in=[rest, *rest.split()])[:2]) if found is None and rest else []
    if found is None and len(named) != 1:
        raise MessageFromNobody
    return found or named[0]
