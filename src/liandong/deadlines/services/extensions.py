"""Asking for more time, with a reason and before the due time, and the leader's answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.deadlines.models import Deadline, Extension
from liandong.deadlines.queries import access_deadline
from liandong.deadlines.recipients import recipients
from liandong.deadlines.rules import (
    Decision,
    ExtensionDecided,
    ExtensionNotAllowed,
    ExtensionNotLater,
    ExtensionPending,
    ExtensionTooLate,
    NotOpen,
    OwnExtension,
    ReasonMissing,
    Terms,
)
from liandong.deadlines.services.recording import facts, record
from liandong.deadlines.services.running import put_off
from liandong.kernel import clock
from liandong.kernel.durations import Limit
from liandong.kernel.errors import NotFound
from liandong.notices import services as notices
from liandong.notices.rules import Urgency


@transaction.atomic
def ask_extension(actor: Actor, deadline_id: UUID, *, due_at: datetime, reason: str) -> Extension:
    """Ask for a later due time; refused once the due time has passed or while another asking waits."""
    access.require(actor, "deadlines.extend", access_deadline(actor, deadline_id).region_code)
    deadline = Deadline.objects.select_for_update().get(id=deadline_id)
    _check_asking(deadline, due_at, reason)
    extension = Extension.objects.create(
        deadline=deadline,
        due_at_before=deadline.due_at,
        due_at_asked=due_at,
        reason=reason.strip(),
        asked_by=actor.user_id,
        asked_at=clock.now(),
    )
    record(actor, deadline, "deadline_extension_asked", reason=reason, asked=due_at.isoformat())
    _tell(actor, deadline, ("holder_leader",), "deadline_extension_asked", extension)
    return extension


def _check_asking(deadline: Deadline, due_at: datetime, reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing()
    if not deadline.is_open:
        raise NotOpen(state=deadline.state)
    if clock.now() >= deadline.due_at:
        raise ExtensionTooLate(due_at=deadline.due_at.isoformat())
    if due_at <= deadline.due_at:
        raise ExtensionNotLater(due_at=deadline.due_at.isoformat())
    decisions = list(deadline.extensions.values_list("decision", flat=True))
    if Decision.ASKED in decisions:
        raise ExtensionPending()
    _check_allowed(deadline, due_at, decisions.count(Decision.GRANTED))


def _check_allowed(deadline: Deadline, due_at: datetime, granted: int) -> None:
    """How often and how long the kind of clock lets itself be extended."""
    terms = Terms.from_json(deadline.terms)
    too_long = terms.extension_at_most_s and (due_at - deadline.due_at).total_seconds() > terms.extension_at_most_s
    if granted >= terms.extensions or too_long:
        raise ExtensionNotAllowed(
            title=terms.title_zh,
            title_en=terms.title_en,
            times=terms.extensions,
            at_most=str(Limit(clock=timedelta(seconds=terms.extension_at_most_s))),
        )


@transaction.atomic
def decide_extension(actor: Actor, extension_id: UUID, *, granted: bool, reason: str = "") -> Extension:
    """A leader grants it (the clock moves, even when the due time came meanwhile) or refuses it with a reason."""
    found = Extension.objects.filter(id=extension_id).first()
    if found is None:
        raise NotFound()
    access.require(actor, "deadlines.decide_extension", access_deadline(actor, found.deadline_id).region_code)
    deadline = Deadline.objects.select_for_update().get(id=found.deadline_id)
    extension = Extension.objects.select_for_update().get(id=extension_id)
    _check_deciding(actor, deadline, extension, granted, reason)
    extension.decision = (Decision.GRANTED if granted else Decision.REFUSED).value
    extension.decision_reason, extension.decided_by, extension.decided_at = reason, actor.user_id, clock.now()
    extension.save()
    record(actor, deadline, f"deadline_extension_{extension.decision.lower()}", reason=reason)
    if granted:
        put_off(actor, deadline, extension.due_at_asked, extension.reason)
    _tell(actor, deadline, ("holder",), f"deadline_extension_{extension.decision.lower()}", extension)
    return extension


def _check_deciding(actor: Actor, deadline: Deadline, extension: Extension, granted: bool, reason: str) -> None:
    if extension.decision != Decision.ASKED:
        raise ExtensionDecided(decision=extension.decision)
    if not deadline.is_open:
        raise NotOpen(state=deadline.state)
    if actor.user_id is not None and actor.user_id == extension.asked_by:
        raise OwnExtension()
    if not granted and not reason.strip():
        raise ReasonMissing()


def _tell(actor: Actor, deadline: Deadline, to: tuple[str, ...], template: str, extension: Extension) -> None:
    notices.notify(
        actor,
        to=recipients(deadline, to),
        template=template,
        data=facts(deadline, asked=extension.due_at_asked.isoformat()),
        urgency=Urgency.URGENT,
        region_code=deadline.region_code,
        incident_id=deadline.incident_id,
        subject=deadline.subject,
        drill=deadline.drill,
        key=f"extension:{extension.id}:{extension.decision}",
    )
