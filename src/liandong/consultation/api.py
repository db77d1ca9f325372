"""Routes of meetings, opinions and decisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.consultation import queries, schemas, services
from liandong.kernel.paging import Page, PageParams

router = Router(tags=["consultation"])


@router.post("/incidents/{uuid:incident_id}/meetings", response={201: schemas.MeetingOut})
def convene_meeting(request: HttpRequest, incident_id: UUID, body: schemas.MeetingIn) -> Any:
    """召集: everybody called is told."""
    return Status(201, queries.shown(services.convene_meeting(actor_of(request), incident_id, body.call())))


@router.get("/incidents/{uuid:incident_id}/meetings", response=Page[schemas.MeetingRow])
def list_meetings(request: HttpRequest, incident_id: UUID, page: Query[PageParams]) -> Any:
    return page.cut(queries.meetings_of(actor_of(request), incident_id), by=("-convened_at", "-id"))


@router.get("/meetings/{uuid:meeting_id}", response=schemas.MeetingOut)
def show_meeting(request: HttpRequest, meeting_id: UUID) -> Any:
    return queries.shown(queries.access_meeting(actor_of(request), meeting_id))


@router.put("/meetings/{uuid:meeting_id}/conclusion", response=schemas.MeetingOut)
def propose_conclusion(request: HttpRequest, meeting_id: UUID, body: schemas.ConclusionIn) -> Any:
    """拟议结论: those called agree to this text or not."""
    return queries.shown(services.propose_conclusion(actor_of(request), meeting_id, body.text))


@router.post("/meetings/{uuid:meeting_id}/opinions", response={201: schemas.OpinionOut})
def give_opinion(request: HttpRequest, meeting_id: UUID, body: schemas.OpinionIn) -> Any:
    said = services.give_opinion(actor_of(request), meeting_id, body.stance, body.text, person_id=body.person_id)
    return Status(201, said)


@router.post("/meetings/{uuid:meeting_id}/close", response=schemas.MeetingOut)
def close_meeting(request: HttpRequest, meeting_id: UUID, body: schemas.MinutesIn) -> Any:
    """结束并记纪要: the answer says whether it agreed."""
    return queries.shown(services.close_meeting(actor_of(request), meeting_id, body.minutes))


@router.post("/meetings/{uuid:meeting_id}/decisions", response={201: schemas.DecisionOut})
def take_decision(request: HttpRequest, meeting_id: UUID, body: schemas.DecisionIn) -> Any:
    return Status(201, services.take_decision(actor_of(request), meeting_id, body.text, body.opinion_ids))


@router.post("/decisions/{uuid:decision_id}/orders", response={201: schemas.DecisionOut})
def order_decision(request: HttpRequest, decision_id: UUID, body: schemas.DecisionOrderIn) -> Any:
    """下达: the order that carries the decision out."""
    return Status(201, services.order_decision(actor_of(request), decision_id, body.draft()))
