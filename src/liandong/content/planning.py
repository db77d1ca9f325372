"""What a plan asks for in a situation: does it start, at which level, which tasks, how much of what.

Pure: a plan file and what is known go in, plain answers come out. A fact that nobody knows yet gives `UNKNOWN`,
never "no" (see `kernel.expressions`). Used by the worked cases of the plan files and by the app `plans`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from liandong.content.schemas.plans import Approval, Need, Plan, ResponseLevel
from liandong.kernel.durations import Limit
from liandong.kernel.expressions import UNKNOWN, Unknown, decide, evaluate

BEIJING = ZoneInfo("Asia/Shanghai")
LEVELS: tuple[ResponseLevel, ...] = ("I", "II", "III", "IV")
"""Response levels, gravest first."""

_COUNTED = re.compile(r"\b(?P<unit>days|hours|minutes)_since\(\s*facts\.(?P<fact>\w+)\s*\)")


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known: facts of the incident, the incident's own fields, ready stock by resource."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    incident: Mapping[str, Any] = field(default_factory=dict)
    stock: Mapping[str, float] = field(default_factory=dict)
    level: ResponseLevel | None = None

    def at_level(self, level: ResponseLevel) -> Situation:
        return Situation(self.facts, self.incident, self.stock, level)

    def context(self, plan: Plan) -> dict[str, Any]:
        """The names that the plan's expressions may use."""
        rules = {name: rule.as_seen() for name, rule in plan.rules.items() if rule.expression is None}
        known: dict[str, Any] = {
            "facts": dict(self.facts),
            "incident": dict(self.incident),
            "stock": dict(self.stock),
            "rules": rules,
        }
        return known | {"level": self.level} if self.level else known


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One need: how much is required and ready, in the need's unit, and what is missing; None: not known yet."""

    need: str
    resource: str
    required: float | None
    ready: float | None

    @property
    def gap(self) -> float | None:
        if self.required is None or self.ready is None:
            return None
        return max(0, self.required - self.ready)


def activates(plan: Plan, situation: Situation) -> bool | Unknown:
    """Whether the plan's own condition for starting holds."""
    return decide(plan.activate_when, situation.context(plan))


def proposed_level(plan: Plan, situation: Situation) -> tuple[ResponseLevel | None, tuple[ResponseLevel, ...]]:
    """The gravest level whose condition holds, and the graver ones that missing facts leave open."""
    open_levels: list[ResponseLevel] = []
    for level in LEVELS:
        if level not in plan.levels:
            continue
        answer = decide(plan.levels[level].activate_when, situation.context(plan))
        if answer is True:
            return level, tuple(open_levels)
        if answer is UNKNOWN:
            open_levels.append(level)
    return None, tuple(open_levels)


def groups_at(plan: Plan, level: ResponseLevel) -> tuple[str, ...]:
    """Ids of the groups that are set up at a level, in the order of the file."""
    return tuple(name for name, group in plan.groups.items() if level in group.levels)


def tasks_at(plan: Plan, level: ResponseLevel, situation: Situation) -> tuple[str, ...]:
    """Ids of the tasks of a level, in the order of the file; one whose condition is not known yet is kept."""
    context = situation.at_level(level).context(plan)
    return tuple(
        name
        for name, task in plan.tasks.items()
        if level in task.levels and decide(task.applies_when, context) is not False
    )


def limit_of(plan: Plan, task_id: str, level: ResponseLevel) -> Limit:
    """The limit of a task at a level."""
    task = plan.tasks[task_id]
    difference = task.at.get(level)
    return Limit.parse((difference and difference.within) or task.within)


def interval_of(plan: Plan, task_id: str, level: ResponseLevel) -> timedelta | None:
    """How often a task comes again at a level; None for a task that is done once."""
    task = plan.tasks[task_id]
    if task.repeat is None:
        return None
    difference = task.at.get(level)
    return Limit.parse((difference and difference.every) or task.repeat.every).clock


def needs_at(plan: Plan, level: ResponseLevel, situation: Situation) -> tuple[NeedLine, ...]:
    """What the plan needs at a level beside what is ready."""
    at_level = situation.at_level(level)
    return tuple(_line(name, need, plan, at_level) for name, need in plan.needs.items() if level in need.levels)


def _line(name: str, need: Need, plan: Plan, situation: Situation) -> NeedLine:
    context = situation.context(plan)
    required = _amount(evaluate(need.formula, context))
    if need.ready is None:
        ready: float | None = situation.stock.get(need.resource, 0)
    else:
        ready = _amount(evaluate(need.ready, context))
    return NeedLine(need=name, resource=need.resource, required=required, ready=ready)


def _amount(value: Any) -> float | None:
    if value is UNKNOWN:
        return None
    return int(value) if float(value).is_integer() else float(value)


def stands_down(plan: Plan, situation: Situation) -> bool | Unknown:
    """Whether the condition for ending the response holds."""
    return decide(plan.stand_down.when, situation.context(plan))


def rule_holds(plan: Plan, rule_id: str, situation: Situation) -> bool | Unknown:
    """Whether a rule of the plan that is a condition holds."""
    expression = plan.rules[rule_id].expression
    if expression is None:
        raise ValueError(f"rule {rule_id} of {plan.id} is a value, not a condition")
    return decide(expression, situation.context(plan))


