"""The clocks of an order: one for signing, one for the work, one for each milestone; `deadlines` turns them.

All stand on the order as their subject; the key is the id of the addressee's task (or of the milestone).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from liandong.access.rules import Actor
from liandong.deadlines import services as deadlines
from liandong.deadlines.calendars import calendar_of
from liandong.deadlines.rules import Holder
from liandong.deadlines.services import Start
from liandong.deadlines.working_days import due_after
from liandong.kernel import clock
from liandong.kernel.durations import Limit
from liandong.kernel.ids import Subject
from liandong.orders import kinds
from liandong.orders.models import Assignment, Milestone, Order
from liandong.orders.rules import COMPLETE, FEEDBACK, MILESTONE, SIGN, AddresseeKind


def subject_of(order_id: UUID) -> Subject:
    return Subject.of("order", order_id)


def start_for(actor: Actor, tasks: Sequence[tuple[Order, Assignment]]) -> None:
    """The clock for signing runs from the moment of assignment, the one for the work from the order's start."""
    starts = [start for order, assignment in tasks for start in _clocks_of(order, assignment)]
    if starts:
        deadlines.start_many(actor, starts)


def start_completion(actor: Actor, order: Order, assignment: Assignment, starts_at: datetime) -> None:
    """Let the clock for the work run again, from `starts_at` to the task's due time."""
    if assignment.due_at is not None:
        wanted = _start(order, COMPLETE, _holder(assignment), starts_at, assignment.due_at, assignment.id)
        deadlines.start_many(actor, [wanted])


def start_milestones(actor: Actor, order: Order, milestones: Iterable[Milestone]) -> None:
    """The first addressee is held to the milestones."""
    leading = order.assignments.order_by("sequence", "assigned_at", "id").first()
    if leading is not None:
        holder = _holder(leading)
        deadlines.start_many(actor, [_start(order, MILESTONE, holder, m.starts_at, m.due_at, m.id) for m in milestones])


def moment_after(start: datetime, limit: Limit, region_code: str) -> datetime:
    """When a limit that begins at `start` ends, by the clock or by the region's working days."""
    if limit.working_days:
        return due_after(start, limit.working_days, calendar_of(region_code)).at
    return start + limit.clock


def start_feedback(actor: Actor, order: Order, assignment: Assignment) -> None:
    """Where the kind asks for feedback at intervals: the next one is due; the last one is in."""
    every = kinds.kind_of(order.kind).feedback_every
    meet(actor, order, FEEDBACK, assignment.id, clock.now())
    if every is None:
        return
    due_at = moment_after(clock.now(), Limit.parse(every), order.region_code)
    if assignment.due_at is None or due_at < assignment.due_at:
        wanted = _start(order, FEEDBACK, _holder(assignment), clock.now(), due_at, assignment.id)
        deadlines.start_many(actor, [wanted])


def move(actor: Actor, assignment: Assignment, reason: str) -> None:
    """The clock for the work follows the task's due time."""
    if assignment.due_at is not None:
        order = assignment.order
        key = str(assignment.id)
        deadlines.move(actor, subject_of(order.id), COMPLETE, due_at=assignment.due_at, reason=reason, key=key)


def meet(actor: Actor, order: Order, kind: str, key: UUID, at: datetime) -> None:
    """The obligation is done; nothing happens where no such clock runs."""
    deadlines.meet(actor, subject_of(order.id), kind, at, key=str(key))


def stop(actor: Actor, order: Order, reason: str, *, kind: str = "", key: UUID | None = None) -> None:
    """Cancel the order's running clocks, or only those of one kind or of one task."""
    deadlines.cancel_all(actor, subject_of(order.id), reason, kind=kind, key=str(key) if key else None)


def _clocks_of(order: Order, assignment: Assignment) -> Iterator[Start]:
    holder = _holder(assignment)
    if assignment.sign_due_at is not None:
        yield _start(order, SIGN, holder, assignment.assigned_at, assignment.sign_due_at, assignment.id)
    if assignment.due_at is not None:
        yield _start(order, COMPLETE, holder, order.starts_at, assignment.due_at, assignment.id)
    every = kinds.kind_of(order.kind).feedback_every
    if every is not None:
        due_at = moment_after(assignment.assigned_at, Limit.parse(every), order.region_code)
        if assignment.due_at is None or due_at < assignment.due_at:
            yield _start(order, FEEDBACK, holder, assignment.assigned_at, due_at, assignment.id)


def _holder(assignment: Assignment) -> Holder:
    return Holder.of(AddresseeKind(assignment.addressee_kind).value, assignment.addressee_id)


def _start(order: Order, kind: str, holder: Holder, starts_at: datetime, due_at: datetime, key: UUID) -> Start:
    return Start(
        subject=subject_of(order.id),
        kind=kind,
        region_code=order.region_code,
        holder=holder,
        starts_at=starts_at,
        due_at=due_at,
        incident_id=order.incident_id,
        drill=order.drill,
        source=order.clause,
        key=str(key),
        data={"order_no": order.number, "order_title": order.title},
    )
