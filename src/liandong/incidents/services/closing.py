"""Closing and archiving an incident, and forgetting who had reported it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from liandong.access.rules import Actor
from liandong.incidents.events import IncidentArchived, IncidentClosed
from liandong.incidents.models import Incident, Reporter
from liandong.incidents.rules.lifecycle import State, check_archivable
from liandong.incidents.services import recording, submissions
from liandong.incidents.services.authority import locked, locked_open, with_reason
from liandong.incidents.services.phases import add_feedback
from liandong.kernel import clock
from liandong.kernel.events import publish
from liandong.kernel.text import Localized

ArchiveCondition = Callable[[UUID], Localized | None]
"""Asked with the incident's id; answers what is still missing, None when the condition is met."""

_conditions: list[ArchiveCondition] = []


def register_archive_condition(condition: ArchiveCondition) -> None:
    """Called from `config.wiring` alone: an app above says what must exist before an incident is archived."""
    if condition not in _conditions:
        _conditions.append(condition)


@transaction.atomic
def close_incident(actor: Actor, incident_id: UUID, conclusion: str) -> Incident:
    """结束: the conclusion is the feedback of the last phase; the final report upward falls due."""
    incident = locked_open(actor, incident_id, "incidents.close")
    add_feedback(actor, incident, with_reason(conclusion))
    incident.state, incident.closed_at, incident.conclusion = State.CLOSED, clock.now(), conclusion
    incident.version += 1
    incident.save()
    recording.of_incident(actor, incident, "incident_closed", {"phase": incident.phase}, reason=conclusion)
    submissions.require_final(actor, incident)
    publish(IncidentClosed(incident.id, incident.closed_at))
    return incident


@transaction.atomic
def archive_incident(actor: Actor, incident_id: UUID) -> Incident:
    """归档: refused before the incident is closed or while a registered condition (a written review) is unmet."""
    incident = locked(actor, incident_id, "incidents.archive")
    unmet = [problem for condition in _conditions if (problem := condition(incident.id)) is not None]
    check_archivable(State(incident.state), unmet)
    incident.state, incident.archived_at = State.ARCHIVED, clock.now()
    incident.version += 1
    incident.save()
    recording.of_incident(actor, incident, "incident_archived")
    publish(IncidentArchived(incident.id, incident.archived_at))
    return incident


@transaction.atomic
def forget_reporters(actor: Actor, limit: int = 1000) -> int:
    """Remove names and telephones whose time is over; the reports stay, with a keyed hash of the number."""
    due = Reporter.objects.filter(retain_until__lte=clock.now()).select_related("report")
    due = due.select_for_update(skip_locked=True, of=("self",))[:limit]  # several processes turn the same loop
    for reporter in due:
        recording.of_report(actor, reporter.report, "reporter_forgotten")
    return Reporter.objects.filter(report_id__in=[reporter.report_id for reporter in due]).delete()[0]
