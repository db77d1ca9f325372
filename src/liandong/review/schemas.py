"""Wire types of reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from liandong.kernel.text import Line, OptionalLine, Paragraph
from liandong.organizations.queries import names
from liandong.review.models import Improvement
from liandong.review.rules import Section


class ReviewOut(Schema):
    id: UUID
    incident_id: UUID
    region_code: str
    drill: bool
    state: str
    sections: dict[str, str]
    started_at: datetime
    submitted_at: datetime | None
    accepted_at: datetime | None


class SectionIn(Schema):
    section: Section
    text: Paragraph


class ReviewReturnIn(Schema):
    reason: Line = Field(min_length=1)


class ImprovementIn(Schema):
    text: Paragraph = Field(min_length=1)
    owner_organization_id: UUID
    due_at: AwareDatetime
    entry_ids: list[UUID] = Field([], max_length=200)
    plan_id: OptionalLine = ""


class ImprovementOut(Schema):
    id: UUID
    review_id: UUID
    text: str
    plan_id: str
    entry_ids: list[UUID]
    owner_organization_id: UUID
    owner: str
    due_at: datetime
    state: str
    done_at: datetime | None
    result: str


_PLAIN = tuple(name for name in ImprovementOut.model_fields if name != "owner")


def improvements_out(rows: Sequence[Improvement]) -> list[ImprovementOut]:
    """Improvements with the names of their owners, read once for all."""
    owners = names(row.owner_organization_id for row in rows)
    return [
        ImprovementOut(**{name: getattr(row, name) for name in _PLAIN}, owner=owners.get(row.owner_organization_id, ""))
        for row in rows
    ]


class ImprovementResultIn(Schema):
    result: Paragraph = Field(min_length=1)


class StatementOut(Schema):
    text: str
    entry_id: UUID
    at: datetime
    key: bool


class ChapterOut(Schema):
    title: str
    statements: list[StatementOut]


class LineOut(Schema):
    label: str
    value: str


class EventReportOut(Schema):
    """The draft report: `cited` equals the number of entries on the incident's timeline."""

    incident_id: UUID
    number: str
    title: str
    drill: bool
    cited: int
    basics: list[LineOut]
    chapters: list[ChapterOut]
