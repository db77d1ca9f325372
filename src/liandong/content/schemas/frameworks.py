"""Frameworks by level (常态、联动、应急处理框架), the branch rule, the phases and the running modes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liandong.content.schemas.base import Bilingual, ContentFile, Entry, Expression, Identifier, WorkedCase, Written
from liandong.content.schemas.grading import Fact, Grade
from liandong.content.schemas.misplaced import wrong
from liandong.content.schemas.plans import Phase


class Framework(Entry):
    """Which way of working holds for which grades; `special` frameworks also take events marked special."""

    title: Bilingual
    grades: tuple[Grade, ...] = ()
    special: bool = False
    led_by: Bilingual
    clause: str = ""


class FrameworksFile(ContentFile):
    frameworks: dict[Literal["NORMAL", "LINKAGE", "EMERGENCY"], Written]


class BranchRule(ContentFile):
    """Which branch of command an event takes: decided apart from its legal grade.

    `headquarters_when` is CEL over `grade` (text, "" while ungraded) and the declared facts.
    """

    facts: dict[Identifier, Fact]
    headquarters_when: Expression
    clause: str
    cases: tuple[WorkedCase, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def expects_a_branch(self) -> BranchRule:
        for case in self.cases:
            if case.expect not in ("LINKAGE", "HEADQUARTERS", "UNDECIDED"):
                raise wrong(
                    f"算例的结果只能是 LINKAGE、HEADQUARTERS 或 UNDECIDED，不是 {case.expect!r}",
                    f"a case expects LINKAGE, HEADQUARTERS or UNDECIDED, not {case.expect!r}",
                )
        return self


class PhaseEntry(Entry):
    """A phase of the response and who carries it; `feedback` phases may not end without feedback."""

    title: Bilingual
    order: int = Field(ge=0)
    carried_by: tuple[Bilingual, ...]
    information: Literal["BEFORE", "DURING", "AFTER"]
    feedback: bool = True
    clause: str = ""


class PhasesFile(ContentFile):
    phases: dict[Phase, Written]


class RunningMode(Entry):
    """Who answers the call, who commands and who feeds back (协同、集权、授权、代理)."""

    title: Bilingual
    call_taken_by: Literal["CENTRE", "DEPARTMENT"]
    commanded_by: Literal["CENTRE", "DEPARTMENT", "LEAD_DEPARTMENT"]
    feedback_by: Literal["CENTRE", "DEPARTMENT"]
    clause: str = ""


class RunningModesFile(ContentFile):
    running_modes: dict[Identifier, Written]
