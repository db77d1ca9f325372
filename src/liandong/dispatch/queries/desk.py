"""What the dispatch desk lists: incidents with how their forces stand, and the missions of one's own unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from liandong.access.rules import Actor
from liandong.dispatch.models import Mission
from liandong.dispatch.queries.deployments import visible_deployments
from liandong.dispatch.queries.visibility import visible_missions
from liandong.dispatch.rules.chains import DeploymentState
from liandong.dispatch.rules.states import UnitState
from liandong.incidents import queries as incidents
from liandong.orders import queries as orders

if TYPE_CHECKING:
    from liandong.incidents.models import Incident
    from liandong.orders.models import Assignment


@dataclass(frozen=True, slots=True)
class Forces:
    """Units out for an incident, those of them on scene and those whose order nobody signed for; plans under way."""

    out: int = 0
    on_scene: int = 0
    unsigned: int = 0
    plans: int = 0


def incidents_to_serve(actor: Actor) -> QuerySet[Incident]:
    """The open incidents of the actor's regions, exercises among them."""
    return incidents.visible_incidents(actor).filter(state="OPEN")


def forces_of(actor: Actor, incident_ids: Collection[UUID]) -> dict[UUID, Forces]:
    """How the forces of each incident stand."""
    unsigned = Q(acknowledged_at__isnull=True, assignment_id__isnull=False)
    missions = visible_missions(actor).filter(incident_id__in=incident_ids, ended_at__isnull=True)
    counted = missions.order_by().values("incident_id")
    out = counted.annotate(
        total=Count("id"),
        there=Count("id", filter=Q(state=UnitState.ON_SCENE.value)),
        silent=Count("id", filter=unsigned),
    ).values_list("incident_id", "total", "there", "silent")
    plans = visible_deployments(actor).filter(incident_id__in=incident_ids, state=DeploymentState.OPEN.value)
    drafted = dict(plans.order_by().values_list("incident_id").annotate(Count("id")))
    found = {one: Forces(plans=drafted.get(one, 0)) for one in incident_ids}
    for incident_id, total, there, silent in out:
        found[incident_id] = Forces(total, there, silent, found[incident_id].plans)
    return found


def missions_mine(actor: Actor) -> list[tuple[Mission, Assignment | None]]:
    """What the units of the actor's organisation are out for now, the last sent first, each with its order."""
    if actor.organization_id is None:
        return []
    rows = visible_missions(actor).filter(organization_id=actor.organization_id, ended_at__isnull=True)
    missions = list(rows.order_by("-assigned_at", "-id")[:100])
    tasks = orders.visible_assignments(actor).filter(id__in=[one.assignment_id for one in missions])
    by_id = {task.id: task for task in tasks}
    return [(one, by_id.get(one.assignment_id) if one.assignment_id else None) for one in missions]
