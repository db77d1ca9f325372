"""Reports: receive, find, link, undo."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.access.rules import Actor
from liandong.incidents import queries, services
from liandong.incidents.api.answers import hot_page, incident_body
from liandong.incidents.queries.lists import NEWEST_RECEIVED, listed_reports
from liandong.incidents.rules.problems import ReportKeyMissing
from liandong.incidents.rules.reports import Channel, ReportDraft, ReportReceipt, ReportState
from liandong.incidents.schemas.incidents import IncidentOut
from liandong.incidents.schemas.reports import (
    AttachIn,
    CandidateOut,
    FollowUpIn,
    IncidentReasonIn,
    PromoteIn,
    ReceiptOut,
    ReporterOut,
    ReportIn,
    ReportOut,
    ReportRow,
)
from liandong.kernel.paging import Page, PageParams

router = Router()


@router.post("/reports", response={201: ReceiptOut, 200: ReceiptOut})
def receive_report(request: HttpRequest, body: ReportIn) -> HttpResponse:
    """接报. 201 for a new report, 200 for one already kept under its key; candidates may be the same event."""
    status, receipt = take_in(actor_of(request), body, request.headers.get("Idempotency-Key", ""), request.body)
    return HttpResponse(receipt, status=status, content_type="application/json")


@router.post("/reports/{report_id}/follow-ups", response={201: ReceiptOut, 200: ReceiptOut})
def follow_up_report(request: HttpRequest, report_id: UUID, body: FollowUpIn) -> HttpResponse:
    """续报. Goes to the incident of the first report, where its facts are recorded."""
    draft = _draft(body, request.headers.get("Idempotency-Key", ""), request.body)
    status, receipt = _receipt(services.follow_up_report(actor_of(request), report_id, draft))
    return HttpResponse(receipt, status=status, content_type="application/json")


@router.get("/reports", response=Page[ReportRow])
def list_reports(
    request: HttpRequest,
    page: Query[PageParams],
    state: ReportState | None = None,
    channel: Channel | None = None,
    drill: bool = False,
) -> HttpResponse:
    """Newest first; `state=NEW` are those that wait for a person."""
    rows = listed_reports(actor_of(request), state=state, channel=channel, drill=drill)
    return hot_page(page.cut(rows, by=NEWEST_RECEIVED))


@router.get("/reports/{report_id}", response=ReportOut)
def read_report(request: HttpRequest, report_id: UUID) -> dict[str, Any]:
    return _body(queries.access_report(actor_of(request), report_id))


@router.get("/reports/{report_id}/candidates", response=list[CandidateOut])
def list_candidates(request: HttpRequest, report_id: UUID) -> list[dict[str, Any]]:
    """Reports that may tell of the same event, the likeliest first, each with its reasons."""
    return [CandidateOut.of(one) for one in queries.candidates(actor_of(request), report_id)]


@router.post("/reports/{report_id}/attach", response=ReportOut)
def attach_report(request: HttpRequest, report_id: UUID, body: AttachIn) -> dict[str, Any]:
    """并入事件."""
    return _body(services.attach_report(actor_of(request), report_id, body.incident_id, body.reason))


@router.post("/reports/{report_id}/split", response=ReportOut)
def split_report(request: HttpRequest, report_id: UUID, body: IncidentReasonIn) -> dict[str, Any]:
    """拆分: undo an attachment."""
    return _body(services.split_report(actor_of(request), report_id, body.reason))


@router.post("/reports/{report_id}/mark-false", response=ReportOut)
def mark_false(request: HttpRequest, report_id: UUID, body: IncidentReasonIn) -> dict[str, Any]:
    """误报."""
    return _body(services.mark_false(actor_of(request), report_id, body.reason))


@router.post("/reports/{report_id}/promote", response={201: IncidentOut})
def promote_report(request: HttpRequest, report_id: UUID, body: PromoteIn) -> Status[dict[str, Any]]:
    """立案: open an incident from the report."""
    incident = services.promote_report(actor_of(request), report_id, title=body.title, event_type=body.event_type or "")
    return Status(201, incident_body(incident))


@router.post("/reports/{report_id}/reveal-reporter", response=ReporterOut)
def reveal_reporter(request: HttpRequest, report_id: UUID, body: IncidentReasonIn) -> dict[str, str]:
    """Who reported, in the clear; the look is recorded with its reason."""
    name, phone = services.reveal_reporter(actor_of(request), report_id, body.reason)
    return {"name": name, "phone": phone}


def take_in(actor: Actor, body: ReportIn, key: str, raw: bytes) -> tuple[int, bytes]:
    """Status and receipt for a report as sent (`raw`) under the key of its delivery; however it comes in."""
    return _receipt(services.receive_report(actor, _draft(body, key, raw)))


def _draft(body: FollowUpIn, key: str, raw: bytes) -> ReportDraft:
    if not (body.client_key or key):
        raise ReportKeyMissing
    return body.draft(key[:200], hashlib.sha256(raw).hexdigest())


def _receipt(receipt: ReportReceipt) -> tuple[int, bytes]:
    """Encoded at once: this is the answer given most often."""
    body = {
        "id": receipt.report_id,
        "repeated": receipt.repeated,
        "candidates": [CandidateOut.of(one) for one in receipt.candidates],
    }
    return 200 if receipt.repeated else 201, msgspec.json.encode(body)


def _body(report: Any) -> dict[str, Any]:
    names = set(ReportOut.model_fields) - {"reporter"}
    return {**{name: getattr(report, name) for name in names}, "reporter": queries.masked_reporter(report.id)}
