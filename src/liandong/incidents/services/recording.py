"""How acts on reports and incidents stand on the timeline: ids, codes and numbers, no words of callers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from liandong.access.rules import Actor
from liandong.incidents.models import Incident, Report, Submission
from liandong.kernel.ids import Subject
from liandong.timeline import services as timeline


def of_incident(
    actor: Actor,
    incident: Incident,
    verb: str,
    data: Mapping[str, Any] | None = None,
    *,
    reason: str = "",
    occurred_at: datetime | None = None,
) -> None:
    timeline.record(
        actor,
        Subject.of("incident", incident.id),
        verb,
        region_code=incident.region_code,
        data={"number": incident.number, **(data or {})},
        incident_id=incident.id,
        drill=incident.drill,
        occurred_at=occurred_at,
        reason=reason,
    )


def of_report(
    actor: Actor,
    report: Report,
    verb: str,
    data: Mapping[str, Any] | None = None,
    *,
    reason: str = "",
    occurred_at: datetime | None = None,
    first: bool = False,
) -> None:
    timeline.record(
        actor,
        Subject.of("report", report.id),
        verb,
        region_code=report.region_code,
        data={"channel": report.channel, **(data or {})},
        incident_id=report.incident_id,
        drill=report.drill,
        occurred_at=occurred_at,
        reason=reason,
        first=first,
    )


def of_submission(
    actor: Actor, incident: Incident, submission: Submission, verb: str, data: Mapping[str, Any] | None = None,
    *, reason: str = "",
) -> None:  # fmt: skip
    timeline.record(
        actor,
        Subject.of("submission", submission.id),
        verb,
        region_code=incident.region_code,
        data={
            "number": incident.number,
            "stage": submission.stage,
            "sequence": submission.sequence,
            "from_region": submission.from_region,
            "to_region": submission.to_region,
            **(data or {}),
        },
        incident_id=incident.id,
        drill=incident.drill,
        reason=reason,
    )


def received(actor: Actor, report: Report) -> None:
    """接报: which channel told of what kind of event, when; its words stay in the report."""
    of_report(
        actor,
        report,
        "report_received",
        {"event_type": report.event_type, "kind": report.kind, "sequence": report.sequence},
        occurred_at=report.received_at,
        first=True,
    )
