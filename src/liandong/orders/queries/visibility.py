"""What an actor may see of orders and of the tasks in them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from liandong.access.queries import in_scope, regions_of
from liandong.access.rules import NATION, Actor
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.kernel.lookups import Lookup
from liandong.orders import addressing
from liandong.orders.models import Assignment, Feedback, Milestone, Order
from liandong.orders.rules import OPEN, AssignmentState

READ = "orders.read"


def visible_orders(actor: Actor) -> QuerySet[Order]:
    """Orders of the regions the actor may read, and those addressed to the actor's unit, posts or person."""
    scoped = in_scope(actor, READ, Order.objects.all())
    if _sees_all(actor) or (mine := _addressed_to(actor)) is None:
        return scoped
    return scoped | Order.objects.filter(Exists(Assignment.objects.filter(mine, order_id=OuterRef("id"))))


def access_order(actor: Actor, order_id: UUID) -> Order:
    """The order; NotFound where it is absent or not the actor's to see."""
    found = visible_orders(actor).filter(id=order_id).first()
    if found is None:
        raise NotFound
    return found


def orders_of_incident(actor: Actor, incident_id: UUID, limit: int = 500) -> list[Order]:
    """The incident's orders that the actor sees with their tasks at hand, the newest first."""
    tasks = Prefetch(
        "assignments", Assignment.objects.select_related("order").order_by("sequence", "assigned_at", "id")
    )
    rows = visible_orders(actor).filter(incident_id=incident_id).order_by("-issued_at", "-id")
    return list(rows.prefetch_related(tasks)[:limit])


def orders_on_board(
    actor: Actor, *, text: str = "", unsigned: bool = False, overdue: bool = False, **columns: Any
) -> QuerySet[Order]:
    """Orders the actor sees, narrowed by columns, by number or title, and by what their addressees have not done."""
    tasks = Prefetch(
        "assignments", Assignment.objects.select_related("order").order_by("sequence", "assigned_at", "id")
    )
    rows = visible_orders(actor).filter(**columns)
    rows = rows.filter(Q(title__contains=text) | Q(number__contains=text)) if text else rows
    undone = Assignment.objects.filter(order_id=OuterRef("id"), state__in=sorted(OPEN), done_at__isnull=True)
    if unsigned:
        rows = rows.filter(Exists(undone.filter(state=AssignmentState.NOTIFIED)))
    if overdue:
        rows = rows.filter(Exists(undone.filter(due_at__lte=clock.now())))
    return rows.prefetch_related(tasks)


_ASSIGNMENT = Lookup([UUID], lambda task: Assignment.objects.select_related("order").filter(id=task))


def visible_assignments(actor: Actor) -> QuerySet[Assignment]:
    """The tasks of orders in the actor's regions, and the actor's own."""
    rows = Assignment.objects.select_related("order")
    scoped = in_scope(actor, READ, rows, "order__region_code")
    if _sees_all(actor) or (mine := _addressed_to(actor)) is None:
        return scoped
    return scoped | rows.filter(mine)


def access_assignment(actor: Actor, assignment_id: UUID) -> Assignment:
    """One addressee's task with its order; NotFound where absent or not the actor's to see."""
    if _sees_all(actor):
        found = _ASSIGNMENT.first(assignment_id)
    else:
        found = visible_assignments(actor).filter(id=assignment_id).first()
    if found is None:
        raise NotFound
    return found


def assignments_of(order_id: UUID) -> list[Assignment]:
    """Every addressee's task, those handed on included, in the order of their making."""
    return list(
        Assignment.objects.filter(order_id=order_id).select_related("order").order_by("sequence", "assigned_at", "id")
    )


def my_tasks(actor: Actor) -> QuerySet[Assignment]:
    """What is addressed to the actor and still to be done by the addressee, the most pressing first."""
    mine = _addressed_to(actor)
    waiting = OPEN - {AssignmentState.SUBMITTED}
    rows = Assignment.objects.select_related("order").filter(state__in=sorted(waiting), done_at__isnull=True)
    return rows.filter(mine).order_by(F("due_at").asc(nulls_last=True), "id") if mine is not None else rows.none()


def feedback_of(actor: Actor, assignment_id: UUID) -> QuerySet[Feedback]:
    return access_assignment(actor, assignment_id).feedback.order_by("at", "id")


def milestones_of(order_id: UUID) -> list[Milestone]:
    return list(Milestone.objects.filter(order_id=order_id).order_by("sequence"))


def _sees_all(actor: Actor) -> bool:
    return NATION in regions_of(actor, READ)


def _addressed_to(actor: Actor) -> Q | None:
    """Tasks of the actor's unit, whoever in it is addressed, and of the actor's posts and person."""
    ids = addressing.ids_of(actor) - {actor.organization_id}
    unit = Q(organization_id=actor.organization_id) if actor.organization_id else None
    addressed = Q(addressee_id__in=sorted(ids)) if ids else None
    return unit | addressed if unit and addressed else unit or addressed
