"""What new facts do to a response: finish tasks, start and stop others, move limits, show gaps, pass command on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from liandong.content import planning
from liandong.content import queries as content
from liandong.content.schemas.plans import Plan
from liandong.incidents import queries as incidents
from liandong.kernel import clock
from liandong.kernel.expressions import decide
from liandong.kernel.ids import Subject
from liandong.orders import services as orders
from liandong.plans import queries, rules
from liandong.plans.models import Response, TaskRun
from liandong.plans.rules import ResponseState, TaskState
from liandong.plans.services.holding import hold
from liandong.plans.services.judging import judge_next
from liandong.plans.services.mode import turn_to_emergency
from liandong.plans.services.moving import follow_moments, replan_waiting
from liandong.plans.services.needs import keep_needs
from liandong.plans.services.runs import PLATFORM, plan_runs
from liandong.plans.services.stopping import resume_tasks, stop_tasks
from liandong.plans.services.tasks import start_ready_tasks
from liandong.timeline.services import record


@transaction.atomic
def follow_facts(response_id: UUID) -> None:
    """Judge a response anew after the facts of its incident changed; once it has ended, only its aftermath."""
    response = hold(response_id)
    plan = queries.snapshot_of(response)
    incident = incidents.incident_summary(response.incident_id)
    situation = queries.situation_of(incident, plan, response)
    known = queries.moments(incident, response.activated_at)
    _fulfil_tasks(response, plan, situation)
    follow_moments(response, plan, known)
    if response.state == ResponseState.ACTIVE:
        _choose_tasks(response, plan, situation, known)
        keep_needs(response, planning.needs_at(plan, queries.level_of(response), situation))
        turn_to_emergency(response, plan, situation)
        judge_command_and_end(response, plan, situation)
    replan_waiting(response, plan, situation, known)
    start_ready_tasks(response)


def check_condition(order_id: UUID) -> None:
    """Refuses a result before its time, or while the task's own condition does not hold (S3-21, S3-28)."""
    run = TaskRun.objects.filter(order_id=order_id).first()
    if run is None:
        return
    plan = queries.snapshot_with(run.response_id)
    earliest = planning.earliest(plan, run.task_id, run.counts_from or run.starts_at)
    if clock.now() < earliest:
        moment = f"{earliest.astimezone(queries.BEIJING):%m月%d日 %H:%M}"
        raise rules.TooEarly(task=plan.tasks[run.task_id].title.zh, earliest=earliest.isoformat(), moment=moment)
    condition = plan.tasks[run.task_id].done_when
    if condition is None or run.occurrence > 1:
        return
    response = queries.light().get(id=run.response_id)
    situation = queries.known_of(incidents.incident_summary(response.incident_id), response)
    if decide(condition, situation.context(plan)) is not True:
        raise rules.ConditionOfTask(task=plan.tasks[run.task_id].title.zh, condition=condition)


def _fulfil_tasks(response: Response, plan: Plan, situation: planning.Situation) -> None:
    """An order whose condition the facts now meet is fulfilled, without anybody having to say so.

    A condition that the mere passing of days meets proves nothing: somebody must still say that the work is done.
    """
    context = situation.context(plan)
    for run in TaskRun.objects.filter(response=response, state=TaskState.ISSUED).order_by("starts_at", "id"):
        condition = plan.tasks[run.task_id].done_when
        if condition is None or run.order_id is None or planning.reads_the_clock(condition):
            continue
        in_time = clock.now() >= planning.earliest(plan, run.task_id, run.counts_from or run.starts_at)
        if in_time and decide(condition, context) is True:
            orders.fulfil_order(PLATFORM, run.order_id, reason=condition)


