"""Grading by a table: the gravest level that surely holds, in the clause's words, and what is still open.

Three-valued: a level whose condition cannot be settled for want of facts is reported as undecided; it is never
silently passed over. `grade(table, {"deaths": 3})` answers LARGER, undecided EXTRA_MAJOR and MAJOR, missing
`serious_injuries` and `loss_yuan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liandong.content.schemas.grading import Grade as GradeName
from liandong.content.schemas.grading import GradingTable, Level
from liandong.kernel.expressions import UNKNOWN, ExpressionError, decide, names
from liandong.kernel.text import Localized


@dataclass(frozen=True, slots=True)
class Grade:
    """`level` is None when no level is known to hold. `undecided` are graver levels that missing facts leave open.

    `reasons` say the facts that carried the level; `assumed` are facts nobody mentioned, taken as the table states.
    """

    table: str
    level: GradeName | None
    clause: str
    reasons: tuple[Localized, ...]
    undecided: tuple[GradeName, ...]
    missing_facts: tuple[str, ...]
    assumed: tuple[str, ...]
    provisional: bool

    @property
    def settled(self) -> bool:
        """Whether no missing fact could still raise the level."""
        return not self.undecided


def grade(table: GradingTable, facts: Mapping[str, Any]) -> Grade:
    """Try the levels from the gravest down; facts that the table does not declare are left aside."""
    everything = with_assumed(table, facts)
    assumed = [name for name in everything if facts.get(name) is None]
    undecided: list[GradeName] = []
    for name, level in table.levels.items():
        answer = _holds(level, everything)
        if answer is True:
            return _answer(table, name, level, everything, tuple(undecided), tuple(assumed))
        if answer is UNKNOWN:
            undecided.append(name)
    return _answer(table, None, None, everything, tuple(undecided), tuple(assumed))


def with_assumed(table: GradingTable, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that the table declares, with what it takes for granted where nobody said otherwise."""
    known = {name: facts[name] for name in table.facts if facts.get(name) is not None}
    return known | {n: f.otherwise for n, f in table.facts.items() if n not in known and f.otherwise is not None}


def _holds(level: Level, facts: Mapping[str, Any]) -> Any:
    try:
        return decide(level.when, facts)
    except ExpressionError:
        # A fact of the wrong kind settles nothing; intake checks kinds, so this is a last line of defence.
        return UNKNOWN


def _answer(
    table: GradingTable,
    name: GradeName | None,
    level: Level | None,
    facts: Mapping[str, Any],
    undecided: tuple[GradeName, ...],
    assumed: tuple[str, ...],
) -> Grade:
    open_ = sorted({fact for one in undecided for fact in names(table.levels[one].when)} - set(facts))
    return Grade(
        table=table.id,
        level=name,
        clause=level.clause if level else "",
        reasons=_reasons(table, level, facts) if level else (),
        undecided=undecided,
        missing_facts=tuple(open_),
        assumed=tuple(sorted(assumed)),
        provisional=table.source.provisional or bool(level and level.provisional),
    )


def _reasons(table: GradingTable, level: Level, facts: Mapping[str, Any]) -> tuple[Localized, ...]:
    """The facts each of which carries the level alone; where none does, all that the condition looks at."""
    used = [fact for fact in table.facts if fact in names(level.when) and fact in facts]
    carrying = [fact for fact in used if _holds(level, {fact: facts[fact]}) is True and _holds(level, {}) is not True]
    return tuple(_sentence(table, fact, facts[fact]) for fact in carrying or used)


def _sentence(table: GradingTable, name: str, value: Any) -> Localized:
    fact = table.facts[name]
    if isinstance(value, bool):
        return Localized(
            zh=f"{fact.title.zh}：{'是' if value else '否'}", en=f"{fact.title.en}: {'yes' if value else 'no'}"
        )
    zh, en = (f" {fact.unit.zh}", f" {fact.unit.en}") if fact.unit else ("", "")
    return Localized(zh=f"{fact.title.zh} {value}{zh}", en=f"{fact.title.en}: {value}{en}")
