"""Watching the clock itself: heartbeats, jumps of the wall clock, and the proof that what was due has run."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from liandong.access import queries as access
from liandong.access.rules import Actor, Source
from liandong.deadlines.models import ClockProcess, Deadline
from liandong.deadlines.queries import access_deadline, unfired
from liandong.deadlines.rules import NotDead, NothingToAcknowledge, Terms, next_moment
from liandong.deadlines.services.firing import alert
from liandong.deadlines.services.recording import record
from liandong.kernel import clock
from liandong.kernel.ids import Subject, new_id
from liandong.timeline import services as timeline

GRACE = timedelta(seconds=60)
"""How late a step may be before the auditor speaks up: well above a lease, well below any limit in the documents."""


def enroll() -> UUID:
    """A clock process begins: its row, on which it will beat."""
    now = clock.now()
    row = ClockProcess(id=new_id(), host=platform.node()[:200], pid=os.getpid(), started_at=now, beat_at=now)
    row.save(force_insert=True)
    return row.id


def beat(process_id: UUID, fired: int) -> None:
    ClockProcess.objects.filter(id=process_id).update(beat_at=clock.now(), fired=F("fired") + fired)


@transaction.atomic
def note_jump(process_id: UUID, seconds: float) -> None:
    """The wall clock moved by `seconds` more than time has passed; what fires because of it is marked by this entry."""
    now = clock.now()
    ClockProcess.objects.filter(id=process_id).update(
        jumps=F("jumps") + 1, jump_seconds=seconds, jumped_at=now, beat_at=now
    )
    timeline.record(
        Actor.system(Source.CLOCK),
        Subject.of("clock_process", process_id),
        "clock_jumped",
        region_code="",
        data={"seconds": round(seconds, 3)},
    )


def audit(grace: timedelta = GRACE, limit: int = 500) -> Sequence[UUID]:
    """Find open clocks with a step that should have fired and did not; flag each once; answers their ids."""
    found = unfired(clock.now() - grace, limit)
    for deadline_id in found:
        _flag(deadline_id)
    return found


@transaction.atomic
def _flag(deadline_id: UUID) -> None:
    row = Deadline.objects.select_for_update().get(id=deadline_id)
    if row.flagged_at is None and row.is_open:
        row.flagged_at = clock.now()
        row.save(update_fields=["flagged_at"])
        alert(row, "deadline_not_fired")


@transaction.atomic
def acknowledge(actor: Actor, deadline_id: UUID) -> Deadline:
    """确认告警: somebody of the desk has seen that the clock is overdue; the first who says so stands on record."""
    access.require(actor, "deadlines.remind", access_deadline(actor, deadline_id).region_code)
    row = Deadline.objects.select_for_update().get(id=deadline_id)
    if not row.is_open or row.due_at > clock.now():
        raise NothingToAcknowledge
    if row.is_acknowledged:
        return row
    row.acknowledged_at, row.acknowledged_by = clock.now(), actor.person_id or actor.user_id
    row.acknowledged_round = row.round
    row.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledged_round"])
    record(actor, row, "deadline_acknowledged")
    return row


@transaction.atomic
def rearm(actor: Actor, deadline_id: UUID) -> Deadline:
    """Let a given-up clock run again: what it still owes fires at the next tick."""
    access.require(actor, "deadlines.rearm", access_deadline(actor, deadline_id).region_code)
    row = Deadline.objects.select_for_update().get(id=deadline_id)
    if row.dead_at is None or not row.is_open:
        raise NotDead()
    row.dead_at, row.flagged_at, row.attempts, row.last_error = None, None, 0, ""
    row.next_at = _owed(row)
    row.save()
    record(actor, row, "deadline_rearmed")
    return row


def _owed(row: Deadline) -> datetime | None:
    """The first moment after the clock's start: earlier steps that have fired are passed over by their names."""
    return next_moment(Terms.from_json(row.terms), row.warn_at, row.due_at, row.starts_at)
