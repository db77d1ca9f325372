"""Start, meet, move, waive, cancel and remind.

`start`, `meet`, `move` and `cancel_all` are called by the verbs of the apps above, which have checked their actor's
permission for the act that sets the clock; `waive` and `remind` are acts of their own and check it here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.deadlines import terms
from liandong.deadlines.events import DeadlineMet, DeadlineMoved
from liandong.deadlines.models import Deadline
from liandong.deadlines.queries import access_deadline
from liandong.deadlines.recipients import recipients
from liandong.deadlines.rules import (
    OPEN,
    AlreadyRunning,
    DueBeforeStart,
    Holder,
    NotOpen,
    ReasonMissing,
    State,
    warn_time,
)
from liandong.deadlines.services.recording import fact, facts, record
from liandong.kernel import clock
from liandong.kernel.durations import Limit
from liandong.kernel.events import publish
from liandong.kernel.ids import Subject
from liandong.kernel.lookups import Lookup
from liandong.notices import services as notices
from liandong.notices.rules import Urgency
from liandong.timeline import services as timeline


@dataclass(frozen=True, slots=True)
class Start:
    """A clock to be started. `within` or `due_at` replaces the kind's own limit; `source` quotes the clause.

    `key` tells apart several open clocks of one kind on one subject (a report to each level).
    """

    subject: Subject
    kind: str
    region_code: str
    holder: Holder
    starts_at: datetime
    within: Limit | None = None
    due_at: datetime | None = None
    incident_id: UUID | None = None
    drill: bool = False
    source: str = ""
    key: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def start(
    actor: Actor,
    subject: Subject,
    kind: str,
    *,
    region_code: str,
    holder: Holder,
    starts_at: datetime,
    within: Limit | None = None,
    due_at: datetime | None = None,
    incident_id: UUID | None = None,
    drill: bool = False,
    source: str = "",
    key: str = "",
    data: Mapping[str, Any] | None = None,
) -> Deadline:
    """Start one clock; AlreadyRunning when an open one of this kind and key runs for the subject."""
    wanted = Start(
        subject, kind, region_code, holder, starts_at, within, due_at, incident_id, drill, source, key, data or {}
    )
    return start_many(actor, [wanted])[0]


@transaction.atomic
def start_many(actor: Actor, starts: Sequence[Start]) -> list[Deadline]:
    """Start many clocks at once: all of them or none."""
    kinds = {wanted.kind for wanted in starts}
    agreed = {kind: terms.terms_of(content.deadline_kind(kind)).to_json() for kind in kinds}
    rows = [_row(wanted, agreed[wanted.kind]) for wanted in starts]
    try:
        with transaction.atomic():
            Deadline.objects.bulk_create(rows)
    except IntegrityError as broken:
        raise AlreadyRunning(kind="、".join(sorted({row.kind for row in rows}))) from broken
    started = [fact(row, "deadline_started", limit=row.limit, provisional=row.provisional) for row in rows]
    timeline.record_many(actor, started)
    return rows


def _row(wanted: Start, agreed: dict[str, Any]) -> Deadline:
    kind = content.deadline_kind(wanted.kind)
    span = terms.span(wanted.kind, kind, wanted.starts_at, wanted.within, wanted.due_at, wanted.region_code)
    warn_at = warn_time(span.starts_at, span.due_at, kind.warn_ratio)
    return Deadline(
        subject_kind=wanted.subject.kind,
        subject_id=wanted.subject.id,
        kind=wanted.kind,
        key=wanted.key,
        starts_at=span.starts_at,
        warn_at=warn_at,
        due_at=span.due_at,
        limit=span.limit,
        provisional=span.provisional,
        terms=agreed,
        source=(wanted.source or terms.source_of(kind))[:400],
        next_at=warn_at,
        holder_kind=wanted.holder.kind.value,
        holder_id=wanted.holder.id,
        region_code=wanted.region_code,
        incident_id=wanted.incident_id,
        drill=wanted.drill,
        data=dict(wanted.data),
        created_at=clock.now(),
    )


@transaction.atomic
def meet(actor: Actor, subject: Subject, kind: str, at: datetime | None = None, *, key: str = "") -> Deadline | None:
    """The obligation is done, at `at` (default now), perhaps late; None when no such clock is open."""
    deadline = _open(subject, kind, key)
    if deadline is None:
        return None
    deadline.met_at = at or clock.now()
    _close(deadline, State.MET, "")
    verb = "deadline_met_late" if deadline.late else "deadline_met"
    record(actor, deadline, verb, occurred_at=deadline.met_at, met_at=deadline.met_at.isoformat())
    publish(DeadlineMet(**event_of(deadline), late=deadline.late))
    return deadline


@transaction.atomic
def waive(actor: Actor, deadline_id: UUID, reason: str) -> Deadline:
    """A leader lets the obligation drop, with a reason."""
    deadline = _to_change(actor, deadline_id, "deadlines.waive")
    _close(deadline, State.WAIVED, _reason(reason))
    record(actor, deadline, "deadline_waived", reason=reason)
    return deadline


@transaction.atomic
def cancel_all(actor: Actor, subject: Subject, reason: str, *, kind: str = "", key: str | None = None) -> int:
    """The subject needs no clock any more: cancel the open ones (of a kind, of a key); answers how many."""
    rows = Deadline.objects.filter(subject_kind=subject.kind, subject_id=subject.id, state__in=OPEN)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(key=key) if key is not None else rows
    found = list(rows.select_for_update().order_by("id"))
    for deadline in found:
        _close(deadline, State.CANCELLED, _reason(reason))
        record(actor, deadline, "deadline_cancelled", reason=reason)
    return len(found)


@transaction.atomic
def move(actor: Actor, subject: Subject, kind: str, *, due_at: datetime, reason: str, key: str = "") -> Deadline | None:
    """Give the clock another due time; its ladder begins anew. None when no such clock is open."""
    deadline = _open(subject, kind, key)
    if deadline is not None:
        put_off(actor, deadline, due_at, _reason(reason))
    return deadline


def put_off(actor: Actor, deadline: Deadline, due_at: datetime, reason: str) -> None:
    """Within the caller's transaction and lock: set the due time and let the ladder begin anew."""
    if due_at <= deadline.starts_at:
        raise DueBeforeStart(starts_at=deadline.starts_at.isoformat(), due_at=due_at.isoformat())
    before, deadline.due_at = deadline.due_at, due_at
    deadline.warn_at = warn_time(deadline.starts_at, due_at, deadline.terms["warn_ratio"])
    deadline.state, deadline.round, deadline.fired = State.RUNNING.value, deadline.round + 1, []
    deadline.next_at, deadline.dead_at, deadline.attempts = deadline.warn_at, None, 0
    deadline.claimed_by = deadline.claimed_until = deadline.flagged_at = None
    deadline.provisional, deadline.limit = False, ""
    deadline.save()
    record(actor, deadline, "deadline_moved", reason=reason, before=before.isoformat())
    publish(DeadlineMoved(**event_of(deadline)))


