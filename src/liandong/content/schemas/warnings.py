"""Warning colours (预警级别) and the national early-warning codes of events."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from liandong.content.schemas.base import Bilingual, ContentFile, Entry, Written

WarningColour = Literal["RED", "ORANGE", "YELLOW", "BLUE"]


class WarningLevel(Entry):
    """`cap_severity` is the CAP 1.2 word; `green_channel` warnings are released before the usual approval."""

    title: Bilingual
    level: Literal["I", "II", "III", "IV"]
    rank: int = Field(ge=1, le=4)
    colour: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
    cap_severity: Literal["Extreme", "Severe", "Moderate", "Minor"]
    green_channel: bool = False


class WarningLevelsFile(ContentFile):
    warning_levels: dict[WarningColour, Written]


class WarningCode(Entry):
    """A code such as `11B03` of the national early-warning system and the event types it speaks of."""

    title: Bilingual
    event_types: tuple[str, ...] = ()
    provisional: bool = True


class WarningCodesFile(ContentFile):
    warning_codes: dict[Annotated[str, Field(pattern=r"^1[1-4][A-Z](0[1-9]|[1-9][0-9])?$")], Written]
