"""Send units to an incident and call them back. Of two who want the same unit one gets it and the other learns who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.dispatch.events import UnitAssigned, UnitStateChanged
from liandong.dispatch.models import Mission, Unit
from liandong.dispatch.queries import access_mission, access_unit, name_of
from liandong.dispatch.rules.problems import (
    MissionEnded,
    ReasonMissing,
    UnitNotInService,
    UnitOfExercise,
    UnitTaken,
    moment,
)
from liandong.dispatch.rules.states import ASSIGNABLE, STATE_WORDS, UnitState, Via
from liandong.dispatch.services.ending import end_mission
from liandong.dispatch.services.recording import record, tell
from liandong.incidents import queries as incidents
from liandong.incidents.queries import IncidentSummary
from liandong.incidents.rules.lifecycle import State, check_open
from liandong.kernel import clock
from liandong.resources import services as resources

ASSIGN = "dispatch.assign"


@dataclass(frozen=True, slots=True)
class Sending:
    """A unit to be sent, with the arrival expected when it was chosen and what the chooser was warned of."""

    unit_id: UUID
    eta_seconds: float | None = None
    eta_method: str = ""
    warnings: tuple[str, ...] = ()


@transaction.atomic
def assign_units(
    actor: Actor, incident_id: UUID, sendings: Sequence[Sending], *, deployment_id: UUID | None = None
) -> list[Mission]:
    """Send units to an open incident: all of them or none. UnitTaken names who was first."""
    incidents.access_incident(actor, incident_id)
    incident = incidents.incident_summary(incident_id)
    check_open(State(incident.state))
    # in a fixed order, so that two dispatchers who want the same units wait for each other
    in_order = sorted(sendings, key=lambda one: str(one.unit_id))
    return [_assign(actor, incident, sending, deployment_id) for sending in in_order]


@transaction.atomic
def recall_mission(actor: Actor, mission_id: UUID, *, reason: str) -> Mission:
    """撤回: the unit is not needed; it is free where it stands."""
    mission = access_mission(actor, mission_id)
    access.require(actor, ASSIGN, mission.unit_region)
    if not reason.strip():
        raise ReasonMissing
    unit = Unit.objects.select_for_update().get(id=mission.unit_id)
    mission.refresh_from_db()
    if mission.ended_at is not None:
        raise MissionEnded
    end_mission(actor, mission, clock.now(), reason)
    before = unit.state
    if not mission.drill or unit.drill:
        _stand(actor, unit, UnitState.AVAILABLE, None)
    record(actor, unit, "unit_recalled", incident_id=mission.incident_id, drill=mission.drill, reason=reason)
    tell(UnitStateChanged, unit, drill=mission.drill, before=before, after=unit.state, mission_id=mission.id)
    return mission


def _assign(actor: Actor, incident: IncidentSummary, sending: Sending, deployment_id: UUID | None) -> Mission:
    access.require(actor, ASSIGN, access_unit(actor, sending.unit_id).region_code)
    unit = Unit.objects.select_for_update().get(id=sending.unit_id)
    if unit.drill and not incident.drill:
        raise UnitOfExercise(unit=unit.callsign)
    of_exercise = incident.drill and not unit.drill
    earlier = Mission.objects.filter(unit=unit, drill=incident.drill, ended_at__isnull=True).first()
    _check_free(unit, earlier, of_exercise)
    if earlier is not None:
        end_mission(actor, earlier, clock.now(), "返程途中改派")
    use = resources.reserve_resource(actor, unit.resource_id, incident_id=incident.id, drill=incident.drill)
    resources.commit_use(actor, use.id)
    mission = Mission.objects.create(
        unit=unit,
        incident_id=incident.id,
        incident_region=incident.region_code,
        unit_region=unit.region_code,
        organization_id=unit.organization_id,
        deployment_id=deployment_id,
        use_id=use.id,
        drill=incident.drill,
        eta_seconds=sending.eta_seconds,
        eta_method=sending.eta_method,
        warnings=list(sending.warnings),
        assigned_at=clock.now(),
        assigned_by=actor.person_id,
    )
    if not of_exercise:
        _stand(actor, unit, UnitState.NOTIFIED, incident.id)
    record(
        actor,
        unit,
        "unit_assigned",
        incident_id=incident.id,
        drill=incident.drill,
        number=incident.number,
        eta_seconds=sending.eta_seconds,
        eta_method=sending.eta_method,
    )
    tell(UnitAssigned, unit, drill=incident.drill, incident_id=incident.id, mission_id=mission.id)
    return mission


def _check_free(unit: Unit, mission: Mission | None, of_exercise: bool) -> None:
    """Free, or on its way home; in an exercise only other exercises count."""
    state = UnitState(mission.state if mission else UnitState.AVAILABLE) if of_exercise else UnitState(unit.state)
    if state in ASSIGNABLE:
        return
    if state is UnitState.OUT_OF_SERVICE:
        raise UnitNotInService(unit=unit.callsign, by=name_of(unit.state_by), **moment(unit.state_at))
    number = incidents.incident_summary(mission.incident_id).number if mission else "—"
    raise UnitTaken(
        unit=unit.callsign,
        by=name_of(mission.assigned_by) if mission else name_of(unit.state_by),
        **moment(mission.assigned_at if mission else unit.state_at),
        incident=number,
        state=state.value,
        state_zh=STATE_WORDS[state][0],
    )


def _stand(actor: Actor, unit: Unit, state: UnitState, incident_id: UUID | None) -> None:
    unit.state, unit.state_at, unit.state_via = state.value, clock.now(), Via.SYSTEM.value
    unit.state_by, unit.incident_id = actor.person_id, incident_id
    unit.version += 1
    unit.save(update_fields=["state", "state_at", "state_via", "state_by", "incident_id", "version"])
