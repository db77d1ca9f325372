"""An order that ends without anybody having to say so, and one whose limit changes as a whole."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.orders import kinds
from liandong.orders.models import Assignment, Order
from liandong.orders.queries import access_order
from liandong.orders.rules import (
    COMPLETE,
    LIVE,
    SIGN,
    AssignmentState,
    OrderNotInThisState,
    OrderState,
    Verb,
    after,
    is_settled,
)
from liandong.orders.services import clocks
from liandong.orders.services.steps import check_reason, lock_orders, settle, take
from liandong.orders.services.supervision import extend_order
from liandong.orders.services.telling import record

SHORTEST_NOTICE = timedelta(minutes=1)
"""A limit that is shortened into the past falls due at once, but never before the addressee can read of it."""


@transaction.atomic
def fulfil_order(actor: Actor, order_id: UUID, *, reason: str) -> Order:
    """The facts show that what was ordered is done: every task still open counts as done now, its clocks stop.

    `reason` is the condition that the facts meet. For the apps above, which judge the facts.
    """
    order = _open(actor, order_id, "orders.verify")
    record(actor, order, "order_fulfilled", reason=check_reason(reason))
    for task in _unsettled(order):
        _fulfil(actor, order, task)
    settle(actor, order)
    order.refresh_from_db()
    return order


def _fulfil(actor: Actor, order: Order, task: Assignment) -> None:
    now = clock.now()
    if task.state != AssignmentState.SUBMITTED:
        take(actor, task, Verb.SUBMIT, signed_at=task.signed_at or now, submitted_at=now)
    take(actor, task, Verb.VERIFY, verified_at=now, done_at=task.done_at or now)
    clocks.meet(actor, order, SIGN, task.id, now)
    clocks.meet(actor, order, COMPLETE, task.id, now)


@transaction.atomic
def move_due(actor: Actor, order_id: UUID, *, due_at: datetime, reason: str) -> Order:
    """Another limit for every task of an order that is still being worked on; one reported done keeps its own."""
    order = _open(actor, order_id, "deadlines.extend")
    due_at = max(due_at, clock.now() + SHORTEST_NOTICE)
    for task in _unsettled(order):
        if after(AssignmentState(task.state), Verb.EXTEND) is not None:
            extend_order(actor, task.id, due_at=due_at, reason=reason)
    order.refresh_from_db()
    return order


def hold_orders_of(response_id: UUID) -> None:
    """Lock the open orders of a response until the transaction ends; for a change that touches all of them."""
    lock_orders(Order.objects.filter(response_id=response_id, state=OrderState.ISSUED))


def _open(actor: Actor, order_id: UUID, permission: str) -> Order:
    order = access_order(actor, order_id)
    access.require(actor, permission, order.region_code)
    if order.state != OrderState.ISSUED:
        raise OrderNotInThisState(number=order.number, state=order.state, verb="FULFIL")
    return order


def _unsettled(order: Order) -> list[Assignment]:
    end = kinds.ends_at(kinds.kind_of(order.kind))
    tasks = order.assignments.filter(state__in=sorted(LIVE)).select_related("order").order_by("id")
    return [task for task in tasks if not is_settled(AssignmentState(task.state), end)]
