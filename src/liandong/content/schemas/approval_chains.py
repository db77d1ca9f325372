"""Approval chains (审批程序): who must agree before a force is sent, and who is told afterwards.

With them special periods (特殊时期) and the industry departments (行业主管部门) of each type of force.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from liandong.content.schemas.base import (
    Bilingual,
    ContentFile,
    ContentModel,
    Entry,
    Expression,
    Identifier,
    LimitText,
    WorkedCase,
    Written,
)
from liandong.content.schemas.misplaced import Misplaced, Mistake

Act = Literal["CONSULT", "APPLY", "APPROVE", "ORDER", "FILE"]
Level = Literal["SAME", "CLIMB", "TOP"]
DayOfYear = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class ChainStep(ContentModel):
    """`by` are kinds of organisations, any one of which may do it; with `industry` each industry department must.

    `level`: the requesting region (SAME), every region above it up to the one the request reaches (CLIMB), or that one
    alone (TOP). `after`: the steps that must be agreed to first; what the order does not wait for may come after it.
    `recorded_by` may note the answer that the office gave by telephone.
    """

    do: Act
    title: Bilingual
    by: tuple[Identifier, ...] = ()
    industry: bool = False
    recorded_by: tuple[Identifier, ...] = ()
    level: Level = "SAME"
    after: tuple[Identifier, ...] = ()
    when: Expression = "true"
    within: LimitText | None = None
    clause: str = ""

    @model_validator(mode="after")
    def somebody_does_it(self) -> Self:
        """Either named kinds of organisations, or the industry departments."""
        if bool(self.by) == self.industry:
            zh, en = "写明由谁办理（by），或写 industry: true", "name who does it (by), or say industry: true"
            raise Misplaced([Mistake.at("by", zh=zh, en=en)])
        return self


class Chain(ContentModel):
    """Holds where `when` is true of `special_period`, `cross_region`, `life_saving`, `own_forces`."""

    title: Bilingual
    when: Expression
    steps: dict[Identifier, ChainStep] = Field(min_length=1)
    clause: str = ""

    @model_validator(mode="after")
    def one_order_and_no_circle(self) -> Self:
        """Exactly one ORDER; `after` names steps of the chain and never leads back."""
        orders = [name for name, step in self.steps.items() if step.do == "ORDER"]
        if len(orders) != 1:
            raise _misplaced("steps", "每条程序须有且只有一步 ORDER", "a chain has exactly one step ORDER")
        seen: set[str] = set()
        for name, step in self.steps.items():
            if not seen.issuperset(step.after):
                zh, en = f"“{name}”只能排在前面已写的步骤之后", f"{name!r} may only come after steps written before it"
                raise _misplaced("steps", zh, en)
            seen.add(name)
        return self


class ApprovalChains(ContentFile):
    """The chains of the regions whose code begins with `region`; the first whose condition holds is the one.

    `drafted_by` may draft a plan of deployment. `first_out`: kinds of organisations whose own forces need nobody's
    consent. `order_within`: how long an order runs unless the response ends it earlier.
    """

    region: str = Field(default="", pattern=r"^(\d{2}|\d{4}|\d{6})?$")
    drafted_by: tuple[Identifier, ...] = Field(min_length=1)
    first_out: tuple[Identifier, ...] = ()
    order_within: LimitText = "12h"
    chains: dict[Identifier, Chain] = Field(min_length=1)
    cases: tuple[WorkedCase, ...] = ()


class SpecialPeriod(Entry):
    """特殊时期: from day to day each year, both included; it may run over the turn of the year.

    With `departments` only forces under those are concerned, else all. `region` is a prefix; "" is everywhere.
    """

    title: Bilingual
    begins: DayOfYear
    ends: DayOfYear
    region: str = Field(default="", pattern=r"^(\d{2}|\d{4}|\d{6})?$")
    departments: tuple[Identifier, ...] = ()
    clause: str = ""

    def runs(self, region_code: str, month: int, day: int) -> bool:
        """Whether the day lies within it, for that region."""
        today = f"{month:02}-{day:02}"
        inside = (
            self.begins <= today <= self.ends
            if self.begins <= self.ends
            else today >= self.begins or today <= self.ends
        )
        return inside and region_code.startswith(self.region)


class SpecialPeriodsFile(ContentFile):
    special_periods: dict[Identifier, Written]


class ForceDepartment(Entry):
    """行业主管部门 of a type of force: kinds of organisations, each of which is consulted and filed with."""

    departments: tuple[Identifier, ...] = Field(min_length=1)
    clause: str = ""


class ForceDepartmentsFile(ContentFile):
    force_departments: dict[Identifier, Written]


def _misplaced(place: str, zh: str, en: str) -> Misplaced:
    return Misplaced([Mistake.at(place, zh=zh, en=en)])
