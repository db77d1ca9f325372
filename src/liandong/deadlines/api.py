"""The clocks over HTTP: what runs, for whom, until when, why this limit; extensions, waivers and reminders."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.deadlines import queries, services
from liandong.deadlines.schemas import (
    ClockFilter,
    ClockOut,
    ClockReasonIn,
    ExtensionDecisionIn,
    ExtensionIn,
    ExtensionOut,
    clocks_out,
)
from liandong.kernel.paging import Page, PageParams

router = Router(tags=["deadlines"])


@router.get("/clocks", response=Page[ClockOut], summary="The clocks you may see, the soonest due first")
def list_clocks(request: HttpRequest, wanted: Query[ClockFilter], page: Query[PageParams]) -> dict[str, Any]:
    found = page.cut(queries.clocks(actor_of(request), **wanted.arguments()), by=("due_at", "id"))
    return {**found, "items": clocks_out(found["items"])}


@router.get("/clocks/{uuid:clock_id}", response=ClockOut, summary="One clock")
def show_clock(request: HttpRequest, clock_id: UUID) -> ClockOut:
    return clocks_out([queries.access_deadline(actor_of(request), clock_id)])[0]


@router.get("/clocks/{uuid:clock_id}/extensions", response=list[ExtensionOut], summary="Extensions of a clock")
def list_extensions(request: HttpRequest, clock_id: UUID) -> list[Any]:
    return list(queries.extensions_of(queries.access_deadline(actor_of(request), clock_id).id))


@router.post("/clocks/{uuid:clock_id}/extensions", response={201: ExtensionOut}, summary="Ask for more time")
def ask_extension(request: HttpRequest, clock_id: UUID, asked: ExtensionIn) -> Any:
    asking = services.ask_extension(actor_of(request), clock_id, due_at=asked.due_at, reason=asked.reason)
    return Status(201, asking)


@router.post("/extensions/{uuid:extension_id}/decision", response=ExtensionOut, summary="Grant or refuse an extension")
def decide_extension(request: HttpRequest, extension_id: UUID, decision: ExtensionDecisionIn) -> Any:
    actor = actor_of(request)
    return services.decide_extension(actor, extension_id, granted=decision.granted, reason=decision.reason)


@router.post("/clocks/{uuid:clock_id}/waiver", response=ClockOut, summary="Let the obligation drop, with a reason")
def waive(request: HttpRequest, clock_id: UUID, given: ClockReasonIn) -> ClockOut:
    return clocks_out([services.waive(actor_of(request), clock_id, given.reason)])[0]


@router.post("/clocks/{uuid:clock_id}/reminder", response=ClockOut, summary="Urge the holder now (催办)")
def remind(request: HttpRequest, clock_id: UUID) -> ClockOut:
    return clocks_out([services.remind(actor_of(request), clock_id)])[0]


@router.post("/clocks/{uuid:clock_id}/acknowledgement", response=ClockOut, summary="The desk takes the alarm (确认)")
def acknowledge(request: HttpRequest, clock_id: UUID) -> ClockOut:
    return clocks_out([services.acknowledge(actor_of(request), clock_id)])[0]


@router.post("/clocks/{uuid:clock_id}/rearming", response=ClockOut, summary="Let a given-up clock run again")
def rearm(request: HttpRequest, clock_id: UUID) -> ClockOut:
    return clocks_out([services.rearm(actor_of(request), clock_id)])[0]
