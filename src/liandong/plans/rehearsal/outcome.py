"""What a rehearsal showed: tasks with their times, clocks met and missed, needs and gaps, and what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from liandong.content.planning import NeedLine
from liandong.content.schemas.plans import Plan
from liandong.content.schemas.scenarios import Scenario
from liandong.deadlines import queries as deadlines
from liandong.deadlines.rules import State
from liandong.kernel import clock
from liandong.plans import queries
from liandong.plans.models import NeedCheck, Response, TaskRun
from liandong.plans.rules import TaskState


@dataclass(frozen=True, slots=True)
class Happening:
    """Something on the edge of the chart: an inject, a blocked group."""

    at: datetime
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One occurrence of a task: MET or LATE when done, OPEN or OVERDUE when not, WAITING or STOPPED else."""

    id: str
    title: str
    group: str
    occurrence: int
    starts_at: datetime
    due_at: datetime
    done_at: datetime | None
    state: str
    clause: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole run; `as_json` is the machine's view of it and holds no ids, so that a seed gives one text."""

    plan: Plan
    scenario: Scenario
    seed: int
    started_at: datetime
    ended_at: datetime
    tasks: tuple[TaskLine, ...]
    groups: tuple[str, ...]
    clocks_met: int
    clocks_missed: int
    needs: tuple[NeedLine, ...]
    happenings: tuple[Happening, ...]
    stood_down: bool
    differences: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "plan": self.plan.id,
            "scenario": self.scenario.id,
            "seed": self.seed,
            "started_at": _local(self.started_at),
            "ended_at": _local(self.ended_at),
            "groups": [{"id": group, "title": self.plan.groups[group].title.zh} for group in self.groups],
            "tasks": [
                {
                    "id": line.id,
                    "title": line.title,
                    "group": line.group,
                    "occurrence": line.occurrence,
                    "starts_at": _local(line.starts_at),
                    "due_at": _local(line.due_at),
                    "done_at": _local(line.done_at) if line.done_at else None,
                    "state": line.state,
                }
                for line in self.tasks
            ],
            "deadlines": {"met": self.clocks_met, "missed": self.clocks_missed},
            "needs": [
                {
                    "need": line.need,
                    "resource": line.resource,
                    "required": line.required,
                    "ready": line.ready,
                    "gap": line.gap,
                }
                for line in self.needs
            ],
            "blocked": [event.text for event in self.happenings if event.kind == "blocked"],
            "happenings": [
                {"at": _local(event.at), "kind": event.kind, "text": event.text} for event in self.happenings
            ],
            "stood_down": self.stood_down,
            "differences": list(self.differences),
        }


def outcome_of(
    plan: Plan, scenario: Scenario, seed: int, response_id: UUID, happenings: tuple[Happening, ...], stood_down: bool
) -> Outcome:
    """Read the run back from the response, its task runs and its clocks."""
    response = Response.objects.get(id=response_id)
    runs = TaskRun.objects.filter(response=response).order_by("starts_at", "task_id", "occurrence")
    tasks = tuple(_line(plan, run) for run in runs)
    met, missed = _clocks(response.incident_id)
    needs = _needs_at_start(plan, response)
    return Outcome(
        plan=plan,
        scenario=scenario,
        seed=seed,
        started_at=response.activated_at,
        ended_at=clock.now(),
        tasks=tasks,
        groups=tuple(response.groups.order_by("order").values_list("group_id", flat=True)),
        clocks_met=met,
        clocks_missed=missed,
        needs=needs,
        happenings=happenings,
        stood_down=stood_down,
        differences=_differences(scenario, tasks, needs, stood_down),
    )


def _clocks(incident_id: UUID) -> tuple[int, int]:
    """How many clocks of orders were met in time, and how many passed (met late or still overdue).

    The clocks of reporting upward are not counted: the rehearsal plays no duty officer who would report.
    """
    rows = [row for row in deadlines.of_incident(incident_id) if row.subject_kind == "order"]
    met = sum(row.state == State.MET and not row.late for row in rows)
    missed = sum(row.state == State.OVERDUE or (row.state == State.MET and row.late) for row in rows)
    return met, missed


def _line(plan: Plan, run: TaskRun) -> TaskLine:
    return TaskLine(
        id=run.task_id,
        title=plan.tasks[run.task_id].title.zh,
        group=run.group_id,
        occurrence=run.occurrence,
        starts_at=run.starts_at,
        due_at=run.due_at,
        done_at=run.done_at,
        state=_state(run),
        clause=plan.tasks[run.task_id].clause,
    )


def _state(run: TaskRun) -> str:
    if run.done_at is not None:
        return "MET" if run.done_at <= run.due_at else "LATE"
    if run.state == TaskState.ISSUED:
        return "OVERDUE" if clock.now() > run.due_at else "OPEN"
    return str(run.state)


def _needs_at_start(plan: Plan, response: Response) -> tuple[NeedLine, ...]:
    """The comparison kept at activation: what the commander saw when it began."""
    first = NeedCheck.objects.filter(response=response, checked_at=response.activated_at).order_by("id")
    return tuple(NeedLine(row.need_id, row.resource, _plain(row.required), _plain(row.ready)) for row in first)


def _plain(amount: float | None) -> float | None:
    return int(amount) if amount is not None and amount.is_integer() else amount


def _differences(
    scenario: Scenario, tasks: tuple[TaskLine, ...], needs: tuple[NeedLine, ...], stood_down: bool
) -> tuple[str, ...]:
    """Where the run is not what the scenario says it should show, in words."""
    expect, found = scenario.expect, {line.need: line for line in needs}
    wrong = []
    for name, wanted in expect.needs.items():
        line = found.get(name)
        got = (line.required, line.ready, line.gap) if line else None
        if got != (wanted.required, wanted.ready, wanted.gap):
            wrong.append(f"need {name}: expected {wanted.required}/{wanted.ready}/{wanted.gap}, found {got}")
    states = {(line.id, line.occurrence): line.state for line in tasks}
    for names, allowed in ((expect.met, {"MET"}), (expect.missed, {"LATE", "OVERDUE"}), (expect.blocked, {"WAITING"})):
        wrong += [
            f"task {name}: expected {'/'.join(sorted(allowed))}, found {states.get((name, 1), 'nothing')}"
            for name in names
            if states.get((name, 1)) not in allowed
        ]
    if expect.tasks is not None and expect.tasks != len({line.id for line in tasks}):
        wrong.append(f"tasks: expected {expect.tasks}, found {len({line.id for line in tasks})}")
    if expect.stands_down is not None and expect.stands_down != stood_down:
        wrong.append(f"stand-down: expected {expect.stands_down}, found {stood_down}")
    return tuple(wrong)


def _local(moment: datetime) -> str:
    return moment.astimezone(queries.BEIJING).isoformat(timespec="seconds")
