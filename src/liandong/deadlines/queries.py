"""Reads: the clocks an actor may see, what is next, and whether the clock itself is well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.deadlines.models import ClockProcess, Deadline, Extension, Firing
from liandong.deadlines.rules import OPEN, Decision, State
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.kernel.ids import Subject

ALIVE = timedelta(seconds=30)
"""A clock process that has not beaten for three beats counts as gone."""


def visible_deadlines(actor: Actor) -> QuerySet[Deadline]:
    return access.in_scope(actor, "deadlines.read", Deadline.objects.all())


def access_deadline(actor: Actor, id: UUID) -> Deadline:
    found = visible_deadlines(actor).filter(id=id).first()
    if found is None:
        raise NotFound(kind="deadline", id=str(id))
    return found


def clocks(
    actor: Actor,
    subject: Subject | None = None,
    incident_id: UUID | None = None,
    state: State | str | None = None,
    *,
    kind: str = "",
    holder_id: UUID | None = None,
    due_before: datetime | None = None,
    open_only: bool = False,
    drill: bool | None = None,
) -> QuerySet[Deadline]:
    """The clocks the actor may see, the soonest due first."""
    wanted: dict[str, object] = {
        "subject_kind": subject.kind if subject else None,
        "subject_id": subject.id if subject else None,
        "incident_id": incident_id,
        "state": state,
        "kind": kind or None,
        "holder_id": holder_id,
        "due_at__lt": due_before,
        "state__in": OPEN if open_only else None,
        "drill": drill,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    return visible_deadlines(actor).filter(**given).order_by("due_at", "id")


def of_subject(subject: Subject) -> list[Deadline]:
    """Every clock a subject has had; for the apps that own the subject, which have checked access to it."""
    return list(Deadline.objects.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("due_at", "id"))


def of_incident(incident_id: UUID) -> list[Deadline]:
    """Every clock of an incident; for the apps above, which have checked access to it."""
    return list(Deadline.objects.filter(incident_id=incident_id).order_by("due_at", "id"))


def extensions_waiting(deadline_ids: list[UUID]) -> dict[UUID, Extension]:
    rows = Extension.objects.filter(deadline__in=deadline_ids, decision=Decision.ASKED)
    return {row.deadline_id: row for row in rows}


def extensions_of(deadline_id: UUID) -> list[Extension]:
    return list(Extension.objects.filter(deadline_id=deadline_id).order_by("asked_at", "id"))


def next_at() -> datetime | None:
    """When the next step of any clock is due: how far a rehearsal may leap."""
    rows = Deadline.objects.filter(next_at__isnull=False).order_by("next_at")
    return rows.values_list("next_at", flat=True).first()


def unfired(before: datetime, limit: int) -> list[UUID]:
    """Open clocks not flagged yet, with a step due before `before` that left no firing row, dead letters aside.

    Recomputed from the due time and the firing rows, not from `next_at`, which is what may be wrong.
    """
    fired = Firing.objects.filter(deadline=OuterRef("pk"), round=OuterRef("round"))
    rows = Deadline.objects.filter(state__in=OPEN, flagged_at__isnull=True, dead_at__isnull=True)
    missed_warn = Q(warn_at__lt=before) & ~Exists(fired.filter(step="warn"))
    missed_due = Q(due_at__lt=before) & ~Exists(fired.filter(step="overdue"))
    stuck = Q(next_at__lt=before)
    return list(rows.filter(missed_warn | missed_due | stuck).order_by("due_at").values_list("id", flat=True)[:limit])


@dataclass(frozen=True, slots=True)
class ClockHealth:
    """`lag_s`: how long the oldest due step has been waiting. `beat_age_s`: None when no process ever ran."""

    lag_s: float
    open: int
    overdue: int
    dead: int
    flagged: int
    beat_age_s: float | None
    processes: int
    last_jump_s: float


def health() -> ClockHealth:
    now = clock.now()
    counted = Deadline.objects.filter(state__in=OPEN).aggregate(
        first=Min("next_at"),
        open=Count("id"),
        overdue=Count("id", filter=Q(state=State.OVERDUE)),
        dead=Count("id", filter=Q(dead_at__isnull=False)),
        flagged=Count("id", filter=Q(flagged_at__isnull=False)),
    )
    first = counted.pop("first")
    latest = ClockProcess.objects.order_by("-beat_at").first()
    jumped = ClockProcess.objects.filter(jumped_at__isnull=False).order_by("-jumped_at").first()
    return ClockHealth(
        lag_s=max(0.0, (now - first).total_seconds()) if first else 0.0,
        beat_age_s=(now - latest.beat_at).total_seconds() if latest else None,
        processes=ClockProcess.objects.filter(beat_at__gte=now - ALIVE).count(),
        last_jump_s=jumped.jump_seconds if jumped else 0.0,
        **counted,
    )
