"""Register, list, map, what is near, stock, uses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.kernel.codes import RegionCode
from liandong.kernel.paging import Page, PageParams
from liandong.resources import queries, schemas, services
from liandong.resources.queries.outlines import outlines_within
from liandong.resources.schemas import catalogue

router = Router()


@router.get("/resource-types", response=list[catalogue.TypeOut])
def list_types(request: HttpRequest) -> list[dict[str, Any]]:
    """Types of resources, with the unit each is counted in and the attributes it may carry."""
    return catalogue.types_out()


@router.get("/skills", response=list[catalogue.SkillOut])
def list_skills(request: HttpRequest) -> list[dict[str, str]]:
    """救援技能 of members of teams, with the paper that proves each."""
    return catalogue.skills_out()


@router.get("/resources", response=Page[schemas.ResourceOut])
def list_resources(
    request: HttpRequest, page: Query[PageParams], where: Query[schemas.ResourceFilter]
) -> dict[str, Any]:
    """Resources the reader sees, the last entered first."""
    found = page.cut(queries.matching(actor_of(request), where.columns(), **where.aged()))
    return found | {"items": schemas.resources_out(found["items"])}


@router.get("/resources.geojson", response=dict[str, Any])
def map_resources(request: HttpRequest, where: Query[schemas.ResourceFilter]) -> dict[str, Any]:
    """The same as GeoJSON (longitude, latitude; CGCS2000), at most 5,000 features."""
    return queries.on_map(queries.matching(actor_of(request), where.columns(), **where.aged()), limit=5000)


@router.get("/boundaries", response=dict[str, Any])
def map_boundaries(request: HttpRequest, within: RegionCode) -> dict[str, Any]:
    """边界: outlines of a region and of those inside it, as GeoJSON; the ground of a map, known to everybody."""
    actor_of(request)
    return outlines_within(within)


@router.get("/resources/nearest", response=list[schemas.NearbyOut])
def nearest(request: HttpRequest, asked: Query[schemas.NearestAsked]) -> list[dict[str, Any]]:
    """最近资源: the k nearest, whatever was committed a moment ago included."""
    found = queries.nearest(
        actor_of(request),
        asked.place(),
        asked.k,
        within_m=asked.within_m,
        types=asked.type,
        ready_only=asked.ready_only,
    )
    return schemas.nearby_out(found)


@router.post("/resources/around", response=schemas.AroundOut)
def around(request: HttpRequest, body: schemas.AroundAsked) -> dict[str, Any]:
    """圈选: everything in a circle or an area, counted by type and ranked by distance, with the dangers among it."""
    actor, types, ready = actor_of(request), body.type, body.ready_only
    outline = body.outline()
    if outline is not None:
        found = queries.inside(actor, outline, types=types, ready_only=ready)
    else:
        found = queries.around(actor, body.place(), body.radius_m, types=types, ready_only=ready)
    return schemas.around_out(found, body.limit, outline)


@router.get("/resources/stock", response=list[schemas.StockOut])
def stock(request: HttpRequest, region: RegionCode | None = None) -> list[dict[str, Any]]:
    """How much of each type there is in a region (everywhere, if none is named), and how much of it is ready."""
    return [schemas.stock_out(line) for line in queries.stock_by_type(actor_of(request), region or "")]


@router.post("/resources", response={201: schemas.ResourceOut})
def register_resource(request: HttpRequest, body: schemas.ResourceIn) -> Status[dict[str, Any]]:
    return Status(201, schemas.resource_out(services.register_resource(actor_of(request), body.draft())))


@router.get("/resources/{uuid:resource_id}", response=schemas.ResourceOut)
def read_resource(request: HttpRequest, resource_id: UUID) -> dict[str, Any]:
    return schemas.resource_out(queries.access_resource(actor_of(request), resource_id))


@router.patch("/resources/{uuid:resource_id}", response=schemas.ResourceOut)
def change_resource(request: HttpRequest, resource_id: UUID, body: schemas.ResourceChange) -> dict[str, Any]:
    """Correct what is known; 409 names who changed it meanwhile."""
    row = services.change_resource(actor_of(request), resource_id, expected=body.version, **body.changes())
    return schemas.resource_out(row)


@router.post("/resources/{uuid:resource_id}/state", response=schemas.ResourceOut)
def set_state(request: HttpRequest, resource_id: UUID, body: schemas.StateIn) -> dict[str, Any]:
    """Out of service and back, or struck off, with a reason."""
    row = services.set_state(actor_of(request), resource_id, body.state, reason=body.reason, expected=body.version)
    return schemas.resource_out(row)


@router.post("/resources/{uuid:resource_id}/verify", response=schemas.ResourceOut)
def verify_resource(request: HttpRequest, resource_id: UUID, body: schemas.NoteIn) -> dict[str, Any]:
    """核查: it is there and as recorded."""
    return schemas.resource_out(services.verify_resource(actor_of(request), resource_id, note=body.note))


@router.get("/resources/{uuid:resource_id}/moves", response=Page[schemas.MoveOut])
def list_moves(request: HttpRequest, resource_id: UUID, page: Query[PageParams]) -> dict[str, Any]:
    """The ledger, the latest line first."""
    return page.cut(queries.moves_of(actor_of(request), resource_id), schemas.move_out, by=("-line",))


@router.post("/resources/{uuid:resource_id}/moves", response={201: schemas.MoveOut})
def move_stock(request: HttpRequest, resource_id: UUID, body: schemas.MoveIn) -> Status[dict[str, Any]]:
    """收、发、退、盘: 409 where an issue asks for more than is free."""
    return Status(201, schemas.move_out(services.move_stock(actor_of(request), resource_id, **body.dict())))


@router.post("/resources/{uuid:resource_id}/uses", response={201: schemas.UseOut})
def reserve_resource(request: HttpRequest, resource_id: UUID, body: schemas.ReserveIn) -> Status[dict[str, Any]]:
    """预留 for an incident."""
    return Status(201, schemas.use_out(services.reserve_resource(actor_of(request), resource_id, **body.dict())))


@router.get("/incidents/{uuid:incident_id}/resources", response=Page[schemas.UseOut])
def list_uses(request: HttpRequest, incident_id: UUID, page: Query[PageParams]) -> dict[str, Any]:
    """What the incident holds or held, the latest first."""
    return page.cut(queries.uses_of(actor_of(request), incident_id), schemas.use_out)


@router.post("/resource-uses/{uuid:use_id}/commit", response=schemas.UseOut)
def commit_use(request: HttpRequest, use_id: UUID) -> dict[str, Any]:
    """调用: what was reserved is on its way."""
    return schemas.use_out(services.commit_use(actor_of(request), use_id))


@router.post("/resource-uses/{uuid:use_id}/release", response=schemas.UseOut)
def release_use(request: HttpRequest, use_id: UUID, body: schemas.ReleaseIn) -> dict[str, Any]:
    """释放."""
    return schemas.use_out(services.release_use(actor_of(request), use_id, reason=body.reason))
