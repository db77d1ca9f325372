"""The dispatch desk: incidents that wait for forces, what a dispatch leaves uncovered, run cards, words to a crew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from liandong.access.api import actor_of
from liandong.content import dispatching
from liandong.dispatch import queries, services
from liandong.dispatch.schemas import desk as schemas
from liandong.dispatch.schemas.units import MissionOut, mission_out
from liandong.kernel.paging import Page, PageParams

router = Router()


@router.get("/dispatch/incidents", response=Page[schemas.DeskIncidentOut])
def list_desk_incidents(request: HttpRequest, page: Query[PageParams]) -> dict[str, Any]:
    """待派力量: the open incidents with how their forces stand, the newest first."""
    actor = actor_of(request)
    found = page.cut(queries.incidents_to_serve(actor), by=("-opened_at", "-id"))
    forces = queries.forces_of(actor, [row.id for row in found["items"]])
    return found | {"items": [schemas.desk_incident_out(row, forces[row.id]) for row in found["items"]]}


@router.get("/missions/mine", response=list[schemas.MyMissionOut])
def list_my_missions(request: HttpRequest) -> list[dict[str, Any]]:
    """我的任务: what the units of one's own organisation are out for."""
    return schemas.my_missions_out(queries.missions_mine(actor_of(request)))


@router.post("/missions/{uuid:mission_id}/messages", response=MissionOut)
def send_message(request: HttpRequest, mission_id: UUID, body: schemas.MissionMessageIn) -> dict[str, Any]:
    """告知、回报: a word to the crew or from it; it stands in the incident's record."""
    return mission_out(services.send_message(actor_of(request), mission_id, **body.dict()))


@router.get("/coverage", response=list[schemas.CoveredOut])
def list_coverage(request: HttpRequest, where: Query[schemas.CoverageFilter]) -> list[dict[str, Any]]:
    """覆盖: how soon the first free unit is in each town, now and once `leaving` are gone."""
    asked = where.dict()
    found = queries.coverage(actor_of(request), asked.pop("region"), types=asked.pop("type"), **asked)
    return [schemas.covered_out(one) for one in found]


@router.get("/run-cards", response=list[schemas.RunCardOut])
def list_run_cards(request: HttpRequest) -> list[dict[str, Any]]:
    """调派卡: by type of event and level the forces that are needed, with the clause."""
    actor_of(request)
    return [schemas.run_card_out(card) for card in dispatching.run_cards().values()]
