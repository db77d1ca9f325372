"""What ends before it is done: tasks, their orders and their next turns, groups and their seats; and what resumes."""

from __future__ import annotations

from collections.abc import Iterable

from liandong.content import planning
from liandong.content.schemas.plans import Plan
from liandong.kernel import clock
from liandong.orders import services as orders
from liandong.plans import queries, rules
from liandong.plans.models import GroupMember, Response, TaskRun, WorkingGroup
from liandong.plans.rules import ResponseState, TaskState
from liandong.plans.services.runs import PLATFORM, newest_runs


def mark_stopped(runs: Iterable[TaskRun], reason: str) -> None:
    """Mark runs stopped and end their repetition; their orders are the caller's to withdraw."""
    stopped = list(runs)
    for run in stopped:
        run.state, run.stopped_because, run.repeat_at = TaskState.STOPPED, reason, None
    TaskRun.objects.bulk_update(stopped, ["state", "stopped_because", "repeat_at"])


def stop_tasks(response: Response, tasks: Iterable[str], reason: str) -> None:
    """Stop these tasks: what is open ends, its orders are withdrawn, and none of them comes again."""
    of_tasks = TaskRun.objects.filter(response=response, task_id__in=list(tasks))
    runs = list(of_tasks.filter(state__in=rules.OPEN).order_by("id"))
    issued = [run.order_id for run in runs if run.state == TaskState.ISSUED and run.order_id is not None]
    mark_stopped(runs, reason)
    of_tasks.update(repeat_at=None)
    for order_id in issued:
        orders.withdraw_order(PLATFORM, order_id, reason=reason)


def resume_tasks(response: Response, plan: Plan, tasks: Iterable[str]) -> None:
    """What was stopped waits again, its former order stays withdrawn; what comes again has its turn now."""
    level, now = queries.level_of(response), clock.now()
    for run in newest_runs(response, tasks):
        if run.state == TaskState.STOPPED:
            run.state, run.order_id, run.stopped_because, run.starts_at = TaskState.WAITING, None, "", now
        elif run.state == TaskState.DONE and planning.interval_of(plan, run.task_id, level):
            run.repeat_at = now
        run.save(update_fields=["state", "order_id", "stopped_because", "starts_at", "repeat_at"])


def stop_groups(response: Response, groups: Iterable[str]) -> None:
    """These groups dissolve: nobody sits in them any more."""
    stopped = WorkingGroup.objects.filter(response=response, group_id__in=list(groups), stopped_at__isnull=True)
    GroupMember.objects.filter(group__in=stopped, until__isnull=True).update(until=clock.now())
    stopped.update(stopped_at=clock.now())


def dissolve_idle_groups(response: Response) -> None:
    """After the stand-down a group stays only as long as something of the aftermath is still with it."""
    if response.state != ResponseState.STOOD_DOWN:
        return
    tasks = queries.snapshot_of(response).tasks
    open_tasks = TaskRun.objects.filter(response=response).filter(queries.still_to_do())
    busy = {
        group
        for task in open_tasks.values_list("task_id", flat=True)
        for group in (tasks[task].group, *tasks[task].with_groups)
    }
    standing = WorkingGroup.objects.filter(response=response, stopped_at__isnull=True)
    stop_groups(response, [group for group in standing.values_list("group_id", flat=True) if group not in busy])
