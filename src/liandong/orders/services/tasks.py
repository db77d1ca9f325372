"""What an addressee does: sign for the order, feed back, submit the result, hand it on to a subordinate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.orders import addressing, kinds
from liandong.orders.events import OrderFedBack, OrderForwarded, OrderSignedFor, OrderSubmitted
from liandong.orders.models import Assignment, Feedback, Order
from liandong.orders.rules import COMPLETE, FEEDBACK, LIVE, SIGN, Addressee, AlreadyAddressed, EndsAt, Verb
from liandong.orders.services import clocks
from liandong.orders.services.steps import as_addressee, settle, take
from liandong.orders.services.telling import issuer_of, notify, recipient_of, record, tell
from liandong.organizations.queries import Standing


@transaction.atomic
def sign_for(actor: Actor, assignment_id: UUID, *, expected: int | None = None) -> Assignment:
    """签收: the addressee has the order. Two who sign at the same moment: one does, the other learns who."""
    assignment = as_addressee(actor, assignment_id, "orders.sign_for")
    order, now = assignment.order, clock.now()
    ends_here = kinds.ends_at(kinds.kind_of(order.kind)) is EndsAt.SIGNED
    columns = _signature(actor, now) | ({"done_at": now} if ends_here else {})
    take(actor, assignment, Verb.SIGN_FOR, expected, **columns)
    _signed(actor, order, assignment)
    if ends_here:
        clocks.meet(actor, order, COMPLETE, assignment.id, now)
        settle(actor, order)
    return assignment


@transaction.atomic
def give_feedback(
    actor: Actor,
    assignment_id: UUID,
    *,
    text: str,
    percent: int | None = None,
    file_ids: Sequence[UUID] = (),
    expected: int | None = None,
) -> Feedback:
    """反馈: how far the work is, in words and per cent. It signs for the order too, where nobody has."""
    assignment = as_addressee(actor, assignment_id, "orders.feedback")
    unsigned = assignment.signed_at is None
    columns: dict[str, Any] = _signature(actor, clock.now()) if unsigned else {}
    columns |= {} if percent is None else {"percent": percent}
    take(actor, assignment, Verb.GIVE_FEEDBACK, expected, **columns)
    if unsigned:
        _signed(actor, assignment.order, assignment)
    entry = keep_feedback(actor, assignment, Verb.GIVE_FEEDBACK, text, percent, file_ids)
    record(
        actor,
        assignment.order,
        "order_fed_back",
        percent=assignment.percent,
        feedback_id=entry.id,
        **about(assignment),
    )
    clocks.start_feedback(actor, assignment.order, assignment)
    tell(OrderFedBack, assignment.order, assignment_id=assignment.id, percent=percent)
    return entry


@transaction.atomic
def submit_result(
    actor: Actor, assignment_id: UUID, *, text: str, file_ids: Sequence[UUID] = (), expected: int | None = None
) -> Assignment:
    """报结: the work is done in the doer's eyes; another person verifies it where the kind of order asks for it."""
    assignment = as_addressee(actor, assignment_id, "orders.submit")
    order, now, unsigned = assignment.order, clock.now(), assignment.signed_at is None
    stops_here = kinds.stops_at_submission(kinds.kind_of(order.kind))
    columns: dict[str, Any] = _signature(actor, now) if unsigned else {}
    columns |= {"submitted_at": now, "percent": 100, "done_at": now if stops_here else None, **_doer(actor)}
    take(actor, assignment, Verb.SUBMIT, expected, **columns)
    if unsigned:
        _signed(actor, order, assignment)
    entry = keep_feedback(actor, assignment, Verb.SUBMIT, text, 100, file_ids)
    record(actor, order, "order_submitted", feedback_id=entry.id, **about(assignment))
    if kinds.kind_of(order.kind).feedback_every is not None:
        clocks.stop(actor, order, "已报结", kind=FEEDBACK, key=assignment.id)
    if stops_here:
        clocks.meet(actor, order, COMPLETE, assignment.id, now)
    notify(
        actor,
        order,
        issuer_of(order),
        "order_submitted",
        key=f"submitted:{entry.id}",
        unit=str(assignment.addressee_id),
    )
    tell(OrderSubmitted, order, assignment_id=assignment.id)
    if kinds.ends_at(kinds.kind_of(order.kind)) is EndsAt.SUBMITTED:
        settle(actor, order)
    return assignment


