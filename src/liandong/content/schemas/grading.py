"""Grading tables (分级标准): which facts make an event extra-major, major, larger or general, in the law's words."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liandong.content.schemas.base import Bilingual, ContentFile, ContentModel, Expression, Identifier, WorkedCase
from liandong.content.schemas.event_types import EventCode
from liandong.content.schemas.misplaced import Misplaced, Mistake

Grade = Literal["EXTRA_MAJOR", "MAJOR", "LARGER", "GENERAL"]
GRADES: tuple[Grade, ...] = ("EXTRA_MAJOR", "MAJOR", "LARGER", "GENERAL")


class Fact(ContentModel):
    """A fact that a table asks for. `worse` says which way it makes an event graver; `counted` facts grow with reports.

    `otherwise` is what a fact nobody mentioned counts as; without it an absent fact is "not known yet".
    """

    title: Bilingual
    unit: Bilingual | None = None
    type: Literal["integer", "number", "boolean", "text"] = "integer"
    worse: Literal["more", "true", "neither"] = "more"
    counted: bool = False
    otherwise: int | float | bool | str | None = None
    choices: tuple[str, ...] = ()
    note: str = ""


class Level(ContentModel):
    """One grade: the condition, and the clause in the words of the source."""

    when: Expression
    clause: str = Field(min_length=1)
    provisional: bool = False


class GradingTable(ContentFile):
    """Levels are tried from the gravest down and the first that holds is the grade; "以上" includes the number.

    `purpose` keeps a legal grade apart from a response level, a danger threshold and a branch rule.
    """

    purpose: Literal["LEGAL_GRADE", "RESPONSE_LEVEL", "DANGER"] = "LEGAL_GRADE"
    applies_to: tuple[EventCode, ...] = Field(min_length=1)
    facts: dict[Identifier, Fact] = Field(min_length=1)
    levels: dict[Grade, Level] = Field(min_length=1)
    cases: tuple[WorkedCase, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def gravest_first(self) -> GradingTable:
        order = [GRADES.index(level) for level in self.levels]
        if order != sorted(order):
            what = Mistake.at(
                "levels",
                zh="等级要从重到轻排列：EXTRA_MAJOR、MAJOR、LARGER、GENERAL",
                en="levels stand from the gravest down: EXTRA_MAJOR, MAJOR, LARGER, GENERAL",
            )
            raise Misplaced([what])
        return self
