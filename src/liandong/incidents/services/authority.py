"""An incident for a verb that changes it: visible, permitted, locked and still open."""

from __future__ import annotations

from uuid import UUID

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.incidents.models import Incident
from liandong.incidents.queries.incidents import access_incident
from liandong.incidents.rules.lifecycle import State, check_open
from liandong.incidents.rules.problems import ReasonNeeded


def locked(actor: Actor, incident_id: UUID, permission: str) -> Incident:
    """The row, locked until the transaction ends; NotFound or Forbidden as access decides."""
    access.require(actor, permission, access_incident(actor, incident_id).region_code)
    return Incident.objects.select_for_update().get(id=incident_id)


def locked_open(actor: Actor, incident_id: UUID, permission: str) -> Incident:
    incident = locked(actor, incident_id, permission)
    check_open(State(incident.state))
    return incident


def with_reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonNeeded
    return reason
