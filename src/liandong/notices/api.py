"""Notices over HTTP: one's own inbox, receipts, and for supervisors what did not arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.kernel.paging import Page, PageParams
from liandong.notices import queries, services
from liandong.notices.schemas import (
    ChannelOut,
    ContactPointIn,
    DeliveryOut,
    DeliveryReceiptOut,
    NoticeOut,
    ReceiptIn,
    deliveries_out,
    notice_out,
)

if TYPE_CHECKING:
    from liandong.notices.models import Notice

router = Router(tags=["notices"])
NEWEST = ("-created_at", "-id")


@router.get("/notices", response=Page[NoticeOut], summary="Your own notices, the newest first")
def list_notices(request: HttpRequest, page: Query[PageParams], unread: bool = False) -> dict[str, Any]:
    return _page(request, page, queries.inbox(actor_of(request), unread=unread))


@router.get("/notices/unanswered", response=Page[NoticeOut], summary="Unread beyond the alarm, or reached nobody")
def list_unanswered(request: HttpRequest, page: Query[PageParams]) -> dict[str, Any]:
    return _page(request, page, queries.unanswered(actor_of(request)))


@router.get("/notices/dead-letters", response=Page[DeliveryOut], summary="Deliveries that were given up")
def list_dead_letters(request: HttpRequest, page: Query[PageParams]) -> dict[str, Any]:
    found = page.cut(queries.dead_letters(actor_of(request)), by=("-settled_at", "-id"))
    return {**found, "items": deliveries_out(found["items"])}


@router.get("/notices/channels", response=list[ChannelOut], summary="Channels in use, their state and what they met")
def list_channels(request: HttpRequest) -> list[ChannelOut]:
    return [ChannelOut.of(status) for status in queries.channel_statuses(actor_of(request))]


@router.get("/notices/{uuid:notice_id}/deliveries", response=list[DeliveryOut], summary="Every trial of a notice")
def list_deliveries(request: HttpRequest, notice_id: UUID) -> list[DeliveryOut]:
    notice = queries.access_notice(actor_of(request), notice_id)
    return deliveries_out(list(notice.deliveries.order_by("created_at", "id")))


@router.post("/notices/{uuid:notice_id}/read", response=NoticeOut, summary="You have read it")
def mark_read(request: HttpRequest, notice_id: UUID) -> NoticeOut:
    return _shown(request, services.mark_read(actor_of(request), notice_id))


@router.post("/notices/{uuid:notice_id}/confirmation", response=NoticeOut, summary="You confirm it")
def confirm(request: HttpRequest, notice_id: UUID) -> NoticeOut:
    return _shown(request, services.confirm(actor_of(request), notice_id))


@router.post("/deliveries/{uuid:delivery_id}/resend", response=DeliveryOut, summary="Send again what was given up")
def resend(request: HttpRequest, delivery_id: UUID) -> DeliveryOut:
    return deliveries_out([services.resend(actor_of(request), delivery_id)])[0]


@router.post("/notices/channels/{channel_id}/receipts", response=DeliveryReceiptOut, summary="A provider's receipt")
def take_receipt(request: HttpRequest, channel_id: str, receipt: ReceiptIn) -> DeliveryReceiptOut:
    known = services.take_receipt(actor_of(request), channel_id, **receipt.model_dump())
    return DeliveryReceiptOut(known=known)


@router.put(
    "/people/{uuid:person_id}/contact-points/{channel_id}", response={204: None}, summary="Where one is reached"
)
def set_contact_point(request: HttpRequest, person_id: UUID, channel_id: str, point: ContactPointIn) -> Status[None]:
    services.set_contact_point(actor_of(request), person_id, channel_id, point.address, enabled=point.enabled)
    return Status(204, None)


def _page(request: HttpRequest, page: PageParams, rows: Any) -> dict[str, Any]:
    return page.cut(rows, lambda row: _shown(request, row), by=NEWEST)


def _shown(request: HttpRequest, row: Notice) -> NoticeOut:
    return notice_out(row, getattr(request, "LANGUAGE_CODE", "zh-hans"))
