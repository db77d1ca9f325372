"""What the office of a command knows: kinds of meetings."""

from __future__ import annotations

from liandong.content.queries import _one as one_in_force
from liandong.content.schemas.meeting_kinds import MeetingKind


def meeting_kind(id: str) -> MeetingKind:
    return one_in_force("meeting_kinds", MeetingKind, id)
