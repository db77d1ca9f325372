"""The rows of the tasks of a response, and what is said about them on its chain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from liandong.access.rules import Actor, Source
from liandong.kernel.ids import Subject
from liandong.plans import queries
from liandong.plans.models import Response, TaskRun
from liandong.plans.rules import PlannedTask, TaskState
from liandong.timeline.services import record

PLATFORM = Actor.system(Source.CLOCK)


def plan_runs(response: Response, tasks: Iterable[PlannedTask]) -> list[TaskRun]:
    """A waiting row for every task, with its times on paper."""
    return TaskRun.objects.bulk_create(
        TaskRun(
            response=response,
            task_id=task.task,
            group_id=task.group,
            state=TaskState.WAITING,
            starts_at=task.starts_at,
            due_at=task.due_at,
        )
        for task in tasks
    )


def newest_runs(response: Response, tasks: Iterable[str]) -> list[TaskRun]:
    """The newest occurrence of each of the tasks."""
    newest: dict[str, TaskRun] = {}
    for run in TaskRun.objects.filter(response=response, task_id__in=list(tasks)).order_by("occurrence"):
        newest[run.task_id] = run
    return list(newest.values())


def record_task(run: TaskRun, verb: str, at: datetime, reason: str = "", **more: str) -> None:
    """An entry on the response's chain for one task."""
    response = run.response
    record(
        PLATFORM,
        Subject.of("response", response.id),
        verb,
        region_code=response.region_code,
        data={
            "task": run.task_id,
            "title": queries.title_of_task(response, run.task_id),
            "occurrence": run.occurrence,
            **more,
        },
        incident_id=response.incident_id,
        drill=response.drill,
        occurred_at=at,
        reason=reason,
    )