@transaction.atomic
def remind(actor: Actor, deadline_id: UUID) -> Deadline:
    """Urge the holder now (催办)."""
    deadline = _to_change(actor, deadline_id, "deadlines.remind")
    record(actor, deadline, "deadline_urged")
    notices.notify(
        actor,
        to=recipients(deadline, ("holder",)),
        template="deadline_urged",
        data=facts(deadline),
        urgency=Urgency.URGENT,
        region_code=deadline.region_code,
        incident_id=deadline.incident_id,
        subject=deadline.subject,
        drill=deadline.drill,
        key=f"deadline:{deadline.id}:urged:{clock.now().isoformat()}",
    )
    return deadline


def event_of(deadline: Deadline) -> dict[str, Any]:
    """What every event of the clock carries."""
    return {
        "deadline_id": deadline.id,
        "subject": deadline.subject,
        "kind": deadline.kind,
        "key": deadline.key,
        "incident_id": deadline.incident_id,
        "region_code": deadline.region_code,
        "due_at": deadline.due_at,
        "at": clock.now(),
        "drill": deadline.drill,
    }


def _open(subject: Subject, kind: str, key: str) -> Deadline | None:
    return _OPEN_OF.first(subject.kind, subject.id, kind, key)


_OPEN_OF = Lookup(
    [str, str, str, str],
    lambda subject_kind, subject_id, kind, key: Deadline.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, kind=kind, key=key, state__in=OPEN
    ).select_for_update(),
)


def _to_change(actor: Actor, deadline_id: UUID, permission: str) -> Deadline:
    """The clock, locked, if the actor sees it, may do this to it and it is still open."""
    access.require(actor, permission, access_deadline(actor, deadline_id).region_code)
    deadline = Deadline.objects.select_for_update().get(id=deadline_id)
    if not deadline.is_open:
        raise NotOpen(state=deadline.state)
    return deadline


def _close(deadline: Deadline, state: State, reason: str) -> None:
    deadline.state, deadline.close_reason, deadline.closed_at = state.value, reason, clock.now()
    deadline.next_at = deadline.claimed_by = deadline.claimed_until = None
    closing = ["state", "close_reason", "closed_at", "met_at", "next_at", "claimed_by", "claimed_until"]
    deadline.save(update_fields=closing)


def _reason(text: str) -> str:
    if not text.strip():
        raise ReasonMissing()
    return text.strip()
