"""One step of one addressee's task: who may take it, whether it exists, and who was first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.orders import addressing, kinds
from liandong.orders.events import OrderClosed, OrderDone, OrderReopened
from liandong.orders.models import Assignment, Order
from liandong.orders.queries import access_assignment
from liandong.orders.rules import (
    AssignmentState,
    ChangedMeanwhile,
    NotAddressee,
    NotInThisState,
    OrderState,
    ReasonNeeded,
    Verb,
    after,
    state_of_order,
)
from liandong.orders.services import clocks
from liandong.orders.services.telling import record, tell


def as_addressee(actor: Actor, assignment_id: UUID, permission: str) -> Assignment:
    """The task, for its addressee or a colleague of the same unit who holds `permission`; NotAddressee otherwise."""
    assignment = access_assignment(actor, assignment_id)
    if not (actor.is_system or addressing.is_addressed(actor, assignment) or _stands_in(actor, assignment, permission)):
        raise NotAddressee(
            addressee=addressing.name_of(assignment.addressee_id),
            permission=permission,
            region=assignment.region_code,
        )
    return assignment


def as_supervisor(actor: Actor, assignment_id: UUID, permission: str) -> Assignment:
    """The task, for who holds `permission` in the order's region."""
    assignment = access_assignment(actor, assignment_id)
    access.require(actor, permission, assignment.order.region_code)
    return assignment


def check_reason(reason: str) -> str:
    """The reason without blanks around it; ReasonNeeded where nothing is said."""
    if not reason.strip():
        raise ReasonNeeded
    return reason.strip()


def take(actor: Actor, assignment: Assignment, verb: Verb, expected: int | None = None, **columns: Any) -> None:
    """Bring the task into the state after `verb`: exactly one of two who try at the same moment succeeds.

    The order's row is locked first, always, so that the tasks of one order change one after the other; the update
    then holds only for the version that was read before the lock. ChangedMeanwhile names who was first.
    """
    if expected is not None and expected != assignment.version:
        raise _changed_meanwhile(assignment)
    target = after(AssignmentState(assignment.state), verb)
    if target is None:
        raise NotInThisState(verb=verb.value, **_last_change(assignment))
    lock_orders(Order.objects.filter(id=assignment.order_id))
    changes = {
        **columns,
        "state": target.value,
        "changed_at": clock.now(),
        "changed_by_user_id": actor.user_id,
        "changed_by_person_id": actor.person_id,
    }
    rows = Assignment.objects.filter(id=assignment.id, version=assignment.version)
    if not rows.update(version=F("version") + 1, **changes):
        assignment.refresh_from_db()
        raise _changed_meanwhile(assignment)
    for column, value in {**changes, "version": assignment.version + 1}.items():
        setattr(assignment, column, value)


def lock_orders(orders: QuerySet[Order]) -> None:
    """Lock rows until the transaction ends; SQLite has one writer at a time, which is lock enough."""
    if connection.features.has_select_for_update:
        list(orders.select_for_update().order_by("id").values_list("id"))


def settle(actor: Actor, order: Order) -> None:
    """Bring the order's own state in line with its tasks: done when the last is, open again after a return."""
    kind = kinds.kind_of(order.kind)
    rows = list(order.assignments.values_list("state", "order__state"))
    before = OrderState(rows[0][1])
    now = state_of_order([AssignmentState(state) for state, _ in rows], kinds.ends_at(kind))
    if now is before or before in (OrderState.CLOSED, OrderState.WITHDRAWN):
        return
    order.refresh_from_db()
    order.state, order.version = now.value, order.version + 1
    order.done_at = clock.now() if now is OrderState.DONE else None
    order.save(update_fields=["state", "version", "done_at"])
    if now is OrderState.DONE:
        _finish(actor, order, closes=kind.closes)
    else:
        record(actor, order, "order_reopened")
        tell(OrderReopened, order)


def close(actor: Actor, order: Order) -> None:
    """结办: nothing more is expected of anybody."""
    order.state, order.version, order.closed_at = OrderState.CLOSED.value, order.version + 1, clock.now()
    order.save(update_fields=["state", "version", "closed_at"])
    record(actor, order, "order_closed")
    tell(OrderClosed, order)


def _stands_in(actor: Actor, assignment: Assignment, permission: str) -> bool:
    return actor.organization_id == assignment.organization_id and access.may(actor, permission, assignment.region_code)


def _finish(actor: Actor, order: Order, closes: str) -> None:
    clocks.stop(actor, order, "指令已办毕")
    record(actor, order, "order_done")
    tell(OrderDone, order)
    if closes == "AUTOMATICALLY":
        close(actor, order)


def _changed_meanwhile(assignment: Assignment) -> ChangedMeanwhile:
    return ChangedMeanwhile(version=assignment.version, **_last_change(assignment))


def _last_change(assignment: Assignment) -> dict[str, Any]:
    return {
        "state": assignment.state,
        "by": addressing.name_of(assignment.changed_by_person_id),
        "at": assignment.changed_at.isoformat(),
    }
