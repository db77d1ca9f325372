"""指令的接口: issue, sign for, feed back, submit, verify, supervise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.kernel.paging import Page, PageParams
from liandong.orders import board, queries, schemas, services

router = Router(tags=["orders"])


@router.get("/orders", response=Page[schemas.OrderOut])
def list_orders(request: HttpRequest, page: Query[PageParams], where: Query[schemas.OrderFilter]) -> dict[str, Any]:
    """Orders the reader sees, the newest first."""
    rows = queries.visible_orders(actor_of(request)).filter(**where.columns())
    return page.cut(rows, schemas.order_out, by=("-issued_at", "-id"))


@router.get("/orders/board", response=Page[board.OrderOnBoard])
def list_board(request: HttpRequest, page: Query[PageParams], where: Query[schemas.BoardFilter]) -> dict[str, Any]:
    """Orders with every addressee's task, the newest first."""
    rows = queries.orders_on_board(
        actor_of(request), text=where.q, unsigned=where.unsigned, overdue=where.overdue, **where.columns()
    )
    found = page.cut(rows, by=("-issued_at", "-id"))
    return found | {"items": board.board(found["items"])}


@router.post("/orders", response={201: schemas.OrderDetail})
def issue_order(request: HttpRequest, body: schemas.OrderIn) -> Status[dict[str, Any]]:
    """下达: issue one order to one or many addressees."""
    return Status(201, schemas.order_detail(services.issue_order(actor_of(request), body.draft())))


@router.get("/orders/tasks/mine", response=list[schemas.AssignmentOut])
def my_tasks(request: HttpRequest) -> list[dict[str, Any]]:
    """What is addressed to the reader and still open, the most pressing first; at most 200."""
    return schemas.assignments_out(queries.my_tasks(actor_of(request))[:200])


@router.get("/orders/supervision", response=Page[schemas.AssignmentOut])
def supervision_list(
    request: HttpRequest, page: Query[PageParams], where: Query[schemas.SupervisionFilter]
) -> dict[str, Any]:
    """督办清单: unsigned, near their time, overdue and waiting to be verified."""
    rows = queries.supervision_list(
        actor_of(request), concerns=where.concern, region=where.region or "", soon=where.soon, drill=where.drill
    )
    found = page.cut(rows, by=("assigned_at", "id"))
    return found | {"items": schemas.assignments_out(found["items"], where.soon)}


@router.get("/orders/league", response=schemas.LeagueOut)
def league_table(request: HttpRequest, where: Query[schemas.LeagueFilter]) -> dict[str, Any]:
    """督办通报: by unit or region, the best rate first; exercises do not count."""
    table = queries.league_table(actor_of(request), where.by, where.since, where.until, level=where.level)
    return schemas.league_out(table)


@router.get("/incidents/{uuid:incident_id}/schedule", response=list[schemas.ScheduleOut])
def back_schedule(request: HttpRequest, incident_id: UUID) -> list[queries.Schedule]:
    """倒排表: the incident's scheduled orders, from the last due time backwards."""
    return queries.back_schedule(actor_of(request), incident_id)


@router.get("/incidents/{uuid:incident_id}/orders", response=list[board.OrderOnBoard])
def orders_of_incident(request: HttpRequest, incident_id: UUID) -> list[dict[str, Any]]:
    """The incident's orders with every addressee's task, the newest first; at most 500."""
    return board.board(queries.orders_of_incident(actor_of(request), incident_id))


@router.get("/orders/{uuid:order_id}", response=schemas.OrderDetail)
def read_order(request: HttpRequest, order_id: UUID) -> dict[str, Any]:
    return schemas.order_detail(queries.access_order(actor_of(request), order_id))


@router.post("/orders/{uuid:order_id}/close", response=schemas.OrderDetail)
def close_order(request: HttpRequest, order_id: UUID) -> dict[str, Any]:
    """结办."""
    return schemas.order_detail(services.close_order(actor_of(request), order_id))


@router.post("/orders/{uuid:order_id}/withdraw", response=schemas.OrderDetail)
def withdraw_order(request: HttpRequest, order_id: UUID, body: schemas.OrderReasonIn) -> dict[str, Any]:
    """撤回, with a reason."""
    return schemas.order_detail(services.withdraw_order(actor_of(request), order_id, reason=body.reason))


@router.put("/orders/{uuid:order_id}/milestones", response=list[schemas.MilestoneOut])
def set_milestones(request: HttpRequest, order_id: UUID, body: schemas.StepsIn) -> list[dict[str, Any]]:
    """倒排: schedule the order anew, back from its due time."""
    rows = services.set_milestones(actor_of(request), order_id, body.as_steps())
    return [schemas.milestone_out(row) for row in rows]