@transaction.atomic
def forward_order(
    actor: Actor, assignment_id: UUID, to: Addressee, *, reason: str = "", expected: int | None = None
) -> Assignment:
    """转办: another takes the task over; the due time stays, and signing for it begins anew."""
    assignment = as_addressee(actor, assignment_id, "orders.forward")
    order = assignment.order
    standing = addressing.standings_of([to])[to]
    take(actor, assignment, Verb.FORWARD, expected)
    if order.assignments.filter(addressee_id=to.id, state__in=sorted(LIVE)).exists():
        raise AlreadyAddressed(addressee=addressing.name_of(to.id))
    successor = _successor(actor, assignment, to, standing)
    clocks.stop(actor, order, "转办", key=assignment.id)
    clocks.start_for(actor, [(order, successor)])
    record(
        actor,
        order,
        "order_forwarded",
        reason=reason,
        forwarded_to=str(successor.id),
        **about(assignment),
        to_unit_id=str(successor.addressee_id),
    )
    notify(actor, order, [recipient_of(successor)], "order_issued", key=f"issued:{successor.id}")
    tell(OrderForwarded, order, assignment_id=assignment.id, forwarded_to=successor.id)
    return successor


def keep_feedback(
    actor: Actor,
    assignment: Assignment,
    verb: Verb,
    text: str,
    percent: int | None = None,
    file_ids: Sequence[UUID] = (),
) -> Feedback:
    """Keep what was said with a step; it is never changed afterwards."""
    return Feedback.objects.create(
        assignment=assignment,
        kind=verb.value,
        text=text,
        percent=percent,
        file_ids=[str(file_id) for file_id in file_ids],
        at=clock.now(),
        by_user_id=actor.user_id,
        by_person_id=actor.person_id,
        by_organization_id=actor.organization_id,
    )


def about(assignment: Assignment) -> dict[str, Any]:
    """What an entry says about the task: ids alone; who it is gets its name when the entry is read."""
    return {"assignment": str(assignment.id), "unit_id": str(assignment.addressee_id)}


def _successor(actor: Actor, assignment: Assignment, to: Addressee, standing: Standing) -> Assignment:
    now, kind = clock.now(), kinds.kind_of(assignment.order.kind)
    return Assignment.objects.create(
        order=assignment.order,
        parent=assignment,
        sequence=assignment.sequence,
        addressee_kind=to.kind.value,
        addressee_id=to.id,
        organization_id=standing.organization_id,
        region_code=standing.region_code,
        drill=assignment.drill,
        assigned_at=now,
        sign_due_at=clocks.moment_after(now, kinds.sign_limit(kind), standing.region_code),
        due_at=assignment.due_at,
        changed_at=now,
        changed_by_user_id=actor.user_id,
        changed_by_person_id=actor.person_id,
    )


def _signature(actor: Actor, now: datetime) -> dict[str, Any]:
    return {"signed_at": now, "signed_by": actor.person_id}


def _doer(actor: Actor) -> dict[str, Any]:
    return {
        "doer_user_id": actor.user_id,
        "doer_person_id": actor.person_id,
        "doer_organization_id": actor.organization_id,
    }


def _signed(actor: Actor, order: Order, assignment: Assignment) -> None:
    now = clock.now()
    record(actor, order, "order_signed_for", **about(assignment))
    clocks.meet(actor, order, SIGN, assignment.id, now)
    tell(OrderSignedFor, order, assignment_id=assignment.id)