def _choose_tasks(response: Response, plan: Plan, situation: planning.Situation, known: Mapping[str, datetime]) -> None:
    """A task joins once its condition holds, and leaves once it is known not to."""
    states = dict(TaskRun.objects.filter(response=response).order_by("occurrence").values_list("task_id", "state"))
    planned = queries.planned_tasks(plan, queries.level_of(response), situation, known, queries.done_tasks(response))
    plan_runs(response, [task for task in planned if task.task not in states])
    wanted = {task.task for task in planned}
    stop_tasks(response, [task for task in states if task not in wanted], rules.NO_LONGER_APPLIES)
    dropped = TaskRun.objects.filter(response=response, stopped_because=rules.NO_LONGER_APPLIES)
    resume_tasks(response, plan, wanted.intersection(dropped.values_list("task_id", flat=True)))


def judge_command_and_end(response: Response, plan: Plan, situation: planning.Situation) -> None:
    """Whether command passes on and whether the response may end, by what is known at this moment."""
    _pass_command(response, plan, situation)
    _announce_end(response, plan, situation)
    judge_next(response)


def _pass_command(response: Response, plan: Plan, situation: planning.Situation) -> None:
    """The office merges, or command goes to another post, when the plan's condition for it holds."""
    post = planning.commander_at(plan, queries.level_of(response), situation)
    merged = "commander_only_orders" in planning.effects(plan, situation)
    if post == response.commander_post and (not merged or response.merged_at is not None):
        return
    response.commander_post = post
    response.merged_at = response.merged_at or (clock.now() if merged else None)
    response.save(update_fields=["commander_post", "merged_at"])
    title = plan.posts[post].title
    _record(response, "plan_command_passed", {"commander": title.zh, "commander_en": title.en})


def _announce_end(response: Response, plan: Plan, situation: planning.Situation) -> None:
    """Say once that the condition for standing down is met; the decision stays with a person."""
    may_end = planning.stands_down(plan, situation) is True
    if may_end and not response.end_announced:
        approver = plan.posts[plan.stand_down.approved_by].title
        _record(response, "stand_down_possible", {"approver": approver.zh, "approver_en": approver.en})
    if may_end != response.end_announced:
        response.end_announced = may_end
        response.save(update_fields=["end_announced"])


@transaction.atomic
def judge_by_time() -> int:
    """Judge every active response whose conditions time alone may have changed; answers how many."""
    due = Response.objects.filter(state=ResponseState.ACTIVE, judge_at__lte=clock.now()).order_by("judge_at", "id")
    judged = list(due.values_list("id", flat=True))
    for response_id in judged:
        response = hold(response_id)
        plan = queries.snapshot_of(response)
        situation = queries.known_of(incidents.incident_summary(response.incident_id), response)
        judge_command_and_end(response, plan, situation)
    return len(judged)


@transaction.atomic
def compare_with_grade(incident_id: UUID) -> None:
    """A grade was confirmed: say for each running response which level the plan would propose now."""
    incident = incidents.incident_summary(incident_id)
    for response in queries.active_responses(incident_id):
        plan = queries.snapshot_of(response)
        level, _ = planning.proposed_level(plan, queries.known_of(incident, response))
        if level is not None and level != response.level:
            _record(response, "plan_level_proposed", {"before": response.level, "after": level})
    if not queries.active_responses(incident_id):
        _propose_plans(incident)


def _propose_plans(incident: incidents.IncidentSummary) -> None:
    """Without a running response: name the plans that would start now."""
    for plan in content.plans().values():
        if not rules.fits(plan, incident.event_type):
            continue
        situation = queries.known_of(incident)
        level, _ = planning.proposed_level(plan, situation)
        if level is not None and planning.activates(plan, situation) is True:
            record(
                PLATFORM,
                Subject.of("incident", incident.id),
                "plan_proposed",
                region_code=incident.region_code,
                data={"plan": plan.title.zh, "plan_en": plan.title.en, "plan_id": plan.id, "level": level},
                drill=incident.drill,
            )


def _record(response: Response, verb: str, data: dict[str, str]) -> None:
    record(
        PLATFORM,
        Subject.of("response", response.id),
        verb,
        region_code=response.region_code,
        data=data,
        incident_id=response.incident_id,
        drill=response.drill,
    )
