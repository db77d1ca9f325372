"""Routes of papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.kernel.paging import Page, PageParams
from liandong.papers import queries, schemas, services
from liandong.papers.rules import PaperState

router = Router(tags=["papers"])


@router.post("/papers", response={201: schemas.PaperOut})
def register_paper(request: HttpRequest, body: schemas.PaperIn) -> Any:
    """登记: a paper that came in, or a draft that is to go out."""
    return Status(201, queries.shown(services.register_paper(actor_of(request), body.draft())))


@router.get("/papers", response=Page[schemas.PaperRow])
def list_papers(
    request: HttpRequest,
    page: Query[PageParams],
    route: str = "",
    state: PaperState | None = None,
    incident_id: UUID | None = None,
) -> Any:
    rows = queries.papers_where(actor_of(request), route=route, state=state, incident_id=incident_id)
    return page.cut(rows, by=("-registered_at", "-id"))


@router.get("/papers/{uuid:paper_id}", response=schemas.PaperOut)
def show_paper(request: HttpRequest, paper_id: UUID) -> Any:
    return queries.shown(queries.access_paper(actor_of(request), paper_id))


@router.post("/papers/{uuid:paper_id}/signatures", response=schemas.PaperOut)
def sign_step(request: HttpRequest, paper_id: UUID, body: schemas.SignatureIn) -> Any:
    """批转: sign the step whose turn it is."""
    signed = services.sign_step(actor_of(request), paper_id, body.step, body.opinion, body.organization_ids)
    return queries.shown(signed)


@router.post("/papers/{uuid:paper_id}/return", response=schemas.PaperOut)
def return_paper(request: HttpRequest, paper_id: UUID, body: schemas.PaperReturnIn) -> Any:
    return queries.shown(services.return_paper(actor_of(request), paper_id, body.reason))


@router.put("/papers/{uuid:paper_id}/text", response=schemas.PaperOut)
def rewrite_paper(request: HttpRequest, paper_id: UUID, body: schemas.RewriteIn) -> Any:
    """A returned paper with other words; it starts anew."""
    return queries.shown(services.rewrite_paper(actor_of(request), paper_id, body.title, body.text))


@router.post("/papers/{uuid:paper_id}/receipt", response=schemas.PaperOut)
def receive_paper(request: HttpRequest, paper_id: UUID) -> Any:
    """签收, by an organisation it was handed on to."""
    return queries.shown(services.receive_paper(actor_of(request), paper_id))
