"""Event types (突发事件分类): four classes and a second level, by code."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from liandong.content.schemas.base import Bilingual, ContentFile, Entry, Written

EventClass = Literal["NATURAL_DISASTER", "ACCIDENT", "PUBLIC_HEALTH", "SOCIAL_SECURITY"]
EventCode = Annotated[str, Field(pattern=r"^[1-4][0-9]{4}$")]


class EventType(Entry):
    """Five digits: class, second level (2), third level (2); `parent` is the code one level up."""

    title: Bilingual
    event_class: EventClass = Field(alias="class")
    parent: EventCode | None = None
    level: Literal[1, 2, 3] = 2
    warning_codes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    provisional: bool = False


class EventTypesFile(ContentFile):
    event_types: dict[EventCode, Written]
