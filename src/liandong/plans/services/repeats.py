"""Tasks that come again: their next occurrence, issued when its turn has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from liandong.content.schemas.plans import Plan, ResponseLevel
from liandong.incidents import queries as incidents
from liandong.kernel import clock
from liandong.kernel.expressions import decide
from liandong.plans import queries
from liandong.plans.limits import due_of
from liandong.plans.models import Response, TaskRun
from liandong.plans.rules import TaskState
from liandong.plans.services.holding import hold
from liandong.plans.services.runs import record_task
from liandong.plans.services.tasks import issue


@transaction.atomic
def issue_repeats(limit: int = 200) -> int:
    """Issue the next occurrence of every repeating task that is due for it; answers how many."""
    due = TaskRun.objects.filter(repeat_at__lte=clock.now()).order_by("repeat_at", "id")[:limit]
    of_response: dict[UUID, list[TaskRun]] = {}
    for run in due:
        of_response.setdefault(run.response_id, []).append(run)
    return sum(_issue_turns(response_id, runs) for response_id, runs in of_response.items())


def _issue_turns(response_id: UUID, runs: list[TaskRun]) -> int:
    """The next occurrence of each of these tasks of one response; answers how many there are."""
    response = hold(response_id)
    plan, level = queries.snapshot_of(response), queries.level_of(response)
    incident = incidents.incident_summary(response.incident_id)
    context = queries.known_of(incident, response).context(plan)
    following = [_following(response, plan, level, run) for run in runs if _comes_again(plan, run, context)]
    TaskRun.objects.bulk_create(following)
    issue(response, plan, following, queries.moments(incident, response.activated_at))
    for run in following:
        record_task(run, "plan_task_repeated", clock.now())
    return len(following)


def _comes_again(plan: Plan, run: TaskRun, context: Mapping[str, Any]) -> bool:
    """Take the turn by compare-and-set, so that two clocks never issue it twice, and look whether it is the last."""
    if not TaskRun.objects.filter(id=run.id, repeat_at=run.repeat_at).update(repeat_at=None):
        return False
    repeat = plan.tasks[run.task_id].repeat
    return repeat is not None and decide(repeat.until, context) is not True


def _following(response: Response, plan: Plan, level: ResponseLevel, run: TaskRun) -> TaskRun:
    turn = cast(datetime, run.repeat_at)
    return TaskRun(
        response=response,
        task_id=run.task_id,
        occurrence=run.occurrence + 1,
        group_id=run.group_id,
        state=TaskState.WAITING,
        starts_at=turn,
        due_at=due_of(plan, run.task_id, level, turn, response.region_code),
    )
