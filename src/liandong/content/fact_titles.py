"""What facts are called: expressions know them by name, people by the words of the tables and plans."""

from __future__ import annotations

from collections.abc import Mapping

from liandong.content import queries
from liandong.content.schemas.grading import Fact
from liandong.content.schemas.plans import Plan, PlanFact
from liandong.kernel.text import Localized


def fact_titles(event_type_code: str | None = None) -> Mapping[str, Localized]:
    """What facts are called, by the names expressions use: as the tables and plans of the event type say it first.

    Without an event type the plans of all are asked: good for a list of whatever facts there are.
    """
    fitting = [plan for plan in queries.plans().values() if event_type_code is None or _fits(plan, event_type_code)]
    own = queries.grading_tables_for(event_type_code) if event_type_code else []
    tables = (*own, *queries.grading_tables().values())
    described: list[Mapping[str, Fact] | Mapping[str, PlanFact]] = [table.facts for table in tables]
    described += [queries.branch_rule().facts, *(plan.facts for plan in fitting)]
    found: dict[str, Localized] = {}
    for facts in described:
        for name, fact in facts.items():
            found.setdefault(name, fact.title.localized())
    return found


def _fits(plan: Plan, event_type_code: str) -> bool:
    return any(queries.covers(code, event_type_code) for code in plan.event_types)
