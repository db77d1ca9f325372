"""Worked cases: the facts a file gives, worked out, beside what the file says must come of them.

| file | `given` | `expect` |
|---|---|---|
| grading table | the facts | the grade (or `null`); or `{level, undecided, missing}`, each only where written |
| branch rule | `grade` and the facts | `LINKAGE`, `HEADQUARTERS` or `UNDECIDED` |
| plan | `level`, `facts`, `stock`, `incident`, `now` | see `schemas.plans.PlanExpected` and docs/plans.md |
| report clocks | `grade`, `event_type` | clock ids with their limits (`null`: does not run), `up_to` |
| words of a call | `text` | `event_type` (or `null`) and `facts` |
| words of units | `text` | `state` (or `null`), `rest` |
| run card | `level`, `facts` | how many units by need |
| approval chains | region, reach, flags, industries | `chain`, `before_order`, `order`, `after_order` |
| readiness rule | `on`, `marked`, `special` | `checks`: how often, first and last day |
| crew checks | `event_type` | `every` |
| mapping of calls | a row of the foreign file | the report's fields, or `{refused: reason}` (see docs/replay.md) |
| road profile | `metres`, `road_class`, `posted_kmh` | `seconds` (`null`: not driven on) |

A case is judged by the very code that judges real incidents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from pydantic import BaseModel

from liandong.content import hearing, mapping, mending, plan_cases
from liandong.content.approvals import Circumstances, before, choose, steps_of
from liandong.content.branching import branch
from liandong.content.catalogue import Catalogue
from liandong.content.dispatching import check_interval
from liandong.content.grading import grade
from liandong.content.loading import Version
from liandong.content.problems import ContentProblem
from liandong.content.readiness import due_on
from liandong.content.running_out import counts
from liandong.content.schemas.approval_chains import ApprovalChains
from liandong.content.schemas.base import WorkedCase
from liandong.content.schemas.call_cards import CallWords
from liandong.content.schemas.crew_checks import CrewChecks
from liandong.content.schemas.event_types import EventType
from liandong.content.schemas.frameworks import BranchRule
from liandong.content.schemas.grading import GradingTable
from liandong.content.schemas.mappings import Mapping as CallMapping
from liandong.content.schemas.plans import Plan, PlanCase
from liandong.content.schemas.readiness import ReadinessRule
from liandong.content.schemas.report_clocks import ReportClocks
from liandong.content.schemas.road_profiles import RoadProfile
from liandong.content.schemas.run_cards import RunCard
from liandong.content.schemas.unit_messages import UnitMessages
from liandong.content.unit_messages import understand

Differences = list[str]

_WITH_CASES = (
    "grading",
    "branch_rules",
    "report_clocks",
    "call_words",
    "plans",
    "mappings",
    "road_profiles",
    "unit_messages",
    "approval_chains",
    "run_cards",
    "readiness_rules",
    "crew_checks",
)


def wrong_cases(catalogue: Catalogue) -> tuple[int, list[ContentProblem]]:
    """How many cases there are, of every version of every file, and a problem for each that does not hold."""
    count, problems = 0, list[ContentProblem]()
    for kind in _WITH_CASES:
        for versions in catalogue.loaded(kind).versions.values():
            for version in versions:
                for number, differences in enumerate(_of(version.value, catalogue)):
                    count += 1
                    problems += [_problem(version, number, difference) for difference in differences]
    return count, problems


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One worked case of a file and what came of it; it holds where nothing differs."""

    case: BaseModel
    differences: Differences


def results(version: Version, catalogue: Catalogue) -> list[CaseResult]:
    """Every worked case of one version, worked out now."""
    cases = getattr(version.value, "cases", ())
    return [CaseResult(*pair) for pair in zip(cases, _of(version.value, catalogue), strict=True)]


def _of(value: BaseModel | None, catalogue: Catalogue) -> Iterator[Differences]:
    """The differences of each case of a file, in its order."""
    if isinstance(value, CallWords):
        types = _event_types(catalogue)
        for case in value.cases:
            yield _tried(partial(_hearing_differences, types), value, case)
    elif isinstance(value, Plan):
        for plan_case in value.cases:
            yield _tried(_plan_differences, value, plan_case)
    elif value is not None:
        for case in getattr(value, "cases", ()):
            yield _tried(_HOW[type(value)], value, case)


def _tried(how: Callable[[Any, Any], Differences], value: Any, case: Any) -> Differences:
    try:
        return how(value, case)
    except (ValueError, TypeError, ArithmeticError, LookupError) as error:
        return [f"it cannot be worked out: {error}"]


