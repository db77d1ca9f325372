"""What notices tell the apps above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from liandong.kernel.durations import Limit
from liandong.kernel.events import Event
from liandong.kernel.ids import Subject


@dataclass(frozen=True, slots=True)
class NoticeUnread(Event):
    """A notice has stayed unread beyond its alarm time."""

    notice_id: UUID
    person_id: UUID | None
    subject: Subject | None
    incident_id: UUID | None
    region_code: str
    drill: bool


@dataclass(frozen=True, slots=True)
class NoticeLimited(Event):
    """A notice was sent that must be answered `within` a limit; `about` is its title, `source` the clause.

    `person_id` is None where it reached nobody; the recipient says whom it was meant for.
    """

    notice_id: UUID
    person_id: UUID | None
    recipient_kind: str
    recipient_id: UUID | None
    region_code: str
    incident_id: UUID | None
    drill: bool
    at: datetime
    within: Limit
    about: str
    source: str


@dataclass(frozen=True, slots=True)
class NoticeAnswered(Event):
    """The reader did what the notice asks: confirmed it, or read it where no confirmation is asked."""

    notice_id: UUID
    at: datetime
