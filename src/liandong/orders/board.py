"""指令板: an incident's orders with every addressee's task, as one screen shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from liandong.orders.models import Order
from liandong.orders.schemas import AssignmentOut, OrderOut, assignments_out, order_out
from liandong.organizations import queries as organizations

SYSTEM = "系统"
"""Issuer of what no person issued: a plan's own tasks."""


class OrderOnBoard(OrderOut):
    """An order with every addressee's task."""

    issuer: str
    assignments: list[AssignmentOut]


def board(orders: Iterable[Order]) -> list[dict[str, Any]]:
    """The names of all units and issuers are looked up at once."""
    rows = list(orders)
    tasks: dict[UUID, list[dict[str, Any]]] = {order.id: [] for order in rows}
    for task in assignments_out(task for order in rows for task in order.assignments.all()):
        tasks[task["order_id"]].append(task)
    names = organizations.names({issuer for order in rows if (issuer := _issuer(order))})
    return [
        {**order_out(order), "issuer": _named(_issuer(order), names), "assignments": tasks[order.id]} for order in rows
    ]


def _issuer(order: Order) -> UUID | None:
    return order.issuer_post_id or order.issuer_person_id or order.issuer_organization_id


def _named(issuer: UUID | None, names: dict[UUID, str]) -> str:
    return names.get(issuer, SYSTEM) if issuer else SYSTEM
