"""Reads of meetings and decisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from liandong.access.queries import in_scope
from liandong.access.rules import Actor
from liandong.consultation.models import Decision, Meeting, Opinion
from liandong.consultation.rules import Stance
from liandong.content import office
from liandong.incidents import queries as incidents
from liandong.kernel.errors import NotFound
from liandong.organizations import queries as organizations


def visible_meetings(actor: Actor) -> QuerySet[Meeting]:
    return in_scope(actor, "consultation.read", Meeting.objects.all())


def access_meeting(actor: Actor, id: UUID) -> Meeting:
    found = visible_meetings(actor).filter(id=id).first()
    if found is None:
        raise NotFound(kind="meeting", id=str(id))
    return found


def access_decision(actor: Actor, id: UUID) -> Decision:
    found = Decision.objects.filter(id=id, meeting__in=visible_meetings(actor)).select_related("meeting").first()
    if found is None:
        raise NotFound(kind="decision", id=str(id))
    return found


def meetings_of(actor: Actor, incident_id: UUID) -> QuerySet[Meeting]:
    """The meetings of an incident the actor may see."""
    incident = incidents.access_incident(actor, incident_id)
    return visible_meetings(actor).filter(incident_id=incident.id)


def stances(meeting: Meeting) -> dict[UUID, Stance]:
    """Where each of those called stands on the present conclusion: their newest word on it."""
    rows = Opinion.objects.filter(meeting=meeting, proposal_version=meeting.proposal_version)
    taken = rows.exclude(stance=Stance.NOTE).order_by("given_at", "id").values_list("person_id", "stance")
    return {person: Stance(stance) for person, stance in taken}


def shown(meeting: Meeting) -> dict[str, Any]:
    """A meeting with its people by name, every opinion and every decision."""
    opinions = list(meeting.opinions.order_by("given_at", "id"))
    people = organizations.names([*map(UUID, meeting.called), *(one.person_id for one in opinions)])
    title = office.meeting_kind(meeting.kind).title
    return {
        **{field.name: getattr(meeting, field.name) for field in meeting._meta.concrete_fields},
        "kind_title": {"zh": title.zh, "en": title.en},
        "called": [{"person_id": one, "name": people.get(UUID(one), "")} for one in meeting.called],
        "opinions": [_opinion(one, people.get(one.person_id, "")) for one in opinions],
        "decisions": list(meeting.decisions.order_by("number")),
    }


def _opinion(one: Opinion, name: str) -> dict[str, Any]:
    columns = ("id", "person_id", "stance", "text", "proposal_version", "given_at")
    return {**{column: getattr(one, column) for column in columns}, "name": name}
