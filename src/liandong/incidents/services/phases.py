"""The phases of a response and the feedback that each owes."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.incidents.events import PhaseEntered
from liandong.incidents.models import Incident, PhaseRecord
from liandong.incidents.rules.command import CommandKind, check_path
from liandong.incidents.rules.grades import Branch
from liandong.incidents.rules.lifecycle import Phase, check_phase_step
from liandong.incidents.services import recording
from liandong.incidents.services.authority import locked_open, with_reason
from liandong.kernel import clock
from liandong.kernel.events import publish


@transaction.atomic
def give_feedback(actor: Actor, incident_id: UUID, text: str) -> PhaseRecord:
    """信息反馈 on the present phase; later feedback is added below earlier."""
    incident = locked_open(actor, incident_id, "incidents.enter_phase")
    return add_feedback(actor, incident, with_reason(text))


def add_feedback(actor: Actor, incident: Incident, text: str) -> PhaseRecord:
    present = present_phase(incident)
    present.feedback = f"{present.feedback}\n{text}".strip()
    present.feedback_at, present.feedback_by = clock.now(), actor.user_id
    present.save(update_fields=["feedback", "feedback_at", "feedback_by"])
    recording.of_incident(actor, incident, "phase_feedback_given", {"phase": incident.phase}, reason=text)
    return present


@transaction.atomic
def enter_phase(actor: Actor, incident_id: UUID, phase: str, reason: str) -> Incident:
    """Go on to the next phase; refused while the present one has no feedback or where it does not follow.

    Which phase follows, and under whose command, differs with the response branch.
    """
    incident = locked_open(actor, incident_id, "incidents.enter_phase")
    present, after, now = present_phase(incident), Phase(phase), clock.now()
    owes_feedback = content.phases()[incident.phase].feedback if incident.phase in content.phases() else True
    check_phase_step(Phase(incident.phase), after, bool(present.feedback) or not owes_feedback)
    check_path(Branch(incident.response_branch), CommandKind(incident.commander_kind), Phase(incident.phase), after)
    present.left_at = now
    present.save(update_fields=["left_at"])
    PhaseRecord.objects.create(incident=incident, phase=after, entered_at=now)
    before, incident.phase = incident.phase, after
    incident.version += 1
    incident.save(update_fields=["phase", "version"])
    recording.of_incident(actor, incident, "phase_entered", {"before": before, "after": after}, reason=reason)
    publish(PhaseEntered(incident.id, before, after))
    return incident


def present_phase(incident: Incident) -> PhaseRecord:
    return PhaseRecord.objects.get(incident=incident, left_at__isnull=True)
