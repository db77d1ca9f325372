"""Which branch of command an event takes, by the branch rule in force: apart from its legal grade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from liandong.content.schemas.frameworks import BranchRule
from liandong.kernel.expressions import UNKNOWN, decide

Branch = Literal["LINKAGE", "HEADQUARTERS", "UNDECIDED"]


def branch(rule: BranchRule, grade: str | None, facts: Mapping[str, Any]) -> Branch:
    """HEADQUARTERS when the rule holds; UNDECIDED when facts without a stated default are missing."""
    known = {name: facts.get(name) for name in rule.facts}
    filled = {name: rule.facts[name].otherwise if value is None else value for name, value in known.items()}
    answer = decide(rule.headquarters_when, filled | {"grade": grade or ""})
    if answer is UNKNOWN:
        return "UNDECIDED"
    return "HEADQUARTERS" if answer is True else "LINKAGE"
