"""Change of level and stand-down: start and stop the difference, then end it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liandong.access.queries import require
from liandong.access.rules import Actor
from liandong.content import planning
from liandong.content.schemas.plans import Plan, ResponseLevel
from liandong.incidents import queries as incidents
from liandong.kernel import clock, events
from liandong.kernel.ids import Subject
from liandong.plans import queries, rules
from liandong.plans.events import ResponseLevelChanged, ResponseStoodDown
from liandong.plans.line_up import LineUp
from liandong.plans.models import Response, TaskRun
from liandong.plans.rules import LevelDifference, ResponseState
from liandong.plans.services import notices
from liandong.plans.services.approving import check_approved
from liandong.plans.services.groups import set_up_groups
from liandong.plans.services.holding import hold
from liandong.plans.services.mode import turn_to_normal
from liandong.plans.services.moving import move_to_level, replan_waiting
from liandong.plans.services.needs import keep_needs
from liandong.plans.services.runs import plan_runs
from liandong.plans.services.stopping import dissolve_idle_groups, resume_tasks, stop_groups, stop_tasks
from liandong.plans.services.tasks import start_ready_tasks
from liandong.timeline.services import record


@transaction.atomic
def change_level(actor: Actor, response_id: UUID, level: ResponseLevel, reason: str) -> LevelDifference:
    """Raise or lower the level: what the new level adds starts, what it drops stops, limits that differ move."""
    require(actor, "plans.change_level", queries.access_response(actor, response_id).region_code)
    response = hold(response_id)
    queries.check_active(response)
    plan = queries.snapshot_of(response)
    situation = queries.known_of(incidents.incident_summary(response.incident_id), response)
    change = queries.difference(plan, queries.level_of(response), level, situation)
    check_approved(actor, response, plan, "level_change", situation.at_level(level))
    response.level, response.version = level, response.version + 1
    response.save(update_fields=["level", "version"])
    _record_change(actor, response, change, reason)
    stop_tasks(response, change.tasks_stop, reason)
    stop_groups(response, change.groups_stop)
    move_to_level(response, plan, change)
    _start_difference(response, plan, level, change)
    keep_needs(response, queries.needs_of(response))
    notices.on_level_change(actor, response, plan, change)
    events.publish(ResponseLevelChanged(response.id, response.incident_id, change.before, change.after))
    return change


def _start_difference(response: Response, plan: Plan, level: ResponseLevel, change: LevelDifference) -> None:
    incident = incidents.incident_summary(response.incident_id)
    line_up = LineUp(plan, response.region_code)
    set_up_groups(response, [line_up.group(group) for group in change.groups_start], {})
    known = queries.moments(incident, response.activated_at)
    situation = queries.known_of(incident, response)
    planned = queries.planned_tasks(plan, level, situation, known, queries.done_tasks(response))
    already = set(TaskRun.objects.filter(response=response).values_list("task_id", flat=True))
    plan_runs(response, [task for task in planned if task.task in change.tasks_start and task.task not in already])
    resume_tasks(response, plan, [task for task in change.tasks_start if task in already])
    replan_waiting(response, plan, situation, known)
    start_ready_tasks(response)


@transaction.atomic
def stand_down(actor: Actor, response_id: UUID, reason: str, *, early: bool = False) -> Response:
    """End the response: open orders are withdrawn, but those of the aftermath; groups without such tasks dissolve.

    `early` needs a reason where the plan's condition is not met yet.
    """
    response = queries.access_response(actor, response_id)
    require(actor, "plans.stand_down", response.region_code)
    queries.check_active(response)
    plan = queries.snapshot_of(response)
    situation = queries.known_of(incidents.incident_summary(response.incident_id), response)
    check_approved(actor, response, plan, "stand_down", situation)
    _check_condition(plan, situation, early and bool(reason.strip()))
    turn_to_normal(response, plan, situation)
    response = hold(response_id)
    queries.check_active(response)
    response.state, response.stood_down_at = ResponseState.STOOD_DOWN, clock.now()
    response.version += 1
    response.save(update_fields=["state", "stood_down_at", "version"])
    _record_end(actor, response, plan, early, reason)
    stop_tasks(response, [task for task in plan.tasks if plan.tasks[task].phase != "AFTERMATH"], reason or "响应终止")
    notices.on_stand_down(actor, response, plan)
    start_ready_tasks(response)
    dissolve_idle_groups(response)
    events.publish(ResponseStoodDown(response.id, response.incident_id))
    return response


def _check_condition(plan: Plan, situation: planning.Situation, early: bool) -> None:
    if not early and planning.stands_down(plan, situation) is not True:
        approver = plan.posts[plan.stand_down.approved_by].title.zh
        raise rules.StandDownTooEarly(condition=plan.stand_down.when, approver=approver)


def _record_change(actor: Actor, response: Response, change: LevelDifference, reason: str) -> None:
    record(
        actor,
        Subject.of("response", response.id),
        "response_level_changed",
        region_code=response.region_code,
        data={
            "before": change.before,
            "after": change.after,
            "started": list(change.tasks_start),
            "stopped": list(change.tasks_stop),
            "moved": list(change.tasks_move),
        },
        incident_id=response.incident_id,
        drill=response.drill,
        reason=reason,
    )


def _record_end(actor: Actor, response: Response, plan: Plan, early: bool, reason: str) -> None:
    record(
        actor,
        Subject.of("response", response.id),
        "response_stood_down",
        region_code=response.region_code,
        data={"plan": plan.title.zh, "plan_en": plan.title.en, "early": early},
        incident_id=response.incident_id,
        drill=response.drill,
        reason=reason,
    )
