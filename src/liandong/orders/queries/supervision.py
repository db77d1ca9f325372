"""督办清单: the tasks that need a supervisor's eye now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet

from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.orders.models import Assignment
from liandong.orders.queries.visibility import visible_assignments
from liandong.orders.rules import OPEN, AssignmentState, OrderState

SOON = timedelta(hours=1)
"""What counts as near where the reader does not say."""


class Concern(StrEnum):
    """未签收 · 签收超时 · 将到期 · 超期 · 待核验."""

    UNSIGNED = "UNSIGNED"
    SIGNING_LATE = "SIGNING_LATE"
    DUE_SOON = "DUE_SOON"
    OVERDUE = "OVERDUE"
    UNVERIFIED = "UNVERIFIED"


def supervision_list(
    actor: Actor,
    *,
    concerns: Collection[Concern] = tuple(Concern),
    region: str = "",
    soon: timedelta = SOON,
    drill: bool = False,
) -> QuerySet[Assignment]:
    """Open tasks of the orders the actor sees to which one of the concerns applies; page them by `due_at, id`."""
    now = clock.now()
    wanted = Q()
    for concern in concerns:
        wanted |= _where(concern, now, now + soon)
    rows = visible_assignments(actor).filter(wanted, state__in=sorted(OPEN), drill=drill)
    return rows.filter(region_code__startswith=region) if region else rows


def concerns_of(assignment: Assignment, soon: timedelta = SOON) -> tuple[Concern, ...]:
    """Which concerns apply to the task now, in the order of the list above."""
    now = clock.now()
    return tuple(concern for concern in Concern if _applies(concern, assignment, now, now + soon))


def _where(concern: Concern, now: datetime, near: datetime) -> Q:
    undone = Q(done_at__isnull=True)
    match concern:
        case Concern.UNSIGNED:
            return Q(state=AssignmentState.NOTIFIED.value)
        case Concern.SIGNING_LATE:
            return Q(state=AssignmentState.NOTIFIED.value, sign_due_at__lte=now)
        case Concern.DUE_SOON:
            return undone & Q(due_at__gt=now, due_at__lte=near)
        case Concern.OVERDUE:
            return undone & Q(due_at__lte=now)
        case Concern.UNVERIFIED:
            # a result that nobody has to verify ends the order: only in a running one somebody is waited for
            return Q(state=AssignmentState.SUBMITTED.value, order__state=OrderState.ISSUED.value)


def _applies(concern: Concern, task: Assignment, now: datetime, near: datetime) -> bool:
    unsigned = task.state == AssignmentState.NOTIFIED
    due_at = task.due_at if task.done_at is None else None
    match concern:
        case Concern.UNSIGNED:
            return unsigned
        case Concern.SIGNING_LATE:
            return unsigned and task.sign_due_at is not None and task.sign_due_at <= now
        case Concern.DUE_SOON:
            return due_at is not None and now < due_at <= near
        case Concern.OVERDUE:
            return due_at is not None and due_at <= now
        case Concern.UNVERIFIED:
            return task.state == AssignmentState.SUBMITTED and task.order.state == OrderState.ISSUED
