"""Readiness: what is due, calling a force, its answers, and marked periods."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.dispatch import queries, services
from liandong.dispatch.schemas import readiness as schemas
from liandong.kernel.paging import Page, PageParams

router = Router()


@router.get("/readiness/duties", response=Page[schemas.ReadinessDutyOut])
def list_duties(
    request: HttpRequest, page: Query[PageParams], where: Query[schemas.ReadinessDutyFilter]
) -> dict[str, Any]:
    """值守调度任务: the checks that are due, the soonest first."""
    found = page.cut(where.narrow(queries.visible_duties(actor_of(request))), by=("ends", "id"))
    return found | {"items": schemas.duties_out(found["items"])}


@router.get("/readiness/forces", response=list[schemas.ForceReadinessOut])
def list_force_readiness(request: HttpRequest, where: Query[schemas.ForceReadinessFilter]) -> list[dict[str, Any]]:
    """How each force did over a time: checks due, missed, answered in time; the most overdue first."""
    return schemas.forces_out(queries.force_readiness(actor_of(request), **where.asked()))


@router.get("/readiness/checks", response=Page[schemas.ReadinessCheckOut])
def list_checks(
    request: HttpRequest, page: Query[PageParams], where: Query[schemas.ReadinessCheckFilter]
) -> dict[str, Any]:
    """点名和拉动的记录, the latest first."""
    found = page.cut(queries.visible_checks(actor_of(request)).filter(**where.columns()), by=("-called_at", "-id"))
    return found | {"items": schemas.checks_out(found["items"])}


@router.post("/readiness/checks", response={201: schemas.ReadinessCheckOut})
def call_check(request: HttpRequest, body: schemas.ReadinessCallIn) -> Status[dict[str, Any]]:
    """发起值守点名或紧急拉动; the time runs from now."""
    return Status(201, schemas.check_out(services.call_check(actor_of(request), **body.dict())))


@router.get("/readiness/checks/{uuid:check_id}", response=schemas.ReadinessCheckOut)
def read_check(request: HttpRequest, check_id: UUID) -> dict[str, Any]:
    return schemas.check_out(queries.access_check(actor_of(request), check_id))


@router.post("/readiness/checks/{uuid:check_id}/answer", response=schemas.ReadinessCheckOut)
def answer_check(request: HttpRequest, check_id: UUID, body: schemas.ReadinessAnswerIn) -> dict[str, Any]:
    """应答, by the force itself or taken down by the desk."""
    return schemas.check_out(services.answer_check(actor_of(request), check_id, **body.dict()))


@router.post("/readiness/checks/{uuid:check_id}/steps", response=schemas.ReadinessCheckOut)
def note_pull_out(request: HttpRequest, check_id: UUID, body: schemas.ReadinessStepIn) -> dict[str, Any]:
    """驶离、到达."""
    return schemas.check_out(services.note_pull_out(actor_of(request), check_id, body.step))


@router.post("/readiness/checks/{uuid:check_id}/close", response=schemas.ReadinessCheckOut)
def close_check(request: HttpRequest, check_id: UUID, body: schemas.ReadinessCloseIn) -> dict[str, Any]:
    """结束 where it stands."""
    return schemas.check_out(services.close_check(actor_of(request), check_id, remark=body.remark))


@router.get("/readiness/sensitive-periods", response=Page[schemas.SensitivePeriodOut])
def list_periods(request: HttpRequest, page: Query[PageParams]) -> dict[str, Any]:
    """敏感时期, the latest to begin first."""
    return page.cut(queries.visible_periods(actor_of(request)), schemas.period_out, by=("-begins", "-id"))


@router.post("/readiness/sensitive-periods", response={201: schemas.SensitivePeriodOut})
def mark_period(request: HttpRequest, body: schemas.SensitivePeriodIn) -> Status[dict[str, Any]]:
    """标定敏感时期: the checks of its days are due from now on."""
    return Status(201, schemas.period_out(services.mark_period(actor_of(request), **body.dict())))


@router.post("/readiness/sensitive-periods/{uuid:period_id}/lift", response=schemas.SensitivePeriodOut)
def lift_period(request: HttpRequest, period_id: UUID, body: schemas.SensitivePeriodLiftIn) -> dict[str, Any]:
    """解除, with a reason."""
    return schemas.period_out(services.lift_period(actor_of(request), period_id, reason=body.reason))
