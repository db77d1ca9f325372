"""What belongs to one incident: statements, phases, command, zones, reports upward, and all of it by moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from liandong.access.rules import Actor
from liandong.incidents import reporting
from liandong.incidents.models import Incident, Submission
from liandong.incidents.queries.incidents import access_incident
from liandong.incidents.rules.lifecycle import Moment, moment_of
from liandong.incidents.rules.submissions import Stage
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.organizations.queries import names

_STATEMENT = (
    "fact",
    "value",
    "stated_at",
    "recorded_at",
    "stated_by_person",
    "stated_by_organization",
    "report_id",
    "reason",
    "withdrawn",
)


@dataclass(frozen=True, slots=True)
class Information:
    """One thing known of an incident, and whether it belongs before, during or after it."""

    moment: Moment
    kind: str
    at: datetime
    id: str
    text: str


def facts_of(actor: Actor, incident_id: UUID) -> list[dict[str, Any]]:
    rows = access_incident(actor, incident_id).statements.order_by("stated_at", "recorded_at", "id")
    return [{**row} for row in rows.values(*_STATEMENT)]


def phases_of(actor: Actor, incident_id: UUID) -> list[dict[str, Any]]:
    rows = access_incident(actor, incident_id).phases.order_by("entered_at", "id")
    return [{**row} for row in rows.values("phase", "entered_at", "left_at", "feedback", "feedback_at")]


def commands_of(actor: Actor, incident_id: UUID) -> list[dict[str, Any]]:
    """Who commanded from when until when, with the minutes (until now for the present one)."""
    rows = access_incident(actor, incident_id).commands.order_by("proposed_at", "id")
    columns = ("id", "kind", "organization_id", "post_id", "person_id", "proposed_at", "begins_at", "ends_at", "reason")
    held = list(rows.values(*columns))
    called = names(holder for row in held if (holder := _holder(row)))
    return [
        {**row, "minutes": _minutes(row["begins_at"], row["ends_at"]), "holder": called.get(_holder(row), "")}
        for row in held
    ]


def _holder(row: dict[str, Any]) -> Any:
    return row["person_id"] or row["post_id"] or row["organization_id"]


def former_commanders(incident_id: UUID) -> frozenset[UUID]:
    """Organisations that have commanded and no longer do."""
    rows = Incident.objects.get(id=incident_id).commands.filter(begins_at__isnull=False, ends_at__isnull=False)
    return frozenset(one for one in rows.values_list("organization_id", flat=True) if one)


def commanding_since(incident_id: UUID) -> datetime | None:
    rows = Incident.objects.get(id=incident_id).commands.filter(begins_at__isnull=False, ends_at__isnull=True)
    return rows.values_list("begins_at", flat=True).first()


def zones_of(actor: Actor, incident_id: UUID) -> list[dict[str, Any]]:
    rows = access_incident(actor, incident_id).zones.order_by("set_at", "id")
    return [{**row} for row in rows.values("id", "kind", "title", "geometry", "area_m2", "set_at", "lifted_at")]


def submissions_of(actor: Actor, incident_id: UUID) -> list[Submission]:
    rows = access_incident(actor, incident_id).submissions.prefetch_related("endorsements")
    return list(rows.order_by("due_at", "id"))


def access_submission(actor: Actor, submission_id: UUID) -> Submission:
    """NotFound unless the actor sees the incident it reports."""
    row = Submission.objects.filter(id=submission_id).prefetch_related("endorsements").first()
    if row is None:
        raise NotFound(kind="submission", id=str(submission_id))
    access_incident(actor, row.incident_id)
    return row


def missing_for_next_report(actor: Actor, incident_id: UUID, stage: Stage = Stage.FIRST) -> list[reporting.Item]:
    """What the next report upward still lacks."""
    return reporting.missing_items(access_incident(actor, incident_id), stage, {})


def information_of(actor: Actor, incident_id: UUID, moment: Moment | None = None) -> list[Information]:
    """灾前、灾中、灾后: reports, statements, phases and zones in order of time, perhaps of one moment only."""
    incident = access_incident(actor, incident_id)
    found = sorted(_all_information(incident), key=lambda one: (one.at, one.id))
    return [one for one in found if moment is None or one.moment is moment]


def _all_information(incident: Incident) -> Iterator[Information]:
    def told(kind: str, at: datetime, key: UUID, text: str) -> Information:
        return Information(moment_of(at, incident.occurred_at, incident.closed_at), kind, at, str(key), text)

    for key, at, text in incident.reports.values_list("id", "received_at", "summary"):
        yield told("report", at, key, text)
    for key, at, fact, value in incident.statements.values_list("id", "stated_at", "fact", "value"):
        yield told("fact", at, key, f"{fact} = {value}")
    for key, at, phase in incident.phases.values_list("id", "entered_at", "phase"):
        yield told("phase", at, key, phase)
    for key, at, title in incident.zones.values_list("id", "set_at", "title"):
        yield told("zone", at, key, title)


def _minutes(begins_at: datetime | None, ends_at: datetime | None) -> int | None:
    return round(((ends_at or clock.now()) - begins_at).total_seconds() / 60) if begins_at else None
