"""Incidents: open, find, record facts, grade, go through the phases, close, archive."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.incidents import queries, services
from liandong.incidents.api.answers import hot_page, incident_body
from liandong.incidents.queries.details import Information
from liandong.incidents.queries.lists import NEWEST, listed_incidents
from liandong.incidents.rules.lifecycle import Moment
from liandong.incidents.schemas.incidents import (
    BranchIn,
    CloseIn,
    FactOut,
    FactsIn,
    FrameworkIn,
    GradeIn,
    IncidentFeedbackIn,
    IncidentFilter,
    IncidentIn,
    IncidentOut,
    IncidentRow,
    InformationOut,
    PhaseIn,
    PhaseOut,
    SpecialIn,
)
from liandong.kernel.paging import Page, PageParams

router = Router()


@router.post("/incidents", response={201: IncidentOut})
def open_incident(request: HttpRequest, body: IncidentIn) -> Status[dict[str, Any]]:
    """Open an incident without a report (a warning, an observation on the spot)."""
    return Status(201, incident_body(services.open_incident(actor_of(request), body.draft())))


@router.get("/incidents", response=Page[IncidentRow])
def list_incidents(request: HttpRequest, wanted: Query[IncidentFilter], page: Query[PageParams]) -> HttpResponse:
    """Newest first; exercises only with `drill=true`."""
    return hot_page(page.cut(listed_incidents(actor_of(request), **wanted.model_dump()), by=NEWEST))


@router.get("/incidents/{incident_id}", response=IncidentOut)
def read_incident(request: HttpRequest, incident_id: UUID) -> dict[str, Any]:
    return incident_body(queries.access_incident(actor_of(request), incident_id))


@router.get("/incidents/{incident_id}/facts", response=list[FactOut])
def list_facts(request: HttpRequest, incident_id: UUID) -> list[dict[str, Any]]:
    """Every statement of every fact: who said what when."""
    return queries.facts_of(actor_of(request), incident_id)


@router.post("/incidents/{incident_id}/facts", response=IncidentOut)
def record_facts(request: HttpRequest, incident_id: UUID, body: FactsIn) -> dict[str, Any]:
    """Add what is known now; the grade is judged anew."""
    incident = services.record_facts(actor_of(request), incident_id, body.facts, body.reason, stated_at=body.stated_at)
    return incident_body(incident)


@router.post("/incidents/{incident_id}/grade", response=IncidentOut)
def confirm_grade(request: HttpRequest, incident_id: UUID, body: GradeIn) -> dict[str, Any]:
    """A person confirms the proposed grade or decides another one, with the reason."""
    return incident_body(services.confirm_grade(actor_of(request), incident_id, body.level, body.reason))


@router.post("/incidents/{incident_id}/branch", response=IncidentOut)
def change_branch(request: HttpRequest, incident_id: UUID, body: BranchIn) -> dict[str, Any]:
    """Set the response branch by hand, or give it back to the rule."""
    return incident_body(services.change_branch(actor_of(request), incident_id, body.branch, body.reason))


@router.post("/incidents/{incident_id}/framework", response=IncidentOut)
def change_framework(request: HttpRequest, incident_id: UUID, body: FrameworkIn) -> dict[str, Any]:
    """Set the framework by hand, or give it back to the rule."""
    return incident_body(services.change_framework(actor_of(request), incident_id, body.framework, body.reason))


@router.post("/incidents/{incident_id}/special", response=IncidentOut)
def mark_special(request: HttpRequest, incident_id: UUID, body: SpecialIn) -> dict[str, Any]:
    """特殊事件."""
    return incident_body(services.mark_special(actor_of(request), incident_id, body.special, body.reason))


@router.get("/incidents/{incident_id}/phases", response=list[PhaseOut])
def list_phases(request: HttpRequest, incident_id: UUID) -> list[dict[str, Any]]:
    return queries.phases_of(actor_of(request), incident_id)


@router.post("/incidents/{incident_id}/feedback", response=IncidentOut)
def give_feedback(request: HttpRequest, incident_id: UUID, body: IncidentFeedbackIn) -> dict[str, Any]:
    """信息反馈 on the present phase; without it the next phase cannot be entered."""
    services.give_feedback(actor_of(request), incident_id, body.text)
    return incident_body(queries.access_incident(actor_of(request), incident_id))


@router.post("/incidents/{incident_id}/phase", response=IncidentOut)
def enter_phase(request: HttpRequest, incident_id: UUID, body: PhaseIn) -> dict[str, Any]:
    """Go on to the next phase."""
    return incident_body(services.enter_phase(actor_of(request), incident_id, body.phase, body.reason))


@router.get("/incidents/{incident_id}/information", response=list[InformationOut])
def list_information(request: HttpRequest, incident_id: UUID, moment: Moment | None = None) -> list[Information]:
    """灾前、灾中、灾后: what is known, by moment."""
    return queries.information_of(actor_of(request), incident_id, moment)


@router.post("/incidents/{incident_id}/close", response=IncidentOut)
def close_incident(request: HttpRequest, incident_id: UUID, body: CloseIn) -> dict[str, Any]:
    """结束."""
    return incident_body(services.close_incident(actor_of(request), incident_id, body.conclusion))


@router.post("/incidents/{incident_id}/archive", response=IncidentOut)
def archive_incident(request: HttpRequest, incident_id: UUID) -> dict[str, Any]:
    """归档; refused without a written review."""
    return incident_body(services.archive_incident(actor_of(request), incident_id))
