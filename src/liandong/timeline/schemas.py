"""An entry on the wire, with its sentence in the reader's language."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from liandong.timeline.queries import Page, Selection
from liandong.timeline.rendering import sentences
from liandong.timeline.rules import START, Cursor, Entry


class ByOut(Schema):
    user_id: UUID | None
    person_id: UUID | None
    post_id: UUID | None
    organization_id: UUID | None
    source: str


class EntryOut(Schema):
    """`cursor` is the reader's place behind this entry; `sentence` is in the language of the request."""

    id: UUID
    cursor: str
    subject_kind: str
    subject_id: str
    position: int
    verb: str
    version: int
    sentence: str
    data: dict[str, Any]
    region_code: str
    incident_id: UUID | None
    drill: bool
    by: ByOut
    reason: str
    occurred_at: datetime
    recorded_at: datetime
    hash: str


class PageOut(Schema):
    items: list[EntryOut]
    next: str | None


class PieceIn(Schema):
    """How much of a record, and from where on; `cursor` is the `next` of the answer before."""

    cursor: str = Field("", max_length=40)
    limit: Annotated[int, Field(ge=1, le=500)] = 100

    def place(self) -> Cursor:
        return Cursor.parse(self.cursor) if self.cursor else START


class SelectionIn(Schema):
    """What part of the record is asked for. Several verbs are separated by commas."""

    verb: str = Field("", max_length=400)
    phase: str = Field("", max_length=40)
    actor_id: UUID | None = None
    occurred_from: datetime | None = None
    occurred_until: datetime | None = None
    drill: bool | None = None
    newest_first: bool = Field(False, description="Backwards from the newest; `next` then leads to older entries.")
    cursor: str = Field("", max_length=40)
    limit: Annotated[int, Field(ge=1, le=500)] = 100

    def selection(self) -> Selection:
        return Selection(
            verbs=tuple(verb for verb in self.verb.split(",") if verb),
            phase=self.phase,
            actor_id=self.actor_id,
            occurred_from=_aware(self.occurred_from),
            occurred_until=_aware(self.occurred_until),
            drill=self.drill,
        )

    def place(self) -> Cursor:
        return Cursor.parse(self.cursor) if self.cursor else START


def _aware(moment: datetime | None) -> datetime | None:
    """A moment without a zone is meant in the zone of the platform."""
    from django.utils.timezone import is_naive, make_aware

    return make_aware(moment) if moment and is_naive(moment) else moment


def entry_out(entry: Entry, sentence: str) -> dict[str, Any]:
    by = entry.by
    return {
        "id": entry.id,
        "cursor": str(entry.cursor),
        "subject_kind": entry.subject.kind,
        "subject_id": entry.subject.id,
        "position": entry.position,
        "verb": entry.verb,
        "version": entry.version,
        "sentence": sentence,
        "data": entry.data,
        "region_code": entry.region_code,
        "incident_id": entry.incident_id,
        "drill": entry.drill,
        "by": {
            "user_id": by.user_id,
            "person_id": by.person_id,
            "post_id": by.post_id,
            "organization_id": by.organization_id,
            "source": by.source,
        },
        "reason": entry.reason,
        "occurred_at": entry.occurred_at,
        "recorded_at": entry.recorded_at,
        "hash": entry.hash,
    }


def page_out(page: Page, language: str) -> dict[str, Any]:
    told = zip(page.entries, sentences(page.entries, language), strict=True)
    return {
        "items": [entry_out(entry, sentence) for entry, sentence in told],
        "next": str(page.next) if page.next else None,
    }
