"""The unit board, what units tell, and their missions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.dispatch import queries, services
from liandong.dispatch.schemas import units as schemas
from liandong.kernel.paging import Page, PageParams

router = Router()


@router.get("/units", response=Page[schemas.UnitOut])
def list_units(request: HttpRequest, page: Query[PageParams], where: Query[schemas.UnitFilter]) -> dict[str, Any]:
    """出动单元看板: the units the reader sees, by type, the longest in their state first."""
    rows = queries.visible_units(actor_of(request)).filter(**where.columns())
    found = page.cut(rows, by=("type", "state_at", "id"))
    return found | {"items": schemas.units_out(found["items"])}


@router.post("/units", response={201: schemas.UnitOut})
def enter_unit(request: HttpRequest, body: schemas.UnitIn) -> Status[dict[str, Any]]:
    """Make a team or vehicle among the resources a unit of the dispatch desk."""
    return Status(201, schemas.unit_out(services.enter_unit(actor_of(request), body.resource_id, body.draft())))


@router.post("/unit-messages", response=schemas.UnitOut)
def receive_message(request: HttpRequest, body: schemas.MessageIn) -> dict[str, Any]:
    """短报: a text message of a unit's terminal, or a line taken down from the radio."""
    return schemas.unit_out(services.receive_message(actor_of(request), body.sender, body.text, at=body.at))


@router.get("/units/{uuid:unit_id}", response=schemas.UnitOut)
def read_unit(request: HttpRequest, unit_id: UUID) -> dict[str, Any]:
    return schemas.unit_out(queries.access_unit(actor_of(request), unit_id))


@router.patch("/units/{uuid:unit_id}", response=schemas.UnitOut)
def change_unit(request: HttpRequest, unit_id: UUID, body: schemas.UnitChange) -> dict[str, Any]:
    """Correct what is known; 409 names who changed it meanwhile."""
    row = services.change_unit(actor_of(request), unit_id, expected=body.version, **body.changes())
    return schemas.unit_out(row)


@router.post("/units/{uuid:unit_id}/state", response=schemas.UnitOut)
def report_state(request: HttpRequest, unit_id: UUID, body: schemas.UnitStateIn) -> dict[str, Any]:
    """一键状态: one tap in the field, or entered by the radio operator; the same state twice changes nothing."""
    return schemas.unit_out(services.report_state(actor_of(request), unit_id, **body.dict()))


@router.post("/units/{uuid:unit_id}/position", response=schemas.UnitOut)
def report_position(request: HttpRequest, unit_id: UUID, body: schemas.PositionIn) -> dict[str, Any]:
    """Where the unit is; an older position than the last is dropped."""
    unit = services.report_position(actor_of(request), unit_id, body.place.stored(), at=body.at)
    return schemas.unit_out(unit)


@router.get("/units/{uuid:unit_id}/reports", response=Page[schemas.StateReportOut])
def list_reports(request: HttpRequest, unit_id: UUID, page: Query[PageParams]) -> dict[str, Any]:
    """What the unit has told, the latest first."""
    return page.cut(queries.reports_of(actor_of(request), unit_id), schemas.report_out, by=("-at", "-id"))


@router.get("/incidents/{uuid:incident_id}/missions", response=Page[schemas.MissionOut])
def list_missions(request: HttpRequest, incident_id: UUID, page: Query[PageParams]) -> dict[str, Any]:
    """The units sent to an incident, the last first; both sides of a reinforcement see it."""
    rows = queries.visible_missions(actor_of(request)).filter(incident_id=incident_id)
    found = page.cut(rows, by=("-assigned_at", "-id"))
    return found | {"items": schemas.missions_out(found["items"])}


@router.post("/missions/{uuid:mission_id}/recall", response=schemas.MissionOut)
def recall_mission(request: HttpRequest, mission_id: UUID, body: schemas.MissionReasonIn) -> dict[str, Any]:
    """撤回, with a reason."""
    return schemas.mission_out(services.recall_mission(actor_of(request), mission_id, reason=body.reason))


@router.get("/missions/{uuid:mission_id}/track", response=list[schemas.TrackPointOut])
def read_track(request: HttpRequest, mission_id: UUID) -> list[dict[str, Any]]:
    """轨迹."""
    return [schemas.track_out(row) for row in queries.track_of(actor_of(request), mission_id)]
