"""倒排表: how far the orders of an incident are, beside how far they should be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.orders.models import Milestone, Order
from liandong.orders.queries.visibility import visible_orders
from liandong.orders.rules import Milestone as Planned
from liandong.orders.rules import planned_percent, reached_percent


@dataclass(frozen=True, slots=True)
class Node:
    """One milestone; `late` when it is past and not reached, or was reached after its time."""

    sequence: int
    title: str
    weight: int
    starts_at: datetime
    due_at: datetime
    reached_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """One order's schedule; percentages of the weight that should be and is reached."""

    order_id: UUID
    number: str
    title: str
    state: str
    due_at: datetime | None
    planned: int
    reached: int
    nodes: tuple[Node, ...]


def back_schedule(actor: Actor, incident_id: UUID) -> list[Schedule]:
    """The scheduled orders of the incident that the actor sees, from the last due time backwards."""
    scheduled = Exists(Milestone.objects.filter(order_id=OuterRef("id")))
    orders = visible_orders(actor).filter(scheduled, incident_id=incident_id).prefetch_related("milestones")
    return [schedule_of(order) for order in orders.order_by("-due_at", "-id")]


def schedule_of(order: Order) -> Schedule:
    """The order's own schedule; without nodes where none was set."""
    now = clock.now()
    rows = sorted(order.milestones.all(), key=lambda m: m.sequence)
    plan = [Planned(m.title, m.weight, m.starts_at, m.due_at) for m in rows]
    return Schedule(
        order_id=order.id,
        number=order.number,
        title=order.title,
        state=order.state,
        due_at=order.due_at,
        planned=planned_percent(plan, now),
        reached=reached_percent([(m.weight, m.reached_at is not None) for m in rows]),
        nodes=tuple(_node(m, now) for m in rows),
    )


def _node(row: Milestone, now: datetime) -> Node:
    late = (row.reached_at or now) > row.due_at
    return Node(row.sequence, row.title, row.weight, row.starts_at, row.due_at, row.reached_at, late)