def _problem(version: Version, number: int, difference: str) -> ContentProblem:
    return ContentProblem(version.written.place(("cases", number)), *mending.case_differs(difference))


def _plan_differences(plan: Plan, case: PlanCase) -> Differences:
    return plan_cases.differences(plan, case)


def _grade_differences(table: GradingTable, case: WorkedCase) -> Differences:
    found = grade(table, case.given)
    unknown = [f"the table declares no fact {name!r}" for name in case.given if name not in table.facts]
    expected = case.expect if isinstance(case.expect, Mapping) else {"level": case.expect}
    answers: dict[str, Any] = {
        "level": found.level,
        "undecided": list(found.undecided),
        "missing": list(found.missing_facts),
        "assumed": list(found.assumed),
    }
    return unknown + _compare(expected, answers)


def _branch_differences(rule: BranchRule, case: WorkedCase) -> Differences:
    facts = dict(case.given)
    grade_name = facts.pop("grade", None)
    return _compare({"branch": case.expect}, {"branch": branch(rule, grade_name, facts)})


def _clock_differences(table: ReportClocks, case: WorkedCase) -> Differences:
    grade_name = case.given.get("grade")
    recipients = table.recipients.get(grade_name) if grade_name else None
    known: dict[str, Any] = dict.fromkeys(table.clocks) | table.running(grade_name, case.given.get("event_type", ""))
    return _compare(case.expect, known | {"up_to": recipients.up_to if recipients else None})


def _mapping_differences(table: CallMapping, case: WorkedCase) -> Differences:
    found = mapping.apply(table, case.given)
    if isinstance(found, mapping.Refusal):
        return _compare(case.expect, {"refused": found.reason})
    return _compare(case.expect, found.as_dict())


def _road_differences(profile: RoadProfile, case: WorkedCase) -> Differences:
    return _compare(case.expect, {"seconds": profile.seconds(**case.given)})


def _event_types(catalogue: Catalogue) -> list[EventType]:
    newest = (versions[-1].value for versions in catalogue.loaded("event_types").versions.values())
    return [value for value in newest if isinstance(value, EventType)]


def _hearing_differences(types: list[EventType], words: CallWords, case: WorkedCase) -> Differences:
    return _compare(case.expect, hearing.reading(case.given["text"], types, [words]))


def _card_differences(card: RunCard, case: WorkedCase) -> Differences:
    return _compare(case.expect, counts(card, case.given.get("level"), case.given["facts"]))


def _chain_differences(scheme: ApprovalChains, case: WorkedCase) -> Differences:
    given = {"reach": case.given["region"], **case.given}
    known = Circumstances(**{**given, "industries": tuple(map(tuple, given.get("industries", ())))})
    name, chain = choose(scheme, known)
    steps = steps_of(chain, known)
    order = next(step for step in steps if step.act == "ORDER")
    waits = before(steps, order)
    after = [step.key for step in steps if step.key not in waits and step is not order]
    kept = [step.key for step in steps if step.key in waits]
    return _compare(case.expect, {"chain": name, "before_order": kept, "order": order.key, "after_order": after})


def _readiness_differences(rule: ReadinessRule, case: WorkedCase) -> Differences:
    day = date.fromisoformat(case.given["on"])
    found = due_on(rule, day, marked=case.given.get("marked", False), special=case.given.get("special", []))
    return _compare(case.expect, {"checks": [f"{one.every} {one.begins} {one.ends}" for one in found]})


def _crew_differences(rule: CrewChecks, case: WorkedCase) -> Differences:
    return _compare(case.expect, {"every": str(check_interval(rule, case.given["event_type"]))})


def _message_differences(table: UnitMessages, case: WorkedCase) -> Differences:
    found = understand(table, case.given["text"])
    return _compare(case.expect, {"state": found.state, "rest": found.rest})


def _compare(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Differences:
    wrong = [f"{name!r} is no answer here; choose from {', '.join(found)}" for name in expected if name not in found]
    return wrong + [
        f"{name}: expected {wanted!r}, found {found[name]!r}"
        for name, wanted in expected.items()
        if name in found and found[name] != wanted
    ]


_HOW: dict[type[BaseModel], Callable[[Any, Any], Differences]] = {
    GradingTable: _grade_differences,
    BranchRule: _branch_differences,
    ReportClocks: _clock_differences,
    CallMapping: _mapping_differences,
    RoadProfile: _road_differences,
    UnitMessages: _message_differences,
    ApprovalChains: _chain_differences,
    RunCard: _card_differences,
    ReadinessRule: _readiness_differences,
    CrewChecks: _crew_differences,
}
