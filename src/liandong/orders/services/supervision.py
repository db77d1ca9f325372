"""督办: urging an addressee, giving more time, and following what nobody has signed for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.orders.events import OrderDueMoved
from liandong.orders.models import Assignment, Order
from liandong.orders.rules import DueBeforeStart, Verb
from liandong.orders.services import clocks
from liandong.orders.services.steps import as_supervisor, check_reason, take
from liandong.orders.services.tasks import about, keep_feedback
from liandong.orders.services.telling import issuer_of, moment, notify, recipient_of, record, tell


@transaction.atomic
def urge_order(actor: Actor, assignment_id: UUID, *, text: str = "") -> Assignment:
    """催办: remind the addressee, on the record."""
    assignment = as_supervisor(actor, assignment_id, "orders.urge")
    order = assignment.order
    take(actor, assignment, Verb.URGE, urges=assignment.urges + 1)
    keep_feedback(actor, assignment, Verb.URGE, text)
    record(actor, order, "order_urged", times=assignment.urges, **about(assignment))
    notify(
        actor,
        order,
        [recipient_of(assignment)],
        "order_urged",
        key=f"urged:{assignment.id}:{assignment.urges}",
        urgency="URGENT",
        unit=str(assignment.addressee_id),
        text=text,
    )
    return assignment


@transaction.atomic
def extend_order(
    actor: Actor, assignment_id: UUID, *, due_at: datetime, reason: str, expected: int | None = None
) -> Assignment:
    """改期: a supervisor gives another due time, with a reason; the clock moves with it."""
    assignment = as_supervisor(actor, assignment_id, "orders.issue")
    reason, now = check_reason(reason), clock.now()
    if due_at <= now:
        raise DueBeforeStart(due_at=due_at.isoformat(), starts_at=now.isoformat())
    before = assignment.due_at
    take(actor, assignment, Verb.EXTEND, expected, due_at=due_at)
    clocks.move(actor, assignment, reason)
    record(
        actor,
        assignment.order,
        "order_extended",
        reason=reason,
        before=moment(before),
        due_at=moment(due_at),
        **about(assignment),
    )
    follow_due_time(assignment.order_id)
    return assignment


@transaction.atomic
def adopt_due_time(actor: Actor, assignment_id: UUID, due_at: datetime) -> None:
    """The clock got another due time by an extension that was asked for: the task follows it."""
    changed = Assignment.objects.filter(id=assignment_id).exclude(due_at=due_at)
    order_id = changed.values_list("order_id", flat=True).first()
    if order_id is None:
        return
    changed.update(due_at=due_at, version=F("version") + 1)
    assignment = Assignment.objects.select_related("order").get(id=assignment_id)
    record(actor, assignment.order, "order_due_moved", due_at=moment(due_at), **about(assignment))
    follow_due_time(order_id)


@transaction.atomic
def follow_unsigned(actor: Actor, assignment_id: UUID) -> None:
    """Nobody signed in time: the issuer is told, once, beside the superiors whom the clock tells."""
    now = clock.now()
    unsigned = Assignment.objects.filter(id=assignment_id, signed_at=None, unsigned_escalated_at=None)
    if not unsigned.update(unsigned_escalated_at=now, version=F("version") + 1):
        return
    assignment = Assignment.objects.select_related("order").get(id=assignment_id)
    order = assignment.order
    record(actor, order, "order_unsigned", **about(assignment))
    notify(
        actor,
        order,
        issuer_of(order),
        "order_unsigned",
        key=f"unsigned:{assignment_id}",
        urgency="URGENT",
        unit=str(assignment.addressee_id),
    )


def follow_due_time(order_id: UUID) -> None:
    """The order is due when the last of its tasks is."""
    latest = Assignment.objects.filter(order_id=order_id).aggregate(latest=Max("due_at"))["latest"]
    Order.objects.filter(id=order_id).update(due_at=latest, version=F("version") + 1)
    tell(OrderDueMoved, Order.objects.get(id=order_id), due_at=latest)
