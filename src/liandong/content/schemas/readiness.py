"""Readiness rules (值班值守调度): how often each force is checked, and how soon it answers and sets out."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from liandong.content.schemas.base import ContentFile, ContentModel, Identifier, LimitText, WorkedCase

Every = Literal["MONTH", "WEEK", "DAY"]


class PullOut(ContentModel):
    """紧急拉动: within what time of the call the first vehicle leaves, and within what time it arrives where told."""

    set_out_within: LimitText
    arrive_within: LimitText


class ReadinessRule(ContentFile):
    """The rule of the regions whose code begins with `region`; the nearest one holds.

    `every` always holds. On top of it days that were marked sensitive (敏感时期、重要节点) ask for `when_marked`, and a
    special period of the year for what `special_periods` says under its id. One check meets all that run.
    """

    region: str = Field(default="", pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9})?$")
    checked_by: tuple[Identifier, ...] = Field(min_length=1)
    every: Every
    when_marked: Every
    special_periods: dict[Identifier, Every] = {}
    longest_marked: int = Field(ge=1, le=366)
    answer_within: LimitText
    pull_out: PullOut
    cases: tuple[WorkedCase, ...] = ()
