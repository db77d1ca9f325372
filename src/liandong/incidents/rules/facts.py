"""Who stated which fact when: nothing is overwritten, the present value is read from the whole history."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from liandong.incidents.rules.problems import BadFact

LONGEST_TEXT = 500
LARGEST_NUMBER = 1e15
"""Beyond the damage of any event in yuan; keeps numbers exact in JSON."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One value of one fact as somebody stated it; `withdrawn` when the report it came with was split off."""

    fact: str
    value: Any
    stated_at: datetime
    recorded_at: datetime
    report_id: UUID | None = None
    withdrawn: bool = False


def current(statements: Iterable[Statement]) -> dict[str, Any]:
    """The latest statement of each fact that has not been withdrawn; of equally late ones the last recorded."""
    standing = sorted(
        (one for one in statements if not one.withdrawn), key=lambda one: (one.stated_at, one.recorded_at)
    )
    return {one.fact: one.value for one in standing}


def check_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values under plain names; BadFact names the fact and what is wrong with it."""
    for fact, value in facts.items():
        problem = _problem(fact, value)
        if problem:
            raise BadFact(fact=fact[:80], problem=problem)
    return dict(facts)


def _problem(fact: str, value: Any) -> str:
    if not (fact.isascii() and fact.isidentifier() and len(fact) <= 64):
        return "名称须为字母、数字和下划线 (a name is letters, digits, underscores)"
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return _number_problem(value)
    if isinstance(value, str):
        return "" if len(value) <= LONGEST_TEXT else "文字过长 (too long)"
    if isinstance(value, list | tuple):
        return "" if all(isinstance(one, str) and len(one) <= LONGEST_TEXT for one in value) else "只能是文字列表"
    return "须为数字、是否、文字或文字列表 (a number, yes/no, text or a list of texts)"


def _number_problem(value: float) -> str:
    if not math.isfinite(value):
        return "须为有限数 (must be finite)"
    return "" if abs(value) <= LARGEST_NUMBER else "数值过大 (too large)"
