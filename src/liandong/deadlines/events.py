"""What the clock tells the apps above: a warning, a passed due time, an escalation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from liandong.kernel.events import Event
from liandong.kernel.ids import Subject


@dataclass(frozen=True, slots=True)
class DeadlineEvent(Event):
    """`at` is when it happened, `due_at` when it was due; `key` tells apart clocks of one kind on one subject."""

    deadline_id: UUID
    subject: Subject
    kind: str
    key: str
    incident_id: UUID | None
    region_code: str
    due_at: datetime
    at: datetime
    drill: bool


@dataclass(frozen=True, slots=True)
class DeadlineWarned(DeadlineEvent):
    """Most of the time has gone."""


@dataclass(frozen=True, slots=True)
class DeadlinePassed(DeadlineEvent):
    """The due time has passed unmet."""


@dataclass(frozen=True, slots=True)
class DeadlineEscalated(DeadlineEvent):
    """A rung of the ladder was climbed: `step` its name, `to` the targets as the content names them."""

    step: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeadlineReminded(DeadlineEvent):
    """The holder was reminded, by the clock."""


@dataclass(frozen=True, slots=True)
class DeadlineMoved(DeadlineEvent):
    """The due time is another one now (`due_at`), by a move or a granted extension."""


@dataclass(frozen=True, slots=True)
class DeadlineMet(DeadlineEvent):
    """The obligation was met; `late` when after the due time."""

    late: bool
