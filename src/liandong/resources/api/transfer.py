"""导入与导出 over HTTP."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from liandong.access.api import actor_of
from liandong.resources import queries, services
from liandong.resources.api.downloads import download
from liandong.resources.importing.uploads import uploaded_table
from liandong.resources.queries import exporting
from liandong.resources.schemas import transfer as schemas

router = Router()


@router.post("/resources/imports", response=schemas.ImportOut)
def import_resources(request: HttpRequest, form: Form[schemas.ImportIn], file: File[UploadedFile]) -> dict[str, Any]:
    """Preview (`dry_run`) or take a file; every row that cannot be taken is named with its reason."""
    actor = actor_of(request)
    with uploaded_table(actor, file, form.said(), only_looking=form.dry_run) as reader:
        return schemas.import_out(services.import_resources(actor, reader, dry_run=form.dry_run), reader)


@router.get("/resources/export", summary="What the reader sees as CSV, XLSX or GeoJSON")
def export_resources(request: HttpRequest, asked: Query[schemas.ExportAsked]) -> HttpResponse:
    """At most 100,000 rows; a person's data masked, and no cell that a spreadsheet would run."""
    rows = queries.matching(actor_of(request), asked.columns(), **asked.aged())
    return download(exporting.written(rows, asked.format), asked.format)
