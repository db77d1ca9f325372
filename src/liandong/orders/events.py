"""What happened to an order; told to incidents and plans in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from liandong.kernel.events import Event


@dataclass(frozen=True, slots=True)
class OrderFact(Event):
    """Every fact names the order and where it belongs; `task_id` is the plan's task, `at` when it happened."""

    order_id: UUID
    number: str
    kind: str
    region_code: str
    incident_id: UUID | None
    response_id: UUID | None
    task_id: str
    drill: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderIssued(OrderFact):
    """An order went out to all its addressees."""

    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderSignedFor(OrderFact):
    """One addressee has the order."""

    assignment_id: UUID


@dataclass(frozen=True, slots=True)
class OrderFedBack(OrderFact):
    """One addressee said how far the work is; `percent` where it was given."""

    assignment_id: UUID
    percent: int | None


@dataclass(frozen=True, slots=True)
class OrderSubmitted(OrderFact):
    """One addressee regards the work as done."""

    assignment_id: UUID


@dataclass(frozen=True, slots=True)
class OrderVerified(OrderFact):
    """One addressee's result was accepted; `OrderDone` follows when it was the last."""

    assignment_id: UUID


@dataclass(frozen=True, slots=True)
class OrderReturned(OrderFact):
    """One addressee's result was not accepted."""

    assignment_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class OrderForwarded(OrderFact):
    """One addressee handed the task on: `forwarded_to` is the task that takes its place."""

    assignment_id: UUID
    forwarded_to: UUID


@dataclass(frozen=True, slots=True)
class OrderDone(OrderFact):
    """Every addressee has done what the kind of order asks for: the plan's task is done."""


@dataclass(frozen=True, slots=True)
class OrderReopened(OrderFact):
    """A result was returned after the whole order had counted as done."""


@dataclass(frozen=True, slots=True)
class OrderClosed(OrderFact):
    """Nothing more is expected of anybody."""


@dataclass(frozen=True, slots=True)
class OrderDueMoved(OrderFact):
    """改期: the order is due at another time."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class OrderWithdrawn(OrderFact):
    """Nobody has to do it any more."""

    reason: str
