"""What the clock does by itself: claim what is due, act on it in one transaction, put off or give up what fails.

A row is claimed by compare-and-set with a lease, in a short transaction of its own. Acting is one more transaction:
firing rows (unique), the clock's next moment, timeline entries, notices and events, all or nothing. A process that
dies in between has done nothing; its rows are taken again once the lease has run out. Rows that were tried before
are taken one at a time, so that one bad row neither stalls nor spoils the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from liandong.access.rules import Actor, Source
from liandong.deadlines import failpoints
from liandong.deadlines.events import DeadlineEscalated, DeadlinePassed, DeadlineReminded, DeadlineWarned
from liandong.deadlines.models import Deadline, Firing
from liandong.deadlines.recipients import Chart, recipients
from liandong.deadlines.rules import State, Step, Terms, due_steps, kept_names, next_moment, state_after
from liandong.deadlines.services.recording import fact, facts, record
from liandong.deadlines.services.running import event_of
from liandong.kernel import clock
from liandong.kernel.events import Event, publish
from liandong.notices.rules import Recipient, Urgency
from liandong.notices.services.composing import Message, notify_many
from liandong.timeline import services as timeline

LEASE = timedelta(seconds=10)
"""Longer than a batch takes by two orders of magnitude; how late a killed process's rows may fire."""

ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=2)

VERBS = {
    "warn": "deadline_warned",
    "overdue": "deadline_overdue",
    "escalate": "deadline_escalated",
    "remind": "deadline_reminded",
}


@dataclass(slots=True)
class Fired:
    """A clock with the steps that fire now."""

    deadline: Deadline
    steps: list[Step]


def ready(now: datetime) -> QuerySet[Deadline]:
    """Due and in nobody's hands, the longest due first."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    return Deadline.objects.filter(free, next_at__lte=now).order_by("next_at")


def anything_ready(now: datetime) -> bool:
    """Ordered, unlike `exists()`, so that PostgreSQL walks the index whatever it believes of the rows."""
    return bool(ready(now).values_list("id", flat=True)[:1])


def claim(token: UUID, now: datetime, limit: int) -> list[UUID]:
    """Lease up to `limit` due rows to this token: rows not tried before together, one tried before alone.

    Rows that were claimed again and again and never came back are given up here: whoever touches them dies.
    """
    with transaction.atomic():
        rows = list(ready(now).select_for_update(skip_locked=True).values_list("id", "attempts")[:limit])
        rows = [row for row in rows if not (row[1] >= ATTEMPTS and _give_up_crashed(row[0]))]
        fresh = [found for found, attempts in rows if attempts == 0]
        chosen = fresh if rows and rows[0][1] == 0 else [found for found, _ in rows[:1]]
        Deadline.objects.filter(id__in=chosen).update(
            claimed_until=now + LEASE, claimed_by=token, attempts=F("attempts") + 1
        )
    failpoints.reach("after_claim")
    return chosen


@transaction.atomic
def act(token: UUID, ids: Sequence[UUID]) -> int:
    """Fire everything due on these rows as far as this token still holds them; answers the steps fired."""
    _give_way()
    now = clock.now()
    rows = Deadline.objects.filter(id__in=ids, claimed_by=token).select_for_update()
    # the order in which chains of the timeline are locked, the same in every process
    rows = rows.order_by("subject_kind", "subject_id", "id")
    fired = [_advance(row, now) for row in rows]
    Firing.objects.bulk_create([_firing(one.deadline, step, now) for one in fired for step in one.steps])
    for one in fired:
        # row by row: Django's bulk_update of seven columns took a third of a whole tick
        one.deadline.save(update_fields=_MOVED)
    _tell(fired)
    failpoints.reach("after_act")
    for one in fired:
        for step in one.steps:
            publish(_event(one.deadline, step))
    failpoints.reach("before_done")
    return sum(len(one.steps) for one in fired)


def _give_way() -> None:
    """Where a person's verb and the clock want the same rows, the clock steps back first."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")


_MOVED = ["state", "fired", "next_at", "attempts", "claimed_by", "claimed_until", "last_error"]


