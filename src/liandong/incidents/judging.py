"""What content says of an incident's facts: the grade with its clause, the branch and the framework."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from liandong.content import grading
from liandong.content import queries as content
from liandong.content.schemas.grading import GradingTable
from liandong.incidents.rules.grades import (
    Branch,
    Framework,
    Grade,
    Proposal,
    framework_for,
    gravest,
)
from liandong.kernel.expressions import UNKNOWN, Decision, ExpressionError, decide


def propose(event_type: str, facts: Mapping[str, Any]) -> Proposal:
    """The gravest certain grade of all tables of law for the event type, with what is still open."""
    tables = content.grading_tables_for(event_type, "LEGAL_GRADE")
    return gravest(judge_by(table, facts) for table in tables)


def judge_by(table: GradingTable, facts: Mapping[str, Any]) -> Proposal:
    """One table's answer. A table of whose facts nothing is known yet proposes nothing, not its lowest level."""
    found = grading.grade(table, facts)
    nothing_known = all(facts.get(name) is None for name in table.facts)
    return Proposal(
        level=Grade(found.level) if found.level and not nothing_known else None,
        could_be=Grade(found.undecided[0]) if found.undecided else None,
        table=table.id,
        document=table.source.document,
        clause=found.clause if not nothing_known else "",
        missing=found.missing_facts,
        reasons=tuple((one.zh, one.en) for one in found.reasons) if not nothing_known else (),
        provisional=found.provisional,
    )


def branch_for(grade: str | None, facts: Mapping[str, Any]) -> Branch | None:
    """The branch the rule gives, None while it cannot be told."""
    rule = content.branch_rule()
    assumed = {name: fact.otherwise for name, fact in rule.facts.items() if fact.otherwise is not None}
    answer = _decide(rule.headquarters_when, {**assumed, **facts, "grade": grade or ""})
    if answer is UNKNOWN:
        return None
    return Branch.HEADQUARTERS if answer else Branch.LINKAGE


def branch_clause() -> str:
    return content.branch_rule().clause


def framework_of(grade: Grade | None, special: bool) -> Framework:
    return framework_for(grade, special, _frameworks())


def _frameworks() -> Iterator[tuple[Framework, tuple[str, ...], bool]]:
    for name, framework in content.frameworks().items():
        yield Framework(name), tuple(framework.grades), framework.special


def _decide(condition: str, facts: Mapping[str, Any]) -> Decision:
    """A fact of a wrong kind (text where a number belongs) leaves the matter open instead of stopping the intake."""
    try:
        return decide(condition, facts)
    except ExpressionError:
        return UNKNOWN
