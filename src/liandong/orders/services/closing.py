"""The end of an order: closed when everybody is done, or withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.orders import kinds
from liandong.orders.events import OrderWithdrawn
from liandong.orders.models import Assignment, Order
from liandong.orders.queries import access_order
from liandong.orders.rules import (
    LIVE,
    AssignmentState,
    OrderNotInThisState,
    OrderState,
    OrderVerb,
    StillOpen,
    is_settled,
    order_after,
)
from liandong.orders.services import clocks, steps
from liandong.orders.services.steps import check_reason
from liandong.orders.services.telling import notify, recipient_of, record, tell


@transaction.atomic
def close_order(actor: Actor, order_id: UUID) -> Order:
    """结办: the issuing side closes what is done; StillOpen while an addressee has something left to do."""
    order = _locked(actor, order_id, "orders.close")
    still_open = len(_unsettled(order))
    if order.state == OrderState.ISSUED and still_open:
        raise StillOpen(number=order.number, open=still_open)
    _check(order, OrderVerb.CLOSE)
    steps.close(actor, order)
    return order


@transaction.atomic
def withdraw_order(actor: Actor, order_id: UUID, *, reason: str) -> Order:
    """撤回: nobody has to do it any more; what is already done stays done, and every addressee is told."""
    reason = check_reason(reason)
    order = _locked(actor, order_id, "orders.withdraw")
    _check(order, OrderVerb.WITHDRAW)
    dropped = _unsettled(order)
    now = clock.now()
    Assignment.objects.filter(id__in=[a.id for a in dropped]).update(
        state=AssignmentState.WITHDRAWN.value,
        version=F("version") + 1,
        changed_at=now,
        changed_by_user_id=actor.user_id,
        changed_by_person_id=actor.person_id,
    )
    order.state, order.version = OrderState.WITHDRAWN.value, order.version + 1
    order.closed_at, order.ended_reason = now, reason
    order.save(update_fields=["state", "version", "closed_at", "ended_reason"])
    clocks.stop(actor, order, reason)
    record(actor, order, "order_withdrawn", reason=reason, tasks=len(dropped))
    notify(actor, order, [recipient_of(a) for a in dropped], "order_withdrawn", key="withdrawn", reason=reason)
    tell(OrderWithdrawn, order, reason=reason)
    return order


def _locked(actor: Actor, order_id: UUID, permission: str) -> Order:
    access.require(actor, permission, access_order(actor, order_id).region_code)
    return Order.objects.select_for_update().get(id=order_id)


def _check(order: Order, verb: OrderVerb) -> None:
    if order_after(OrderState(order.state), verb) is None:
        raise OrderNotInThisState(number=order.number, state=order.state, verb=verb.value)


def _unsettled(order: Order) -> list[Assignment]:
    ends_at = kinds.ends_at(kinds.kind_of(order.kind))
    living = order.assignments.filter(state__in=sorted(LIVE)).order_by("sequence", "assigned_at", "id")
    return [a for a in living if not is_settled(AssignmentState(a.state), ends_at)]
