"""What an actor may see of units and missions."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from liandong.access.queries import in_scope
from liandong.access.rules import Actor
from liandong.dispatch.models import CrewCheck, Mission, StateReport, TrackPoint, Unit
from liandong.kernel.errors import NotFound
from liandong.organizations import queries as organizations

READ = "dispatch.read"


def visible_units(actor: Actor) -> QuerySet[Unit]:
    """Units of the regions the actor may read, and those of the actor's own organisation."""
    scoped = in_scope(actor, READ, Unit.objects.all())
    return scoped if actor.organization_id is None else scoped | Unit.objects.filter(_own(actor))


def access_unit(actor: Actor, unit_id: UUID) -> Unit:
    """The unit; NotFound where it is absent or not the actor's to see."""
    found = visible_units(actor).filter(id=unit_id).first()
    if found is None:
        raise NotFound(kind="unit", id=str(unit_id))
    return found


def visible_missions(actor: Actor) -> QuerySet[Mission]:
    """Missions to the actor's regions and missions of units from there: both sides of a reinforcement see it."""
    there = in_scope(actor, READ, Mission.objects.all(), "incident_region")
    from_here = in_scope(actor, READ, Mission.objects.all(), "unit_region")
    found = there | from_here
    found = found if actor.organization_id is None else found | Mission.objects.filter(_own(actor))
    return found.select_related("unit")


def access_mission(actor: Actor, mission_id: UUID) -> Mission:
    found = visible_missions(actor).filter(id=mission_id).first()
    if found is None:
        raise NotFound(kind="mission", id=str(mission_id))
    return found


def reports_of(actor: Actor, unit_id: UUID) -> QuerySet[StateReport]:
    """What the unit has told."""
    return StateReport.objects.filter(unit=access_unit(actor, unit_id))


def track_of(actor: Actor, mission_id: UUID) -> list[TrackPoint]:
    """Where the unit was on the mission, in order of time; at most 5,000 points."""
    return list(TrackPoint.objects.filter(mission=access_mission(actor, mission_id)).order_by("at", "id")[:5000])


def crew_checks_of(actor: Actor, mission_id: UUID) -> QuerySet[CrewCheck]:
    """What was counted on the mission."""
    return CrewCheck.objects.filter(mission=access_mission(actor, mission_id))


def name_of(id: UUID | None) -> str:
    """The name of a person or organisation; 系统 where nobody in particular did it."""
    return organizations.names([id]).get(id, "某人") if id is not None else "系统"


def _own(actor: Actor) -> Q:
    return Q(organization_id=actor.organization_id)
