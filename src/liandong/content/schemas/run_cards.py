"""Run cards (调派卡): for a type of event and a level, which forces are needed, and who goes first."""

from __future__ import annotations

from pydantic import Field

from liandong.content.schemas.base import Bilingual, ContentFile, ContentModel, Expression, Identifier, WorkedCase
from liandong.content.schemas.event_types import EventCode
from liandong.content.schemas.grading import Grade


class CardNeed(ContentModel):
    """So many units of one of `kinds`, each with all `skills`, `equipment` and at least `crew` people on board.

    `count` is a formula over the incident's facts, by level; a level without one takes the next lower one's. A fact
    that is not known leaves `at_least`.
    """

    title: Bilingual
    kinds: tuple[Identifier, ...] = Field(min_length=1)
    count: dict[Grade, Expression] = Field(min_length=1)
    at_least: int = Field(default=0, ge=0, le=1000)
    skills: tuple[Identifier, ...] = ()
    equipment: dict[Identifier, int] = {}
    crew: int = Field(default=0, ge=0)
    clause: str = ""


class RunCard(ContentFile):
    """`first`: kinds of organisations whose units rank before all others that fit. The card of the
    closest type holds.
    """

    applies_to: tuple[EventCode, ...] = Field(min_length=1)
    first: tuple[Identifier, ...] = ()
    needs: dict[Identifier, CardNeed] = Field(min_length=1)
    cases: tuple[WorkedCase, ...] = ()
