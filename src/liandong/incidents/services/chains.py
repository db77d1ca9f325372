"""续报: a report that continues another one takes the next number of its chain and goes where the first one went."""

from __future__ import annotations

from liandong.access.rules import Actor
from liandong.incidents.models import Incident, Report
from liandong.incidents.queries.incidents import access_incident
from liandong.incidents.queries.reports import access_report
from liandong.incidents.rules.lifecycle import State, check_open
from liandong.incidents.rules.reports import ReportDraft, ReportKind, ReportState


def continue_chain(actor: Actor, report: Report, draft: ReportDraft) -> None:
    """Give the unsaved report its first report, its number in the chain and, if there is one, its incident."""
    first = _first(actor, draft)
    if first is not None:
        report.follows = first
        report.sequence = 1 + first.followed_by.count()
        report.kind = report.kind if report.kind != ReportKind.INITIAL else ReportKind.FOLLOW_UP
    incident_id = draft.incident_id or (first.incident_id if first else None)
    if incident_id is not None:
        incident = Incident.objects.select_for_update().get(id=access_incident(actor, incident_id).id)
        check_open(State(incident.state))
        report.incident = incident
        report.state = ReportState.ATTACHED
        report.drill = incident.drill


def _first(actor: Actor, draft: ReportDraft) -> Report | None:
    """The first report of the chain, locked so that two follow-ups do not take one number."""
    if draft.follows is None:
        return None
    named = access_report(actor, draft.follows)
    return Report.objects.select_for_update().get(id=named.follows_id or named.id)
