"""Worked cases of plan files: what comes of the given facts, beside what the file says must come of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext

from liandong.content import planning
from liandong.content.schemas.plans import Plan, PlanCase, ResponseLevel
from liandong.kernel import clock
from liandong.kernel.expressions import UNKNOWN, Unknown


def differences(plan: Plan, case: PlanCase) -> list[str]:
    """One sentence for every answer that is not the expected one; empty when the case holds.

    The case is judged at `given.now`; at `given.level`, or else at the level the plan proposes for the facts.
    """
    with clock.using(clock.SimulatedClock(case.given.now)) if case.given.now else nullcontext():
        situation = planning.Situation(case.given.facts, case.given.incident, case.given.stock)
        proposed, _ = planning.proposed_level(plan, situation)
        level = case.given.level or proposed
        found = [*_starting(plan, case, situation, proposed), *_rules(plan, case, situation)]
        return found + (list(_at_level(plan, case, situation, level)) if level else list(_level_missing(case)))


def _starting(
    plan: Plan, case: PlanCase, situation: planning.Situation, proposed: ResponseLevel | None
) -> Iterator[str]:
    expected = case.expect
    if expected.activates is not None:
        yield from _compare("activates", _told(planning.activates(plan, situation)), expected.activates)
    if expected.level is not None:
        yield from _compare("level", proposed, expected.level)
    if expected.stands_down is not None:
        yield from _compare("stands_down", _told(planning.stands_down(plan, situation)), expected.stands_down)


def _rules(plan: Plan, case: PlanCase, situation: planning.Situation) -> Iterator[str]:
    known = situation.at_level(case.given.level) if case.given.level else situation
    for rule, holds in case.expect.rules.items():
        yield from _compare(f"rule {rule}", _told(planning.rule_holds(plan, rule, known)), holds)


def _at_level(plan: Plan, case: PlanCase, situation: planning.Situation, level: ResponseLevel) -> Iterator[str]:
    expected = case.expect
    lines = {line.need: line for line in planning.needs_at(plan, level, situation)}
    yield from _amounts("needs", {name: line.required for name, line in lines.items()}, expected.needs)
    yield from _amounts("ready", {name: line.ready for name, line in lines.items()}, expected.ready)
    yield from _amounts("gaps", {name: line.gap for name, line in lines.items()}, expected.gaps)
    tasks = planning.tasks_at(plan, level, situation)
    if expected.tasks is not None:
        yield from _compare("number of tasks", len(tasks), expected.tasks)
    if expected.groups is not None:
        yield from _compare("number of groups", len(planning.groups_at(plan, level)), expected.groups)
    yield from _places(tasks, expected.present, expected.absent)


def _places(tasks: tuple[str, ...], present: Iterable[str], absent: Iterable[str]) -> Iterator[str]:
    yield from (f"task {task} should start and does not" for task in present if task not in tasks)
    yield from (f"task {task} should not start and does" for task in absent if task in tasks)


def _amounts(what: str, found: Mapping[str, float | None], expected: Mapping[str, int | float | None]) -> Iterator[str]:
    for need, amount in expected.items():
        if need in found:
            yield from _compare(f"{what} of {need}", found[need], amount)
        else:
            yield f"{what} of {need}: the plan has no such need at this level"


def _level_missing(case: PlanCase) -> Iterator[str]:
    expected = case.expect
    if any((expected.needs, expected.ready, expected.gaps, expected.present, expected.absent, expected.tasks)):
        yield "the facts propose no level, so needs and tasks cannot be told: give a `level`"


def _told(answer: bool | Unknown) -> bool | None:
    return None if answer is UNKNOWN else bool(answer)


def _compare(what: str, found: object, expected: object) -> Iterator[str]:
    if found != expected:
        yield f"{what}: expected {_shown(expected)}, found {_shown(found)}"


def _shown(value: object) -> str:
    return "not known" if value is None else str(value)
