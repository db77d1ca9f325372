"""路网的接口: closures told and lifted, travel times, ways, what is reached in a time, and which graphs there are."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.kernel.paging import Page, PageParams
from liandong.roads import queries, schemas, services

router = Router(tags=["roads"])


@router.get("/closures", response=Page[schemas.ClosureOut])
def list_closures(request: HttpRequest, page: Query[PageParams], where: Query[schemas.ClosureFilter]) -> dict[str, Any]:
    """道路封闭与限速: the last told first; `in_force=true` for those that count now."""
    return page.cut(queries.matching(actor_of(request), **where.dict()), schemas.closure_out)


@router.post("/closures", response={201: schemas.ClosureOut})
def close_road(request: HttpRequest, body: schemas.ClosureIn) -> Status[dict[str, Any]]:
    """Close a road or slow it down; travel times count it at once."""
    return Status(201, schemas.closure_out(services.close_road(actor_of(request), body.draft())))


@router.get("/closures/{uuid:closure_id}", response=schemas.ClosureOut)
def read_closure(request: HttpRequest, closure_id: UUID) -> dict[str, Any]:
    return schemas.closure_out(queries.access_closure(actor_of(request), closure_id))


@router.delete("/closures/{uuid:closure_id}", response=schemas.ClosureOut)
def lift_closure(request: HttpRequest, closure_id: UUID, why: Query[schemas.LiftIn]) -> dict[str, Any]:
    """恢复通行; the closure stays on record. 409 where it has already ended."""
    return schemas.closure_out(services.lift_closure(actor_of(request), closure_id, reason=why.reason))


@router.get("/roads/graphs", response=list[schemas.GraphOut])
def list_graphs(request: HttpRequest) -> list[dict[str, Any]]:
    """The road graphs of this node; none means that every time is a straight-line estimate."""
    return [asdict(info) for info in queries.graphs(actor_of(request))]


@router.get("/roads/eta", response=list[schemas.EtaOut])
def eta(request: HttpRequest, ask: Query[schemas.Many]) -> list[dict[str, Any]]:
    """到达时间: from each origin to the destination, in their order."""
    places = [schemas.place(point) for point in ask.origin]
    queries.check_reader(actor_of(request))
    return [
        schemas.eta_out(one) for one in queries.eta(places, schemas.place(ask.destination), ask.at, drill=ask.drill)
    ]


@router.get("/roads/route", response=schemas.RouteOut)
def route(request: HttpRequest, ask: Query[schemas.Ends]) -> dict[str, Any]:
    """路径: the fastest open way and its line."""
    queries.check_reader(actor_of(request))
    ends = schemas.place(ask.origin), schemas.place(ask.destination)
    return schemas.route_out(queries.route(*ends, ask.at, drill=ask.drill))


@router.get("/roads/reach", response=schemas.ReachOut)
def reach(request: HttpRequest, ask: Query[schemas.Around]) -> dict[str, Any]:
    """等时圈: what is reached within so many minutes."""
    queries.check_reader(actor_of(request))
    return schemas.reach_out(queries.reach(schemas.place(ask.origin), ask.minutes * 60, ask.at, drill=ask.drill))
