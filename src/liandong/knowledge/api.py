"""Routes of the knowledge base."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router, Status
from pydantic import Field

from liandong.access.api import actor_of
from liandong.files.responses import as_download
from liandong.kernel.paging import Page, PageParams
from liandong.kernel.text import OptionalLine
from liandong.knowledge import queries, schemas, services

router = Router(tags=["knowledge"])
Number = Annotated[int, Field(ge=1, le=100_000)]


@router.get("/knowledge", response=Page[schemas.KnowledgeItemOut])
def search_knowledge(
    request: HttpRequest, page: Query[PageParams], text: OptionalLine = "", kind: str = "", withdrawn: bool = False
) -> Any:
    """Words of the title or the text, all of them; the newest first."""
    rows = queries.search_items(actor_of(request), text=text, kind=kind, withdrawn=withdrawn)
    return page.cut(rows, by=("-updated_at", "-id"))


@router.post("/knowledge", response={201: schemas.KnowledgeItemOut})
def add_item(request: HttpRequest, body: schemas.KnowledgeItemIn) -> Any:
    item = services.add_item(
        actor_of(request), body.kind, body.title, body.region_code, body.written(), sub_type=body.sub_type
    )
    return Status(201, item)


@router.get("/knowledge/{uuid:item_id}", response=schemas.KnowledgeItemOut)
def show_item(request: HttpRequest, item_id: UUID) -> Any:
    return queries.access_item(actor_of(request), item_id)


@router.get("/knowledge/{uuid:item_id}/versions", response=Page[schemas.KnowledgeVersionOut])
def list_versions(request: HttpRequest, item_id: UUID, page: Query[PageParams]) -> Any:
    return page.cut(queries.versions_of(actor_of(request), item_id), by=("-number", "-id"))


@router.post("/knowledge/{uuid:item_id}/versions", response={201: schemas.KnowledgeItemOut})
def add_version(request: HttpRequest, item_id: UUID, body: schemas.KnowledgeVersionIn) -> Any:
    """更新: the versions before stay readable."""
    return Status(201, services.add_version(actor_of(request), item_id, body.written()))


@router.get("/knowledge/{uuid:item_id}/versions/{number}", response=schemas.KnowledgeVersionOut)
def show_version(request: HttpRequest, item_id: UUID, number: Number) -> Any:
    return queries.access_version(actor_of(request), item_id, number)


@router.get("/knowledge/{uuid:item_id}/versions/{number}/content")
def download_version(request: HttpRequest, item_id: UUID, number: Number) -> HttpResponseBase:
    """The file of a version."""
    return as_download(request, *queries.access_content(actor_of(request), item_id, number))


@router.post("/knowledge/{uuid:item_id}/withdraw", response=schemas.KnowledgeItemOut)
def withdraw_item(request: HttpRequest, item_id: UUID, body: schemas.KnowledgeWithdrawIn) -> Any:
    """停用."""
    return services.withdraw_item(actor_of(request), item_id, body.reason)
