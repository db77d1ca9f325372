"""Limits that move: with the fact they count from, and with the level of the response."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from liandong.content import planning
from liandong.content.planning import Situation
from liandong.content.schemas.plans import Plan, ResponseLevel
from liandong.kernel import clock
from liandong.orders import services as orders
from liandong.plans import queries
from liandong.plans.limits import due_of
from liandong.plans.models import Response, TaskRun
from liandong.plans.rules import LevelDifference, TaskState
from liandong.plans.services.runs import PLATFORM


def follow_moments(response: Response, plan: Plan, known: Mapping[str, datetime]) -> None:
    """A fact that states another time moves every open limit that counts from it, extensions kept."""
    level = queries.level_of(response)
    for run in _issued(response):
        moment = known.get(plan.tasks[run.task_id].starts)
        fact = planning.awaited_fact(plan, run.task_id)
        if fact is None or moment is None or run.occurrence > 1 or moment == run.counts_from:
            continue
        before = run.counts_from or moment
        shift = _due(response, plan, run, level, moment) - _due(response, plan, run, level, before)
        run.counts_from = moment
        run.save(update_fields=["counts_from"])
        title = plan.facts[fact].title.zh
        _move(run, shift, f"{title}更新为{moment.astimezone(queries.BEIJING):%m月%d日 %H:%M}")


def move_to_level(response: Response, plan: Plan, change: LevelDifference) -> None:
    """Orders already out get the limit of the new level, and what comes again its interval."""
    for run in _issued(response):
        if run.task_id in change.tasks_move:
            origin = run.counts_from or run.starts_at
            after = _due(response, plan, run, change.after, origin)
            _move(run, after - _due(response, plan, run, change.before, origin), f"响应调整为{change.after}级")
    for run in TaskRun.objects.filter(response=response, repeat_at__isnull=False, task_id__in=change.tasks_move):
        interval = planning.interval_of(plan, run.task_id, change.after)
        run.repeat_at = max(clock.now(), run.starts_at + interval) if interval else None
        run.save(update_fields=["repeat_at"])


def replan_waiting(response: Response, plan: Plan, situation: Situation, known: Mapping[str, datetime]) -> None:
    """What still waits shows the times on paper that follow from what is known now."""
    waiting = list(TaskRun.objects.filter(response=response, state=TaskState.WAITING, occurrence=1))
    if not waiting:
        return
    level, done = queries.level_of(response), queries.done_tasks(response)
    times = {task.task: task for task in queries.planned_tasks(plan, level, situation, known, done)}
    moved = [run for run in waiting if run.task_id in times and times[run.task_id].due_at != run.due_at]
    for run in moved:
        run.starts_at, run.due_at = times[run.task_id].starts_at, times[run.task_id].due_at
    TaskRun.objects.bulk_update(moved, ["starts_at", "due_at"])


def _issued(response: Response) -> list[TaskRun]:
    runs = TaskRun.objects.filter(response=response, state=TaskState.ISSUED, order_id__isnull=False)
    return list(runs.order_by("starts_at", "id"))


def _due(response: Response, plan: Plan, run: TaskRun, level: ResponseLevel, origin: datetime) -> datetime:
    return due_of(plan, run.task_id, level, origin, response.region_code)


def _move(run: TaskRun, shift: timedelta, reason: str) -> None:
    """The order moves; what the task shows follows from that."""
    if shift and isinstance(run.order_id, UUID):
        orders.move_due(PLATFORM, run.order_id, due_at=run.due_at + shift, reason=reason)
