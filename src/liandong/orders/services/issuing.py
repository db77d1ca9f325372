"""下达: one order or hundreds, each checked, numbered, clocked, told and recorded, all of them or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.kernel.durations import Limit
from liandong.kernel.events import publish
from liandong.notices import services as notices
from liandong.orders import addressing, guards, kinds
from liandong.orders.events import OrderIssued
from liandong.orders.models import Assignment, Order
from liandong.orders.rules import Addressee, NoLimit, OrderDraft, Priority, check_draft
from liandong.orders.services import clocks, serials
from liandong.orders.services.scheduling import schedule
from liandong.orders.services.telling import entry, fact_of, message, moment, recipient_of
from liandong.timeline import services as timeline

if TYPE_CHECKING:
    from uuid import UUID

    from liandong.content.schemas.order_kinds import OrderKind
    from liandong.organizations.queries import Standing


@dataclass(frozen=True, slots=True)
class _Ready:
    """A draft that passed: its kind and the moments that follow from it."""

    draft: OrderDraft
    kind: OrderKind
    starts_at: datetime
    due_at: datetime | None
    sign_due_at: datetime


def issue_order(actor: Actor, draft: OrderDraft) -> Order:
    """Issue one order; Forbidden, or the Problem of an issuing rule, says who may do it instead."""
    return issue_orders(actor, [draft])[0]


@transaction.atomic
def issue_orders(actor: Actor, drafts: Sequence[OrderDraft]) -> list[Order]:
    """Issue many orders at once, in the order of the drafts: a plan's 200 tasks in a second, or none of them."""
    ready = [_checked(actor, draft) for draft in drafts]
    standings = addressing.standings_of({a for draft in drafts for a in draft.addressees})
    orders = [_order(actor, one, number) for one, number in zip(ready, _numbers(ready), strict=True)]
    tasks = [
        (order, assignment)
        for order, one in zip(orders, ready, strict=True)
        for assignment in _assignments(actor, order, one, standings)
    ]
    Order.objects.bulk_create(orders)
    Assignment.objects.bulk_create([assignment for _, assignment in tasks])
    _record_all(actor, orders, tasks)
    clocks.start_for(actor, tasks)
    _schedule_all(actor, orders, ready)
    _notify_all(actor, tasks)
    for order in orders:
        publish(OrderIssued(**fact_of(order), due_at=order.due_at))
    return orders


def _checked(actor: Actor, draft: OrderDraft) -> _Ready:
    """The permission, the rules of other apps, the kind, and the times."""
    content.region(draft.region_code)
    access.require(actor, "orders.issue", draft.region_code)
    guards.check(actor, draft)
    kind, now = kinds.kind_of(draft.kind), clock.now()
    starts_at = draft.starts_at or now
    due_at = draft.due_at or _due_at(draft, kind, starts_at)
    if due_at is None and kind.needs_result:
        raise NoLimit(kind=kind.title.zh)
    check_draft(draft, starts_at, due_at)
    sign_within = draft.sign_within or Limit.parse(kind.sign_within)
    return _Ready(draft, kind, starts_at, due_at, clocks.moment_after(now, sign_within, draft.region_code))


def _due_at(draft: OrderDraft, kind: OrderKind, starts_at: datetime) -> datetime | None:
    limit = draft.within or (Limit.parse(kind.within) if kind.within else None)
    return clocks.moment_after(starts_at, limit, draft.region_code) if limit else None


def _numbers(ready: Sequence[_Ready]) -> list[str]:
    """One number for each draft; the serials of a word, region and drill are taken in one go."""
    places: dict[tuple[str, str, bool], list[int]] = defaultdict(list)
    for index, one in enumerate(ready):
        places[one.kind.number_word, one.draft.region_code, one.draft.drill].append(index)
    numbers = [""] * len(ready)
    # in a fixed order, so that two activations at once wait for each other instead of locking each other out
    for (word, region_code, drill), indexes in sorted(places.items()):
        taken = serials.take_numbers(word, region_code, drill, len(indexes))
        for index, number in zip(indexes, taken, strict=True):
            numbers[index] = number
    return numbers


def _order(actor: Actor, one: _Ready, number: str) -> Order:
    draft = one.draft
    return Order(
        number=number,
        kind=draft.kind,
        title=draft.title,
        body=draft.body,
        region_code=draft.region_code,
        incident_id=draft.incident_id,
        response_id=draft.response_id,
        group=draft.group,
        task_id=draft.task_id,
        clause=draft.clause,
        in_name_of=draft.in_name_of,
        priority=(draft.priority or Priority(one.kind.priority)).value,
        drill=draft.drill,
        issuer_user_id=actor.user_id,
        issuer_person_id=actor.person_id,
        issuer_post_id=actor.post_id,
        issuer_organization_id=actor.organization_id,
        issued_at=clock.now(),
        starts_at=one.starts_at,
        due_at=one.due_at,
    )


def _assignments(actor: Actor, order: Order, one: _Ready, standings: Mapping[Addressee, Standing]) -> list[Assignment]:
    """One task for each addressee, in the order of the draft."""
    return [
        Assignment(
            order=order,
            sequence=n,
            addressee_kind=addressee.kind.value,
            addressee_id=addressee.id,
            organization_id=standings[addressee].organization_id,
            region_code=standings[addressee].region_code,
            drill=order.drill,
            assigned_at=order.issued_at,
            sign_due_at=one.sign_due_at,
            due_at=one.due_at,
            changed_at=order.issued_at,
            changed_by_user_id=actor.user_id,
            changed_by_person_id=actor.person_id,
        )
        for n, addressee in enumerate(one.draft.addressees, start=1)
    ]


def _record_all(actor: Actor, orders: Sequence[Order], tasks: Sequence[tuple[Order, Assignment]]) -> None:
    to: dict[UUID, list[Assignment]] = defaultdict(list)
    for order, assignment in tasks:
        to[order.id].append(assignment)
    timeline.record_many(actor, [_issued(order, to[order.id]) for order in orders])


def _issued(order: Order, tasks: Sequence[Assignment]) -> timeline.Fact:
    return entry(
        order,
        "order_issued",
        kind=order.kind,
        due_at=moment(order.due_at),
        group=order.group,
        clause=order.clause,
        in_name_of=order.in_name_of,
        unit_id=tasks[0].addressee_id,
        tasks=len(tasks),
        addressees=[str(task.addressee_id) for task in tasks],
    )


def _schedule_all(actor: Actor, orders: Sequence[Order], ready: Sequence[_Ready]) -> None:
    for order, one in zip(orders, ready, strict=True):
        if one.draft.steps:
            schedule(actor, order, one.draft.steps)


def _notify_all(actor: Actor, tasks: Sequence[tuple[Order, Assignment]]) -> None:
    notices.notify_many(actor, [message(o, [recipient_of(a)], "order_issued", key=f"issued:{a.id}") for o, a in tasks])
