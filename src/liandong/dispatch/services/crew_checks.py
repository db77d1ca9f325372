"""人员清点: while a unit is on scene its people are counted again and again; silence climbs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import dispatching
from liandong.deadlines import services as deadlines
from liandong.deadlines.rules import Holder
from liandong.dispatch.models import CrewCheck, Mission
from liandong.dispatch.queries import access_mission
from liandong.dispatch.rules.problems import CrewTooMany, NobodyOnScene, NotYourUnit
from liandong.dispatch.rules.states import UnitState
from liandong.dispatch.services.readiness_duties import checker_of
from liandong.dispatch.services.recording import record
from liandong.incidents import queries as incidents
from liandong.kernel import clock
from liandong.kernel.ids import Subject
from liandong.notices import services as notices
from liandong.notices.rules import Recipient, Urgency

REPORT, OPERATE = "dispatch.report_state", "dispatch.operate"
CLOCK = "crew_check"


@transaction.atomic
def count_crew(actor: Actor, mission_id: UUID, *, people: int | None = None, remark: str = "") -> CrewCheck:
    """一键报平安: all are there, or so many; who is missing is told at once. The next is due an interval later."""
    seen = access_mission(actor, mission_id)
    own = seen.organization_id is not None and seen.organization_id == actor.organization_id
    if not (own and access.may(actor, REPORT, seen.unit_region)) and not access.may(actor, OPERATE, seen.unit_region):
        raise NotYourUnit(unit=seen.unit.callsign, permission=REPORT, region=seen.unit_region)
    mission = Mission.objects.select_for_update().get(id=mission_id)
    if mission.ended_at is not None or mission.state != UnitState.ON_SCENE:
        raise NobodyOnScene(unit=seen.unit.callsign)
    crew = mission.unit.crew
    counted = crew if people is None else people
    if crew and counted > crew:
        raise CrewTooMany(unit=mission.unit.callsign, crew=crew)
    check = CrewCheck.objects.create(
        mission=mission,
        people=counted,
        missing=max(0, crew - counted),
        remark=remark,
        due_at=mission.crew_due_at,
        at=clock.now(),
        by_person_id=actor.person_id,
    )
    _record(actor, mission, "crew_missing" if check.missing else "crew_counted", people=counted, missing=check.missing)
    if check.missing:
        _cry_out(actor, mission, check)
    deadlines.meet(actor, _subject(mission), CLOCK)
    _start(actor, mission)
    return check


def follow_crew(actor: Actor, mission: Mission) -> None:
    """After a step of the mission: the clock runs while its people are on scene, and only then."""
    on_scene = mission.ended_at is None and mission.state == UnitState.ON_SCENE
    if on_scene and mission.crew_due_at is None:
        _start(actor, mission)
    elif not on_scene and mission.crew_due_at is not None:
        deadlines.cancel_all(actor, _subject(mission), "单元已离开现场", kind=CLOCK)
        mission.crew_due_at = None
        mission.save(update_fields=["crew_due_at"])


def _start(actor: Actor, mission: Mission) -> None:
    """Held by whoever sent the people out; the ladder is that of the region where they work."""
    holder = mission.organization_id or checker_of(mission.incident_region)
    if holder is None:
        # nobody to hold it: a region without any desk
        return
    incident = incidents.incident_summary(mission.incident_id)
    started = deadlines.start(
        actor,
        _subject(mission),
        CLOCK,
        region_code=mission.incident_region,
        holder=Holder(organization_id=holder),
        starts_at=clock.now(),
        within=dispatching.crew_check_every(mission.incident_region, incident.event_type),
        incident_id=mission.incident_id,
        drill=mission.drill,
        data={"title": mission.unit.callsign},
    )
    mission.crew_due_at = started.due_at
    mission.save(update_fields=["crew_due_at"])


def _cry_out(actor: Actor, mission: Mission, check: CrewCheck) -> None:
    roles = ("DUTY_OFFICER", "DUTY_LEADER")
    notices.notify(
        actor,
        to=[Recipient.region_duty(mission.incident_region, role) for role in roles],
        template="crew_missing",
        data={
            "unit": mission.unit.callsign,
            "crew": mission.unit.crew,
            "people": check.people,
            "missing": check.missing,
            "remark": check.remark,
        },
        urgency=Urgency.FLASH,
        region_code=mission.incident_region,
        incident_id=mission.incident_id,
        subject=_subject(mission),
        drill=mission.drill,
        key=f"crew:{check.id}:missing",
    )


def _subject(mission: Mission) -> Subject:
    return Subject.of("mission", mission.id)


def _record(actor: Actor, mission: Mission, verb: str, **data: Any) -> None:
    record(actor, mission.unit, verb, incident_id=mission.incident_id, drill=mission.drill, **data)
