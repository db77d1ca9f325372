"""倒排时间、压茬推进: milestones of an order, scheduled back from its due time, each with its own clock."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.orders import addressing
from liandong.orders.models import Milestone, Order
from liandong.orders.queries import access_order
from liandong.orders.rules import (
    MILESTONE,
    AlreadyReached,
    NoLimit,
    NoSuchMilestone,
    NotAddressee,
    OrderNotInThisState,
    OrderState,
    OrderVerb,
    Step,
    back_schedule,
    order_after,
)
from liandong.orders.services import clocks
from liandong.orders.services.telling import moment, record


@transaction.atomic
def set_milestones(actor: Actor, order_id: UUID, steps: Sequence[Step]) -> list[Milestone]:
    """Schedule the order anew, back from its due time; ScheduleDoesNotFit says how much time is wanting."""
    access.require(actor, "orders.issue", access_order(actor, order_id).region_code)
    order = Order.objects.select_for_update().get(id=order_id)
    if order_after(OrderState(order.state), OrderVerb.SCHEDULE) is None:
        raise OrderNotInThisState(number=order.number, state=order.state, verb=OrderVerb.SCHEDULE.value)
    clocks.stop(actor, order, "重新倒排", kind=MILESTONE)
    order.milestones.all().delete()
    return schedule(actor, order, steps)


@transaction.atomic
def reach_milestone(actor: Actor, order_id: UUID, sequence: int) -> Milestone:
    """节点完成: an addressee, or who supervises, says that the step is done."""
    order = access_order(actor, order_id)
    _check_may_tick(actor, order)
    found = order.milestones.filter(sequence=sequence).first()
    if found is None:
        raise NoSuchMilestone(sequence=sequence)
    now = clock.now()
    open_ = Milestone.objects.filter(id=found.id, reached_at=None)
    if not open_.update(reached_at=now, reached_by=actor.person_id):
        raise AlreadyReached(title=found.title, at=moment(found.reached_at))
    clocks.meet(actor, order, MILESTONE, found.id, now)
    record(actor, order, "order_milestone_reached", milestone=found.title, sequence=sequence)
    found.refresh_from_db()
    return found


def schedule(actor: Actor, order: Order, steps: Sequence[Step]) -> list[Milestone]:
    """Within the caller's transaction: keep the milestones and start their clocks."""
    if order.due_at is None:
        raise NoLimit(kind=order.kind)
    placed = back_schedule(order.starts_at, order.due_at, steps)
    rows = [
        Milestone(order=order, sequence=n, title=m.title, weight=m.weight, starts_at=m.starts_at, due_at=m.due_at)
        for n, m in enumerate(placed, start=1)
    ]
    Milestone.objects.bulk_create(rows)
    Order.objects.filter(id=order.id).update(version=F("version") + 1)
    record(actor, order, "order_scheduled", steps=len(rows), first_due_at=moment(rows[0].due_at) if rows else "")
    clocks.start_milestones(actor, order, rows)
    return rows


def _check_may_tick(actor: Actor, order: Order) -> None:
    addressed = any(addressing.is_addressed(actor, one) for one in order.assignments.all())
    if not (actor.is_system or addressed or access.may(actor, "orders.verify", order.region_code)):
        raise NotAddressee(addressee=order.number, permission="orders.feedback", region=order.region_code)
