"""Reads of reviews, and the draft report written from the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from liandong.access.queries import in_scope
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.incidents import queries as incidents
from liandong.incidents.queries import IncidentSummary
from liandong.kernel.errors import NotFound
from liandong.kernel.text import Localized
from liandong.review.basics import basic_lines
from liandong.review.models import Improvement, Review
from liandong.review.rules import REVIEW_NEEDED, Chapter, Line, ReviewState, Statement, chapters
from liandong.timeline import queries as timeline
from liandong.timeline.rendering import sentences


def visible_reviews(actor: Actor) -> QuerySet[Review]:
    return in_scope(actor, "review.read", Review.objects.all())


def access_review(actor: Actor, id: UUID) -> Review:
    found = visible_reviews(actor).filter(id=id).first()
    if found is None:
        raise NotFound(kind="review", id=id)
    return found


def visible_improvements(actor: Actor) -> QuerySet[Improvement]:
    return in_scope(actor, "review.read", Improvement.objects.select_related("review"), field="review__region_code")


def improvements_where(actor: Actor, *, state: str | None, incident_id: UUID | None) -> QuerySet[Improvement]:
    rows = visible_improvements(actor)
    rows = rows.filter(state=state) if state else rows
    return rows.filter(review__incident_id=incident_id) if incident_id else rows


def access_improvement(actor: Actor, id: UUID) -> Improvement:
    found = visible_improvements(actor).filter(id=id).first()
    if found is None:
        raise NotFound(kind="improvement", id=id)
    return found


def missing_review(incident_id: UUID) -> Localized | None:
    """What an incident still lacks to be archived (D-07): a written review that another person accepted."""
    accepted = Review.objects.filter(incident_id=incident_id, state=ReviewState.ACCEPTED).exists()
    return None if accepted else REVIEW_NEEDED


@dataclass(frozen=True, slots=True)
class DraftReport:
    """初步事件报告: every entry of the incident's timeline stands in exactly one chapter."""

    incident: IncidentSummary
    basics: tuple[Line, ...]
    chapters: tuple[Chapter, ...]

    @property
    def cited(self) -> int:
        return sum(len(chapter.statements) for chapter in self.chapters)


def draft_report(actor: Actor, incident_id: UUID, language: str = "zh") -> DraftReport:
    """The draft report of an incident the actor may see, in `zh` or `en`."""
    incident = incidents.incident_summary(incidents.access_incident(actor, incident_id).id)
    entries = list(timeline.all_of_incident(actor, incident_id))
    verbs = content.verbs()
    statements = [
        (
            entry.subject.kind,
            Statement(
                text=text,
                entry_id=entry.id,
                at=entry.occurred_at,
                key=entry.verb in verbs and verbs[entry.verb].key,
            ),
        )
        for entry, text in zip(entries, sentences(entries, language), strict=True)
    ]
    return DraftReport(incident=incident, basics=basic_lines(incident, language), chapters=chapters(statements))


def review_of(actor: Actor, incident_id: UUID) -> Review | None:
    """The review of an incident, where there is one the actor may see."""
    return visible_reviews(actor).filter(incident_id=incident_id).first()
