"""Plans of deployment: draft, answer, order, file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.dispatch import queries, services
from liandong.dispatch.schemas import deployments as schemas
from liandong.dispatch.schemas import recommending
from liandong.kernel.paging import Page, PageParams

router = Router()


@router.get("/deployments", response=Page[schemas.DeploymentOut])
def list_deployments(
    request: HttpRequest, page: Query[PageParams], where: Query[schemas.DeploymentFilter]
) -> dict[str, Any]:
    """调用方案 the reader sees, the newest first."""
    rows = queries.visible_deployments(actor_of(request)).filter(**where.columns())
    return page.cut(rows, schemas.deployment_out, by=("-drafted_at", "-id"))


@router.get("/deployments/waiting", response=list[schemas.DeploymentWaitingOut])
def list_waiting(request: HttpRequest) -> list[dict[str, Any]]:
    """待我单位办理: plans of which a step is the turn of the reader's office, the oldest first."""
    return schemas.waiting_out(queries.waiting_for(actor_of(request)))


@router.post("/incidents/{uuid:incident_id}/deployments", response={201: schemas.DeploymentOut})
def draft_deployment(request: HttpRequest, incident_id: UUID, body: schemas.DeploymentIn) -> Status[dict[str, Any]]:
    """拟定调用方案; the chain of consent that holds today begins."""
    row = services.draft_deployment(actor_of(request), incident_id, body.draft())
    return Status(201, schemas.deployment_out(row))


@router.get("/incidents/{uuid:incident_id}/recommendation", response=recommending.RecommendationOut)
def read_recommendation(
    request: HttpRequest, incident_id: UUID, where: Query[recommending.RecommendationFilter]
) -> dict[str, Any]:
    """力量推荐: by the run card, qualified and free, fire and rescue first, then the soonest there."""
    return recommending.recommendation_out(queries.recommendation(actor_of(request), incident_id, level=where.level))


@router.get("/deployments/{uuid:deployment_id}", response=schemas.DeploymentOut)
def read_deployment(request: HttpRequest, deployment_id: UUID) -> dict[str, Any]:
    return schemas.deployment_out(queries.access_deployment(actor_of(request), deployment_id))


@router.post("/deployments/{uuid:deployment_id}/answers", response=schemas.DeploymentOut)
def answer_step(request: HttpRequest, deployment_id: UUID, body: schemas.DeploymentAnswerIn) -> dict[str, Any]:
    """同意、转报、不同意 for one's office."""
    return schemas.deployment_out(services.answer_step(actor_of(request), deployment_id, **body.dict()))


@router.post("/deployments/{uuid:deployment_id}/order", response=schemas.DeploymentOut)
def order_deployment(request: HttpRequest, deployment_id: UUID, body: schemas.DeploymentOrderIn) -> dict[str, Any]:
    """下达出动指令; 409 names what the order still waits for."""
    more = [one.line() for one in body.lines]
    row = services.order_deployment(actor_of(request), deployment_id, more=more, without=body.without)
    return schemas.deployment_out(row)


@router.post("/deployments/{uuid:deployment_id}/withdraw", response=schemas.DeploymentOut)
def withdraw_deployment(request: HttpRequest, deployment_id: UUID, body: schemas.DeploymentReasonIn) -> dict[str, Any]:
    """撤回 before it was ordered, with a reason."""
    row = services.withdraw_deployment(actor_of(request), deployment_id, reason=body.reason)
    return schemas.deployment_out(row)


@router.get("/acknowledgements", response=list[schemas.ForceAnswersOut])
def list_acknowledgements(request: HttpRequest, where: Query[schemas.ForceAnswersFilter]) -> list[dict[str, Any]]:
    """一呼百应: acknowledgement rate and time of each force, the slowest first."""
    return schemas.force_answers_out(queries.acknowledgements(actor_of(request), **where.dict()))


@router.get("/filings", response=Page[schemas.FilingOut])
def list_filings(request: HttpRequest, page: Query[PageParams]) -> dict[str, Any]:
    """报备, the latest first."""
    found = page.cut(queries.visible_filings(actor_of(request)), by=("-filed_at", "-id"))
    return found | {"items": schemas.filings_out(found["items"])}


@router.post("/filings/{uuid:filing_id}/seen", response=schemas.FilingOut)
def acknowledge_filing(request: HttpRequest, filing_id: UUID) -> dict[str, Any]:
    """The department has seen it."""
    return schemas.filings_out([services.acknowledge_filing(actor_of(request), filing_id)])[0]