def _advance(row: Deadline, now: datetime) -> Fired:
    """Move the row past its due steps, in memory."""
    terms = Terms.from_json(row.terms)
    due = due_steps(terms, row.warn_at, row.due_at, row.fired, now)
    for step in due:
        row.state = state_after(State(row.state), step.effect).value
    row.fired = kept_names(row.fired, due)
    row.next_at = next_moment(terms, row.warn_at, row.due_at, now)
    row.attempts, row.claimed_by, row.claimed_until, row.last_error = 0, None, None, ""
    return Fired(row, due)


def _firing(row: Deadline, step: Step, now: datetime) -> Firing:
    return Firing(deadline=row, round=row.round, step=step.name, planned_at=step.at, fired_at=now)


def _tell(fired: Sequence[Fired]) -> None:
    """The timeline entries and the notices of the whole batch."""
    actor, entries, messages = Actor.system(Source.CLOCK), [], []
    chart = Chart()
    for one in fired:
        for step in one.steps:
            to = recipients(one.deadline, step.to, chart)
            entries.append(fact(one.deadline, VERBS[step.effect], step=step.name, to=[str(r) for r in to]))
            messages.append(_message(one.deadline, step, to))
    timeline.record_many(actor, entries)
    notify_many(actor, messages)


def _message(row: Deadline, step: Step, to: Sequence[Recipient]) -> Message:
    return Message(
        to=to,
        template=step.template,
        urgency=Urgency(step.urgency),
        region_code=row.region_code,
        key=f"deadline:{row.id}:{row.round}:{step.name}",
        data=facts(row, step=step.name),
        incident_id=row.incident_id,
        subject=row.subject,
        drill=row.drill,
    )


def _event(row: Deadline, step: Step) -> Event:
    common = event_of(row)
    if step.effect == "escalate":
        return DeadlineEscalated(**common, step=step.name, to=step.to)
    kinds = {"warn": DeadlineWarned, "overdue": DeadlinePassed, "remind": DeadlineReminded}
    return kinds[step.effect](**common)


@transaction.atomic
def put_off(token: UUID, id: UUID, error: str) -> bool:
    """A row that raised waits twice as long each time; after the last attempt it is given up: True then.

    It is hidden by its lease, not by its due moment, so that its lateness stays visible.
    """
    row = Deadline.objects.select_for_update().filter(id=id, claimed_by=token).first()
    if row is None:
        return False
    row.last_error, row.claimed_by = error[:400], None
    row.claimed_until = clock.now() + FIRST_WAIT * 2 ** (row.attempts - 1)
    row.save(update_fields=["last_error", "claimed_by", "claimed_until"])
    if row.attempts < ATTEMPTS:
        return False
    _give_up(row)
    return True


def _give_up_crashed(id: UUID) -> bool:
    row = Deadline.objects.get(id=id)
    row.last_error = row.last_error or "the process died each time it acted on this clock"
    _give_up(row)
    return True


def _give_up(row: Deadline) -> None:
    """Dead letter: it fires no more until somebody re-arms it, and the duty leader is told."""
    row.dead_at, row.next_at, row.claimed_by, row.claimed_until = clock.now(), None, None, None
    row.save(update_fields=["dead_at", "next_at", "claimed_by", "claimed_until", "last_error"])
    alert(row, "deadline_failed", error=row.last_error, attempts=row.attempts)


def alert(row: Deadline, verb: str, **more: Any) -> None:
    """Something is wrong with the clock itself: on the record, and to the duty leader of the region."""
    actor = Actor.system(Source.CLOCK)
    record(actor, row, verb, **more)
    message = Message(
        to=recipients(row, ("role:duty_leader",)),
        template=verb,
        urgency=Urgency.URGENT,
        region_code=row.region_code,
        key=f"{verb}:{row.id}:{clock.now().isoformat()}",
        data=facts(row, **more),
        incident_id=row.incident_id,
        subject=row.subject,
        drill=row.drill,
    )
    notify_many(actor, [message])
