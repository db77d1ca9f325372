"""Routes of the review: the draft report, the review itself, improvements."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from liandong.access.api import actor_of
from liandong.kernel.paging import Page, PageParams
from liandong.review import queries, rendering, schemas, services

router = Router(tags=["review"])


@router.get("/incidents/{uuid:incident_id}/report", response=schemas.EventReportOut)
def show_report(request: HttpRequest, incident_id: UUID, language: Literal["zh", "en"] = "zh") -> Any:
    """The draft event report: every statement with the timeline entry it stands on."""
    return _report_out(queries.draft_report(actor_of(request), incident_id, language), language)


@router.get("/incidents/{uuid:incident_id}/report.md")
def report_as_markdown(request: HttpRequest, incident_id: UUID, language: Literal["zh", "en"] = "zh") -> HttpResponse:
    actor = actor_of(request)
    text = rendering.as_markdown(
        queries.draft_report(actor, incident_id, language), queries.review_of(actor, incident_id), language
    )
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")


@router.get("/incidents/{uuid:incident_id}/report.html")
def report_as_page(request: HttpRequest, incident_id: UUID, language: Literal["zh", "en"] = "zh") -> HttpResponse:
    actor = actor_of(request)
    page = rendering.as_html(
        queries.draft_report(actor, incident_id, language), queries.review_of(actor, incident_id), language
    )
    return HttpResponse(page)


@router.post("/incidents/{uuid:incident_id}/review", response=schemas.ReviewOut)
def start_review(request: HttpRequest, incident_id: UUID) -> Any:
    """The review of the incident: the one there is, or a new draft."""
    return services.start_review(actor_of(request), incident_id)


@router.get("/reviews", response=Page[schemas.ReviewOut])
def list_reviews(request: HttpRequest, page: Query[PageParams], incident_id: UUID | None = None) -> Any:
    rows = queries.visible_reviews(actor_of(request))
    return page.cut(rows.filter(incident_id=incident_id) if incident_id else rows, by=("-started_at", "-id"))


@router.get("/reviews/{uuid:review_id}", response=schemas.ReviewOut)
def show_review(request: HttpRequest, review_id: UUID) -> Any:
    return queries.access_review(actor_of(request), review_id)


@router.put("/reviews/{uuid:review_id}/sections", response=schemas.ReviewOut)
def write_section(request: HttpRequest, review_id: UUID, body: schemas.SectionIn) -> Any:
    return services.write_section(actor_of(request), review_id, body.section, body.text)


@router.post("/reviews/{uuid:review_id}/submit", response=schemas.ReviewOut)
def submit_review(request: HttpRequest, review_id: UUID) -> Any:
    return services.submit_review(actor_of(request), review_id)


@router.post("/reviews/{uuid:review_id}/accept", response=schemas.ReviewOut)
def accept_review(request: HttpRequest, review_id: UUID) -> Any:
    return services.accept_review(actor_of(request), review_id)


@router.post("/reviews/{uuid:review_id}/return", response=schemas.ReviewOut)
def return_review(request: HttpRequest, review_id: UUID, body: schemas.ReviewReturnIn) -> Any:
    return services.return_review(actor_of(request), review_id, body.reason)


@router.get("/improvements", response=Page[schemas.ImprovementOut])
def list_improvements(
    request: HttpRequest, page: Query[PageParams], state: str | None = None, incident_id: UUID | None = None
) -> Any:
    rows = queries.improvements_where(actor_of(request), state=state, incident_id=incident_id)
    found = page.cut(rows, by=("due_at", "id"))
    return {**found, "items": schemas.improvements_out(found["items"])}


@router.post("/reviews/{uuid:review_id}/improvements", response={201: schemas.ImprovementOut})
def name_improvement(request: HttpRequest, review_id: UUID, body: schemas.ImprovementIn) -> Any:
    """What is to be mended, by whom, until when."""
    named = services.name_improvement(actor_of(request), review_id, **body.model_dump())
    return 201, schemas.improvements_out([named])[0]


@router.post("/improvements/{uuid:improvement_id}/finish", response=schemas.ImprovementOut)
def finish_improvement(request: HttpRequest, improvement_id: UUID, body: schemas.ImprovementResultIn) -> Any:
    done = services.finish_improvement(actor_of(request), improvement_id, body.result)
    return schemas.improvements_out([done])[0]


def _report_out(report: queries.DraftReport, language: str) -> dict[str, Any]:
    incident = report.incident
    return {
        "incident_id": incident.id,
        "number": incident.number,
        "title": incident.title,
        "drill": incident.drill,
        "cited": report.cited,
        "basics": report.basics,
        "chapters": [
            {"title": chapter.title.in_language(language), "statements": chapter.statements}
            for chapter in report.chapters
        ],
    }