def commander_at(plan: Plan, level: ResponseLevel, situation: Situation) -> str:
    """The post that commands: the level's commander, until a passing of command holds."""
    context = situation.at_level(level).context(plan)
    for passing in plan.command_passes:
        if decide(passing.when, context) is True:
            return passing.to
    return plan.levels[level].commander


def effects(plan: Plan, situation: Situation) -> frozenset[str]:
    """The mechanisms that are in force, by what the engine does for them."""
    context = situation.context(plan)
    return frozenset(
        mechanism.effect
        for mechanism in plan.mechanisms.values()
        if mechanism.effect != "none" and decide(mechanism.when, context) is True
    )


def approvals_before(plan: Plan, act: str, situation: Situation) -> tuple[Approval, ...]:
    """The approvals that an act needs at the situation's level, but those whose exception (`unless`) holds."""
    excused = approvals_excused(plan, act, situation)
    return tuple(one for one in _approvals(plan, act, situation.level) if one not in excused)


def approvals_excused(plan: Plan, act: str, situation: Situation) -> tuple[Approval, ...]:
    """The approvals whose exception holds: the act goes first, approval comes afterwards."""
    context = situation.context(plan)
    return tuple(one for one in _approvals(plan, act, situation.level) if decide(one.unless, context) is True)


def _approvals(plan: Plan, act: str, level: ResponseLevel | None) -> tuple[Approval, ...]:
    return tuple(one for one in plan.approvals if one.before == act and (level is None or level in one.levels))


def reads_the_clock(expression: str) -> bool:
    """Whether the passing of time alone may change the answer."""
    return _COUNTED.search(expression) is not None


def moments_counted(plan: Plan) -> frozenset[tuple[str, timedelta]]:
    """The facts from which the plan's conditions on command, mechanisms and the end count, with their unit of time."""
    conditions = [plan.stand_down.when]
    conditions += [passing.when for passing in plan.command_passes]
    conditions += [mechanism.when for mechanism in plan.mechanisms.values()]
    found = [match for condition in conditions for match in _COUNTED.finditer(condition)]
    return frozenset((match["fact"], timedelta(**{match["unit"]: 1})) for match in found)


def start_times(
    plan: Plan,
    tasks: tuple[str, ...],
    level: ResponseLevel,
    moments: Mapping[str, datetime],
    done: Mapping[str, datetime],
) -> dict[str, tuple[datetime, datetime]]:
    """When each task may start and the moment its limit counts from, for planning on paper.

    `moments` holds `activation`, `report_received` and every known `fact:<name>`; `done` the tasks already done. A
    task that waits for one not yet done counts on that one being done at its limit. Working-day limits are taken as
    whole days here; the clock that runs once the task starts counts them exactly.
    """
    planned: dict[str, tuple[datetime, datetime]] = {}
    ends: dict[str, datetime] = dict(done)
    for task_id in _in_order(plan, tasks):
        task = plan.tasks[task_id]
        waits = [ends[waited] for waited in plan.waits_for(task_id) if waited in ends]
        origin = moments.get(task.starts, moments["activation"])
        if task.starts.startswith("task:"):
            origin = ends.get(task.starts.removeprefix("task:"), moments["activation"])
        begin = max([moments["activation"], *waits])
        planned[task_id] = (begin, origin)
        ends.setdefault(task_id, max(begin, due_on_paper(plan, task_id, level, origin)))
    return planned


def due_on_paper(plan: Plan, task_id: str, level: ResponseLevel, origin: datetime) -> datetime:
    """When a task is due whose limit counts from `origin`; a working day is taken as a day."""
    due = origin + rough(limit_of(plan, task_id, level))
    last = end_of_day(plan, task_id, origin)
    return due if last is None else min(due, last)


def end_of_day(plan: Plan, task_id: str, origin: datetime) -> datetime | None:
    """24:00 Beijing time of the day of `origin` for a task that must be done the same day (当日), else None."""
    if not plan.tasks[task_id].same_day:
        return None
    midnight = origin.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1)


def earliest(plan: Plan, task_id: str, origin: datetime) -> datetime:
    """Before this a task may not be done: closure is not lifted before the fourteenth day."""
    wait = plan.tasks[task_id].not_before
    return origin + rough(Limit.parse(wait)) if wait else origin


def awaited_fact(plan: Plan, task_id: str) -> str | None:
    """The fact whose time starts the limit, if one does; until it is known the task waits and is not late."""
    starts = plan.tasks[task_id].starts
    return starts.removeprefix("fact:") if starts.startswith("fact:") else None


def rough(limit: Limit) -> timedelta:
    """A limit as clock time, a working day taken as a day: for planning on paper only."""
    return limit.clock or timedelta(days=limit.working_days)


def _in_order(plan: Plan, tasks: tuple[str, ...]) -> list[str]:
    """The tasks so that each comes after those it waits for; the schema has ruled out circles."""
    wanted, ordered = set(tasks), dict[str, None]()

    def place(task_id: str) -> None:
        if task_id in ordered or task_id not in wanted:
            return
        for waited in plan.waits_for(task_id):
            place(waited)
        ordered[task_id] = None

    for task_id in tasks:
        place(task_id)
    return list(ordered)
