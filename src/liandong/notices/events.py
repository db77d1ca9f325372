"""What notices tell the apps above."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

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
