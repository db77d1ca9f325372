"""What an order's step leaves behind: an entry on its timeline, a fact for the apps above, a message."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.kernel.events import publish
from liandong.notices import services as notices
from liandong.notices.rules import Recipient, Urgency
from liandong.notices.services import Message
from liandong.orders.events import OrderFact
from liandong.orders.models import Assignment, Order
from liandong.orders.rules import AddresseeKind
from liandong.orders.services.clocks import subject_of
from liandong.timeline import services as timeline

F = TypeVar("F", bound=OrderFact)


def record(actor: Actor, order: Order, verb: str, *, reason: str = "", **data: Any) -> None:
    """One entry on the order's chain."""
    timeline.record_many(actor, [entry(order, verb, reason=reason, **data)])


def entry(order: Order, verb: str, *, reason: str = "", **data: Any) -> timeline.Fact:
    """What an entry on the order's chain says; every one carries its number and title."""
    return timeline.Fact(
        subject_of(order.id),
        verb,
        order.region_code,
        {"order_no": order.number, "title": order.title, **data},
        order.incident_id,
        order.drill,
        reason=reason,
    )


def tell(fact: type[F], order: Order, **more: Any) -> None:
    """Publish the fact to whoever reacts to orders, in this transaction."""
    publish(fact(**fact_of(order), **more))


def fact_of(order: Order) -> dict[str, Any]:
    """What every fact about the order carries."""
    return {
        "order_id": order.id,
        "number": order.number,
        "kind": order.kind,
        "region_code": order.region_code,
        "incident_id": order.incident_id,
        "response_id": order.response_id,
        "task_id": order.task_id,
        "drill": order.drill,
        "at": clock.now(),
    }


def recipient_of(assignment: Assignment) -> Recipient:
    make = {
        AddresseeKind.ORGANIZATION: Recipient.organization,
        AddresseeKind.POST: Recipient.post,
        AddresseeKind.PERSON: Recipient.person,
    }[AddresseeKind(assignment.addressee_kind)]
    return make(assignment.addressee_id)


def issuer_of(order: Order) -> list[Recipient]:
    """The issuing post, else the person, else the unit; nobody where the platform itself issued."""
    if order.issuer_post_id:
        return [Recipient.post(order.issuer_post_id)]
    if order.issuer_person_id:
        return [Recipient.person(order.issuer_person_id)]
    return [Recipient.organization(order.issuer_organization_id)] if order.issuer_organization_id else []


def notify(
    actor: Actor, order: Order, to: list[Recipient], template: str, *, key: str, urgency: str = "", **data: Any
) -> None:
    """Send a message about the order; nobody is told where nobody is named."""
    if to:
        notices.notify_many(actor, [message(order, to, template, key=key, urgency=urgency, **data)])


def message(order: Order, to: list[Recipient], template: str, *, key: str, urgency: str = "", **data: Any) -> Message:
    """What is said about the order; `key` makes it one message however often the step is repeated."""
    return Message(
        to=to,
        template=template,
        urgency=Urgency(urgency or order.priority),
        region_code=order.region_code,
        key=f"order:{order.id}:{key}",
        data={"order_no": order.number, "title": order.title, "due_at": moment(order.due_at), **data},
        incident_id=order.incident_id,
        subject=subject_of(order.id),
        drill=order.drill,
    )


def moment(at: datetime | None) -> str:
    """ISO 8601, or nothing."""
    return at.isoformat() if at else ""
