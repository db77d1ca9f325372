"""What becomes of a report: part of an incident, an incident of its own, or nothing."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.incidents.models import Incident, Report
from liandong.incidents.queries.reports import access_report
from liandong.incidents.rules.drafts import IncidentDraft
from liandong.incidents.rules.reports import ReportState, state_after
from liandong.incidents.services import grading, recording, submissions
from liandong.incidents.services.authority import locked_open, with_reason
from liandong.incidents.services.opening import open_incident


@transaction.atomic
def attach_report(actor: Actor, report_id: UUID, incident_id: UUID, reason: str) -> Report:
    """并入: the report tells of that incident; its facts count there from now on."""
    report = _locked_report(actor, report_id)
    incident = locked_open(actor, incident_id, "incidents.handle")
    report.state = state_after(ReportState(report.state), "attach")
    report.incident, report.drill = incident, incident.drill
    report.save(update_fields=["state", "incident", "drill"])
    recording.of_report(actor, report, "report_attached", {"number": incident.number}, reason=with_reason(reason))
    grading.take_up_report(actor, incident, report, reason)
    return report


@transaction.atomic
def split_report(actor: Actor, report_id: UUID, reason: str) -> Report:
    """拆分: undoes an attachment; what the report had added to the incident no longer counts there."""
    report = _locked_report(actor, report_id)
    state = state_after(ReportState(report.state), "split")
    assert report.incident_id is not None  # noqa: S101 - an ATTACHED report has its incident
    incident = locked_open(actor, report.incident_id, "incidents.handle")
    recording.of_report(actor, report, "report_split", {"number": incident.number}, reason=with_reason(reason))
    report.state, report.incident = state, None
    report.save(update_fields=["state", "incident"])
    grading.withdraw_report(actor, incident, report, reason)
    return report


@transaction.atomic
def mark_false(actor: Actor, report_id: UUID, reason: str) -> Report:
    """误报、谎报: with the reason; it can still be attached or promoted if it turns out true."""
    report = _locked_report(actor, report_id)
    report.state = state_after(ReportState(report.state), "mark_false")
    report.save(update_fields=["state"])
    recording.of_report(actor, report, "report_marked_false", reason=with_reason(reason))
    return report


@transaction.atomic
def promote_report(
    actor: Actor, report_id: UUID, *, title: str = "", event_type: str = "", historical: bool = False
) -> Incident:
    """立案: the report becomes an incident of its own, with its place, time and facts."""
    report = _locked_report(actor, report_id)
    state = state_after(ReportState(report.state), "promote")
    draft = replace(_draft(report), historical=historical)
    draft = replace(draft, title=title or draft.title, event_type=event_type or draft.event_type)
    incident = open_incident(actor, draft, report=report)
    report.state, report.incident = state, incident
    report.save(update_fields=["state", "incident"])
    recording.of_report(actor, report, "report_promoted", {"number": incident.number})
    submissions.note_unit_report(actor, incident, report)
    return incident


def _draft(report: Report) -> IncidentDraft:
    return IncidentDraft(
        title=(report.summary.strip().splitlines() or [report.place or report.event_type])[0][:80],
        event_type=report.event_type,
        region_code=report.region_code,
        summary=report.summary,
        place=report.place,
        lon=report.lon,
        lat=report.lat,
        occurred_at=report.occurred_at,
        reported_at=report.received_at,
        facts=report.facts,
        drill=report.drill,
    )


def _locked_report(actor: Actor, report_id: UUID) -> Report:
    access.require(actor, "incidents.handle", access_report(actor, report_id).region_code)
    return Report.objects.select_for_update().get(id=report_id)
