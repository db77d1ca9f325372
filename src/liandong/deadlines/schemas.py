"""Wire types of the clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime

from liandong.deadlines.models import Deadline, Extension
from liandong.deadlines.queries import extensions_waiting
from liandong.deadlines.rules import Decision, HolderKind, State
from liandong.kernel import clock
from liandong.kernel.ids import Subject
from liandong.kernel.text import FilledParagraph, Key, Paragraph
from liandong.organizations.queries import names


class ExtensionOut(Schema):
    """An extension asked for, and what was decided."""

    id: UUID
    due_at_before: datetime
    due_at_asked: datetime
    reason: str
    decision: Decision
    decision_reason: str
    asked_at: datetime
    decided_at: datetime | None


class ClockOut(Schema):
    """One clock: what runs, for whom, until when, why this limit. `remaining_s` is negative once overdue.

    `acknowledged_at` and `acknowledged_by` (a name) say who took its alarm; null once it was moved and is late again.
    `what` names what the clock is about, such as the order's title; empty where its own title says it.
    """

    id: UUID
    subject_kind: str
    subject_id: str
    kind: str
    key: str
    title_zh: str
    title_en: str
    state: State
    late: bool
    starts_at: datetime
    warn_at: datetime
    due_at: datetime
    next_at: datetime | None
    limit: str
    provisional: bool
    source: str
    remaining_s: float | None
    holder_kind: HolderKind
    holder_id: UUID
    holder_name: str
    what: str
    region_code: str
    incident_id: UUID | None
    drill: bool
    met_at: datetime | None
    close_reason: str
    flagged: bool
    given_up: bool
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    extension: ExtensionOut | None = None


_PLAIN = (
    "id",
    "subject_kind",
    "subject_id",
    "kind",
    "key",
    "state",
    "late",
    "starts_at",
    "warn_at",
    "due_at",
    "next_at",
    "limit",
    "provisional",
    "source",
    "holder_kind",
    "holder_id",
    "region_code",
    "incident_id",
    "drill",
    "met_at",
    "close_reason",
)


def clocks_out(rows: Sequence[Deadline]) -> list[ClockOut]:
    """A page of clocks: names and waiting extensions are read once for all."""
    called = names({row.holder_id for row in rows} | {row.acknowledged_by for row in rows if row.acknowledged_by})
    waiting = extensions_waiting([row.id for row in rows])
    return [_clock_out(row, called, waiting.get(row.id)) for row in rows]


def _clock_out(row: Deadline, called: Mapping[UUID, str], extension: Extension | None) -> ClockOut:
    taken = row.acknowledged_by if row.is_acknowledged else None
    return ClockOut(
        **{name: getattr(row, name) for name in _PLAIN},
        title_zh=row.terms["title_zh"],
        title_en=row.terms["title_en"],
        remaining_s=(row.due_at - clock.now()).total_seconds() if row.is_open else None,
        holder_name=called.get(row.holder_id, ""),
        what=str(row.data.get("order_title") or row.data.get("title", "")),
        flagged=row.flagged_at is not None,
        given_up=row.dead_at is not None,
        acknowledged_at=row.acknowledged_at if row.is_acknowledged else None,
        acknowledged_by=called.get(taken, "") if taken else "",
        extension=ExtensionOut.from_orm(extension) if extension else None,
    )


class ClockFilter(Schema):
    """Which clocks: all conditions together."""

    subject_kind: Key | None = None
    subject_id: Key | None = None
    incident_id: UUID | None = None
    state: State | None = None
    kind: Key | None = None
    holder_id: UUID | None = None
    due_before: AwareDatetime | None = None
    open_only: bool = False
    drill: bool | None = None

    def arguments(self) -> dict[str, Any]:
        """As `queries.clocks` takes them; a subject needs both its kind and its id."""
        given = self.model_dump(exclude={"subject_kind", "subject_id"})
        given["kind"] = given["kind"] or ""
        if self.subject_kind and self.subject_id:
            given["subject"] = Subject(self.subject_kind, self.subject_id)
        return given


class ExtensionIn(Schema):
    """More time: until when, and why."""

    due_at: AwareDatetime
    reason: FilledParagraph


class ExtensionDecisionIn(Schema):
    """The leader's answer; a refusal needs a reason."""

    granted: bool
    reason: Paragraph = ""


class ClockReasonIn(Schema):
    reason: FilledParagraph
