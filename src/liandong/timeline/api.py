"""Reading the record over HTTP; the live push of it is `GET /api/stream`."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.params.functions import Query as QueryParam

from liandong.access.api import actor_of
from liandong.kernel.ids import Subject
from liandong.timeline import queries, streaming
from liandong.timeline.export import FORMATS
from liandong.timeline.rendering import sentence
from liandong.timeline.rules import StreamNotHere
from liandong.timeline.schemas import EntryOut, PageOut, PieceIn, SelectionIn, entry_out, page_out

router = Router(tags=["timeline"])


@router.get("/timeline", response=PageOut, summary="The record, as far as the reader may see it")
def list_entries(request: HttpRequest, asked: Query[SelectionIn]) -> dict[str, Any]:
    page = queries.selected(actor_of(request), asked.selection(), cursor=asked.place(), limit=asked.limit)
    return page_out(page, _language(request))


@router.get("/timeline/{uuid:entry_id}", response=EntryOut, summary="One entry")
def show_entry(request: HttpRequest, entry_id: UUID) -> dict[str, Any]:
    entry = queries.access_entry(actor_of(request), entry_id)
    return entry_out(entry, sentence(entry, _language(request)))


@router.get("/timeline/of/{subject_kind}/{subject_id}", response=PageOut, summary="The record of one subject")
def list_entries_of_subject(
    request: HttpRequest, subject_kind: str, subject_id: UUID, asked: Query[PieceIn]
) -> dict[str, Any]:
    """Its own entries, the newest first."""
    subject = Subject.of(subject_kind, subject_id)
    page = queries.latest_of_subject(actor_of(request), subject, before=asked.place(), limit=asked.limit)
    return page_out(page, _language(request))


@router.get("/incidents/{uuid:incident_id}/timeline", response=PageOut, summary="An incident's record")
def list_entries_of_incident(request: HttpRequest, incident_id: UUID, asked: Query[SelectionIn]) -> dict[str, Any]:
    actor, selection, place = actor_of(request), asked.selection(), asked.place()
    if asked.newest_first:
        page = queries.latest_of_incident(actor, incident_id, selection, before=place, limit=asked.limit)
    else:
        page = queries.of_incident(actor, incident_id, selection, cursor=place, limit=asked.limit)
    return page_out(page, _language(request))


@router.get("/incidents/{uuid:incident_id}/timeline.{format}", summary="An incident's record as a file")
def export_entries_of_incident(
    request: HttpRequest, incident_id: UUID, format: Literal["json", "csv", "md"], asked: Query[SelectionIn]
) -> HttpResponse:
    content_type, written = FORMATS[format]
    entries = queries.all_of_incident(actor_of(request), incident_id, asked.selection())
    response = HttpResponse(written(entries, _language(request)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="timeline-{incident_id}.{format}"'
    return response


@router.get("/stream", summary="The record live, as server-sent events")
def open_stream(request: HttpRequest, after: str = QueryParam("", max_length=40)) -> HttpResponse:
    """Continue behind `Last-Event-ID` (or `after`). Events: `hello`, `entry`, and `gap` when too much was missed."""
    admission = request.META.get("liandong.stream")
    if admission is None:
        raise StreamNotHere
    admission.admit(**streaming.admitted(request, actor_of(request), after))
    return HttpResponse(status=200)


def _language(request: HttpRequest) -> str:
    return getattr(request, "LANGUAGE_CODE", "zh-hans")
