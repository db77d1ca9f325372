"""Handing files in and fetching them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from liandong.access.api import actor_of
from liandong.files import queries, services
from liandong.files.responses import as_download
from liandong.files.schemas import FileIn, FileOut, FilesAsked, files_out
from liandong.kernel.paging import Page, PageParams

router = Router(tags=["files"])


@router.post("/files", response={201: FileOut}, summary="Hand in a file")
def add_file(request: HttpRequest, form: Form[FileIn], file: File[UploadedFile]) -> Status[Any]:
    added = services.add_file(actor_of(request), form.draft(file.name or ""), file.chunks())
    return Status(201, files_out([added])[0])


@router.get("/files", response=Page[FileOut], summary="Files of a subject or an incident")
def list_files(request: HttpRequest, asked: Query[FilesAsked], page: Query[PageParams]) -> dict[str, Any]:
    found = page.cut(queries.visible_files(actor_of(request), asked.subject(), asked.incident_id))
    return {**found, "items": files_out(found["items"])}


@router.get("/files/{uuid:file_id}", response=FileOut, summary="What a file is")
def show_file(request: HttpRequest, file_id: UUID) -> FileOut:
    return files_out([queries.access_file(actor_of(request), file_id)])[0]


@router.get("/files/{uuid:file_id}/content", summary="Download a file")
def download_file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    return as_download(request, *queries.access_content(actor_of(request), file_id))
