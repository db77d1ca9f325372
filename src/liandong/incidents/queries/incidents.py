"""Incidents as an actor may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from liandong.access.queries import in_scope, regions_of
from liandong.access.rules import Actor
from liandong.incidents.models import Incident
from liandong.incidents.rules.command import Commander, CommandKind
from liandong.kernel.errors import NotFound

_LEVEL_OF_DIGITS = {2: "province", 4: "city", 6: "county", 9: "town"}


@dataclass(frozen=True, slots=True)
class IncidentSummary:
    """What other apps may know of an incident; grades and codes are content's names, facts plain values."""

    id: UUID
    number: str
    title: str
    event_type: str
    region_code: str
    place: str
    lon: float | None
    lat: float | None
    state: str
    phase: str
    legal_grade: str | None
    confirmed_grade: str | None
    proposed_grade: str | None
    response_branch: str
    framework: str
    facts: dict[str, Any]
    drill: bool
    occurred_at: datetime
    reported_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    commander: Commander


_SUMMARY = (
    "id",
    "number",
    "title",
    "event_type",
    "region_code",
    "place",
    "lon",
    "lat",
    "state",
    "phase",
    "legal_grade",
    "confirmed_grade",
    "proposed_grade",
    "response_branch",
    "framework",
    "facts",
    "drill",
    "occurred_at",
    "reported_at",
    "opened_at",
    "closed_at",
)


def visible_incidents(actor: Actor) -> QuerySet[Incident]:
    """Those in the actor's regions. With a single region its own column is asked, so that one index answers."""
    rows = in_scope(actor, "incidents.read", Incident.objects.all())
    regions = regions_of(actor, "incidents.read")
    column = column_of_region(regions[0]) if len(regions) == 1 else None
    return rows.filter(**{column: regions[0]}) if column else rows


def column_of_region(region: str) -> str | None:
    """The column that holds codes of this level, if there is one."""
    return _LEVEL_OF_DIGITS.get(len(region))


def access_incident(actor: Actor, id: UUID) -> Incident:
    found = in_scope(actor, "incidents.read", Incident.objects.all()).filter(id=id).first()
    if found is None:
        raise NotFound(kind="incident", id=str(id))
    return found


def incident_summary(id: UUID) -> IncidentSummary:
    """For the apps above, whose verbs check their own permissions; NotFound when there is none."""
    row = Incident.objects.filter(id=id).first()
    if row is None:
        raise NotFound(kind="incident", id=str(id))
    return summary_of(row)


def briefs(ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Number and title of each incident; for lists of apps above that show what their rows belong to."""
    rows = Incident.objects.filter(id__in=list(ids)).values_list("id", "number", "title")
    return {incident_id: (number, title) for incident_id, number, title in rows}


def summary_of(row: Incident) -> IncidentSummary:
    return IncidentSummary(**{name: getattr(row, name) for name in _SUMMARY}, commander=commander_of(row))


def commander_of(row: Incident, since: datetime | None = None) -> Commander:
    return Commander(
        kind=CommandKind(row.commander_kind),
        organization_id=row.commander_organization_id,
        post_id=row.commander_post_id,
        person_id=row.commander_person_id,
        since=since,
    )
