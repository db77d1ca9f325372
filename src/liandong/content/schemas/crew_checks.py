"""Crew checks (人员清点): how often the people of a unit on scene are counted."""

from __future__ import annotations

from pydantic import Field

from liandong.content.schemas.base import ContentFile, LimitText, WorkedCase
from liandong.content.schemas.event_types import EventCode


class CrewChecks(ContentFile):
    """The rule of the regions whose code begins with `region`; the closest event type under `event_types` holds."""

    region: str = Field(default="", pattern=r"^(\d{2}|\d{4}|\d{6})?$")
    every: LimitText
    event_types: dict[EventCode, LimitText] = {}
    cases: tuple[WorkedCase, ...] = ()