@router.post("/orders/{uuid:order_id}/milestones/{sequence}/reach", response=schemas.MilestoneOut)
def reach_milestone(request: HttpRequest, order_id: UUID, sequence: schemas.Sequence) -> dict[str, Any]:
    return schemas.milestone_out(services.reach_milestone(actor_of(request), order_id, sequence))


@router.get("/orders/tasks/{uuid:assignment_id}", response=schemas.AssignmentOut)
def read_task(request: HttpRequest, assignment_id: UUID) -> dict[str, Any]:
    return schemas.assignment_out(queries.access_assignment(actor_of(request), assignment_id))


@router.get("/orders/tasks/{uuid:assignment_id}/feedback", response=Page[schemas.FeedbackOut])
def read_feedback(request: HttpRequest, assignment_id: UUID, page: Query[PageParams]) -> dict[str, Any]:
    found = page.cut(queries.feedback_of(actor_of(request), assignment_id), by=("at", "id"))
    return found | {"items": schemas.feedback_out(found["items"])}


@router.post("/orders/tasks/{uuid:assignment_id}/sign-for", response=schemas.AssignmentOut)
def sign_for(request: HttpRequest, assignment_id: UUID, body: schemas.SignIn) -> dict[str, Any]:
    """签收. Of two who sign at the same moment one gets 409 and learns who was first."""
    task = services.sign_for(actor_of(request), assignment_id, expected=body.version)
    return schemas.assignment_out(task)


@router.post("/orders/tasks/{uuid:assignment_id}/feedback", response={201: schemas.FeedbackOut})
def give_feedback(request: HttpRequest, assignment_id: UUID, body: schemas.FeedbackIn) -> Status[dict[str, Any]]:
    """反馈."""
    given = body.dict(exclude={"version"})
    entry = services.give_feedback(actor_of(request), assignment_id, expected=body.version, **given)
    return Status(201, schemas.feedback_out([entry])[0])


@router.post("/orders/tasks/{uuid:assignment_id}/submit", response=schemas.AssignmentOut)
def submit_result(request: HttpRequest, assignment_id: UUID, body: schemas.ResultIn) -> dict[str, Any]:
    """报结."""
    given = body.dict(exclude={"version"})
    task = services.submit_result(actor_of(request), assignment_id, expected=body.version, **given)
    return schemas.assignment_out(task)


@router.post("/orders/tasks/{uuid:assignment_id}/verify", response=schemas.AssignmentOut)
def verify_result(request: HttpRequest, assignment_id: UUID, body: schemas.VerifyIn) -> dict[str, Any]:
    """核验, by another person than who did it."""
    task = services.verify_result(actor_of(request), assignment_id, text=body.text, expected=body.version)
    return schemas.assignment_out(task)


@router.post("/orders/tasks/{uuid:assignment_id}/return", response=schemas.AssignmentOut)
def return_result(request: HttpRequest, assignment_id: UUID, body: schemas.ReturnIn) -> dict[str, Any]:
    """退回, with a reason."""
    given = body.dict(exclude={"version"})
    task = services.return_result(actor_of(request), assignment_id, expected=body.version, **given)
    return schemas.assignment_out(task)


@router.post("/orders/tasks/{uuid:assignment_id}/forward", response={201: schemas.AssignmentOut})
def forward_order(request: HttpRequest, assignment_id: UUID, body: schemas.ForwardIn) -> Status[dict[str, Any]]:
    """转办: the due time stays."""
    to, actor = body.to.addressee(), actor_of(request)
    task = services.forward_order(actor, assignment_id, to, reason=body.reason, expected=body.version)
    return Status(201, schemas.assignment_out(task))


@router.post("/orders/tasks/{uuid:assignment_id}/urge", response=schemas.AssignmentOut)
def urge_order(request: HttpRequest, assignment_id: UUID, body: schemas.UrgeIn) -> dict[str, Any]:
    """催办, on the record."""
    return schemas.assignment_out(services.urge_order(actor_of(request), assignment_id, text=body.text))


@router.post("/orders/tasks/{uuid:assignment_id}/extend", response=schemas.AssignmentOut)
def extend_order(request: HttpRequest, assignment_id: UUID, body: schemas.ExtendIn) -> dict[str, Any]:
    """改期, with a reason."""
    given = body.dict(exclude={"version"})
    task = services.extend_order(actor_of(request), assignment_id, expected=body.version, **given)
    return schemas.assignment_out(task)
