"""Report clocks (信息报告时限): who must report what to whom, how soon, for which grade, in which region."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from liandong.content.schemas.base import (
    Bilingual,
    ContentFile,
    ContentModel,
    Expression,
    Identifier,
    LimitText,
    WorkedCase,
)
from liandong.content.schemas.event_types import EventCode
from liandong.content.schemas.grading import Grade
from liandong.kernel.expressions import decide

Reporter = Literal["ON_SCENE", "UNIT", "COUNTY", "CITY", "PROVINCE"]
Recipient = Literal["UNIT", "COUNTY", "CITY", "PROVINCE", "STATE"]
Stage = Literal["FIRST", "FOLLOW_UP", "FINAL", "CASUALTIES"]


class ReportClock(ContentModel):
    """One obligation. `starts` is what the limit counts from; `every` makes it come again; `until` ends repeating.

    `grades` are the grades it holds for; an ungraded event is held to what holds for GENERAL.
    """

    title: Bilingual
    stage: Stage
    reporter: Reporter
    to: tuple[Recipient, ...] = Field(min_length=1)
    means: Literal["ANY", "PHONE", "WRITTEN"] = "ANY"
    grades: tuple[Grade, ...] = ("EXTRA_MAJOR", "MAJOR", "LARGER", "GENERAL")
    starts: Literal["event", "known", "received", "previous_report", "closed"] = "received"
    within: LimitText
    every: LimitText | None = None
    lasts: LimitText | None = None
    applies_when: Expression = "true"
    clause: str = Field(min_length=1)
    provisional: bool = False


class Recipients(ContentModel):
    """How far up a report of this grade must climb."""

    up_to: Recipient
    clause: str = Field(min_length=1)


class ReportItem(ContentModel):
    """Something a report must say."""

    title: Bilingual
    required: bool = True
    stages: tuple[Stage, ...] = ("FIRST", "FOLLOW_UP", "FINAL")


class ReportClocks(ContentFile):
    """Clocks for the regions whose code begins with `region` ("" is the whole country).

    A nearer region's clock of the same id takes the place of the farther one's; `grades: []` takes it away.
    """

    region: str = Field(default="", pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$")
    applies_to: tuple[EventCode, ...] = ()
    clocks: dict[Identifier, ReportClock] = Field(min_length=1)
    recipients: dict[Grade, Recipients] = {}
    items: dict[Identifier, ReportItem] = {}
    cases: tuple[WorkedCase, ...] = ()

    def running(self, grade: str | None, event_type: str) -> dict[str, str]:
        """Limits of the clocks of this table that hold for a grade (GENERAL while ungraded) and an event type."""
        known = {"grade": grade or "GENERAL", "event_type": event_type}
        return {
            name: clock.within
            for name, clock in self.clocks.items()
            if known["grade"] in clock.grades and decide(clock.applies_when, known) is True
        }
