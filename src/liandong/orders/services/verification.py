"""What another person does with a submitted result: accept it, or return it with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.orders import kinds
from liandong.orders.events import OrderReturned, OrderVerified
from liandong.orders.models import Assignment
from liandong.orders.rules import COMPLETE, Doer, DueBeforeStart, IssuerVerifies, Verb, check_independent
from liandong.orders.services import clocks
from liandong.orders.services.steps import as_supervisor, check_reason, settle, take
from liandong.orders.services.tasks import about, keep_feedback
from liandong.orders.services.telling import moment, notify, recipient_of, record, tell


@transaction.atomic
def verify_result(actor: Actor, assignment_id: UUID, *, text: str = "", expected: int | None = None) -> Assignment:
    """核验: accept the result. SameVerifier for who did it; another unit where the kind of order asks for one."""
    assignment = as_supervisor(actor, assignment_id, "orders.verify")
    order, now, stopped = assignment.order, clock.now(), assignment.done_at is not None
    _check_may_judge(actor, assignment)
    take(
        actor,
        assignment,
        Verb.VERIFY,
        expected,
        verified_at=now,
        verified_by=actor.person_id,
        done_at=assignment.done_at or now,
    )
    if text:
        keep_feedback(actor, assignment, Verb.VERIFY, text)
    if not stopped:
        clocks.meet(actor, order, COMPLETE, assignment.id, now)
    record(actor, order, "order_verified", **about(assignment))
    tell(OrderVerified, order, assignment_id=assignment.id)
    settle(actor, order)
    return assignment


@transaction.atomic
def return_result(
    actor: Actor, assignment_id: UUID, *, reason: str, due_at: datetime | None = None, expected: int | None = None
) -> Assignment:
    """退回: not accepted; the work is due at `due_at`, else at the old time, else after the kind's time for rework."""
    assignment = as_supervisor(actor, assignment_id, "orders.verify")
    order, now, reason = assignment.order, clock.now(), check_reason(reason)
    _check_may_judge(actor, assignment)
    stopped = assignment.done_at is not None
    due_at = _due_again(assignment, due_at, now)
    take(actor, assignment, Verb.RETURN, expected, returns=assignment.returns + 1, done_at=None, due_at=due_at)
    entry = keep_feedback(actor, assignment, Verb.RETURN, reason)
    _let_run_again(actor, assignment, stopped, now, reason)
    record(
        actor, order, "order_returned", reason=reason, feedback_id=entry.id, due_at=moment(due_at), **about(assignment)
    )
    notify(
        actor,
        order,
        [recipient_of(assignment)],
        "order_returned",
        key=f"returned:{entry.id}",
        reason=reason,
        unit=str(assignment.addressee_id),
    )
    tell(OrderReturned, order, assignment_id=assignment.id, reason=reason)
    settle(actor, order)
    return assignment


def _check_may_judge(actor: Actor, assignment: Assignment) -> None:
    """五定: who assesses is not who rectified; some kinds ask for another unit, some for the issuer's."""
    kind, order = kinds.kind_of(assignment.order.kind), assignment.order
    doer = Doer(assignment.doer_user_id, assignment.doer_person_id, assignment.doer_organization_id)
    verifier = Doer(actor.user_id, actor.person_id, actor.organization_id)
    if assignment.submitted_at is not None:
        check_independent(doer, verifier, kinds.independence(kind))
    if kind.verified_by == "ISSUER" and not actor.is_system and actor.organization_id != order.issuer_organization_id:
        raise IssuerVerifies(number=order.number, permission="orders.verify", region=order.region_code)


def _due_again(assignment: Assignment, asked: datetime | None, now: datetime) -> datetime | None:
    if asked is not None and asked <= now:
        raise DueBeforeStart(due_at=asked.isoformat(), starts_at=now.isoformat())
    if asked is not None or assignment.due_at is None or assignment.due_at > now:
        return asked or assignment.due_at
    limit = kinds.rework_limit(kinds.kind_of(assignment.order.kind))
    return clocks.moment_after(now, limit, assignment.region_code)


def _let_run_again(actor: Actor, assignment: Assignment, stopped: bool, now: datetime, reason: str) -> None:
    """A clock that the result had stopped starts anew; one that still runs for the verifier is moved."""
    if stopped:
        clocks.start_completion(actor, assignment.order, assignment, now)
    else:
        clocks.move(actor, assignment, reason)
