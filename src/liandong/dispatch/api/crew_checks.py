"""Crew checks: one tap that all are safe, and what was told so far."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.dispatch import queries, services
from liandong.dispatch.schemas import crew_checks as schemas
from liandong.kernel.paging import Page, PageParams

router = Router()


@router.get("/missions/{uuid:mission_id}/crew-checks", response=Page[schemas.CrewCheckOut])
def list_crew_checks(request: HttpRequest, mission_id: UUID, page: Query[PageParams]) -> dict[str, Any]:
    """人员清点记录, the latest first."""
    rows = queries.crew_checks_of(actor_of(request), mission_id)
    return page.cut(rows, schemas.crew_check_out, by=("-at", "-id"))


@router.post("/missions/{uuid:mission_id}/crew-checks", response={201: schemas.CrewCheckOut})
def count_crew(request: HttpRequest, mission_id: UUID, body: schemas.CrewCheckIn) -> Status[dict[str, Any]]:
    """一键报平安, or how many were counted; who is missing is told at once."""
    row = services.count_crew(actor_of(request), mission_id, **body.dict())
    return Status(201, schemas.crew_check_out(row))
