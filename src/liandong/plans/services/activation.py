"""Activation: a plan becomes groups, orders and clocks in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction

from liandong.access.queries import require
from liandong.access.rules import Actor
from liandong.content import planning
from liandong.content.schemas.plans import Plan, ResponseLevel
from liandong.incidents.queries import IncidentSummary
from liandong.kernel import clock, events
from liandong.kernel.ids import Subject
from liandong.plans import queries, rules
from liandong.plans.events import PlanActivated
from liandong.plans.models import Approval, Response
from liandong.plans.rules import DryRun, ResponseState
from liandong.plans.services import notices
from liandong.plans.services.approving import approves, last_decision
from liandong.plans.services.groups import set_up_groups
from liandong.plans.services.judging import judge_next
from liandong.plans.services.mode import turn_to_emergency
from liandong.plans.services.needs import keep_needs
from liandong.plans.services.runs import plan_runs
from liandong.plans.services.tasks import start_ready_tasks
from liandong.timeline.services import record


@transaction.atomic
def decide_activation(
    actor: Actor, incident_id: UUID, plan_id: str, level: ResponseLevel, *, granted: bool, reason: str = ""
) -> Approval:
    """Grant or refuse the start of a plan at a level; also settles one that acted first."""
    incident = queries.accessed_incident(actor, incident_id)
    require(actor, "plans.approve", incident.region_code)
    plan = queries.plan_of(plan_id)
    queries.check_level(plan, level)
    response = Response.objects.filter(incident_id=incident_id, plan_id=plan_id, state=ResponseState.ACTIVE).first()
    approval = Approval.objects.create(
        incident_id=incident_id,
        plan_id=plan_id,
        level=level,
        granted=granted,
        reason=reason,
        decided_by=actor.person_id,
        decided_post=actor.post_id,
        decided_at=clock.now(),
        response=response,
    )
    record(
        actor,
        Subject.of("incident", incident_id),
        "plan_start_approved" if granted else "plan_start_refused",
        region_code=incident.region_code,
        data={"plan": plan.title.zh, "plan_en": plan.title.en, "level": level},
        drill=incident.drill,
        reason=reason,
    )
    return approval


@transaction.atomic
def activate_plan(
    actor: Actor,
    incident_id: UUID,
    plan_id: str,
    level: ResponseLevel,
    *,
    heads: Mapping[str, UUID] | None = None,
    overrides: Mapping[str, str] | None = None,
    act_first: str = "",
) -> Response:
    """Start a plan for an incident.

    `heads` names who heads a group; `overrides` gives, by group, the reason to go on without a head; `act_first` the
    reason to start before the approval that the level asks for. All of it happens, or nothing.
    """
    incident = queries.accessed_incident(actor, incident_id)
    require(actor, "plans.activate", incident.region_code)
    plan = queries.plan_of(plan_id)
    run = queries.dry_run_of(incident, plan, level, heads)
    _check_not_active(incident_id, plan)
    _check_heads(run, overrides or {})
    act_first = act_first.strip() or _exception(incident, plan, level)
    approved_by = _approver(actor, incident, plan, level, act_first)
    response = _create(actor, incident, plan, level, approved_by, act_first if approved_by is None else "")
    set_up_groups(response, run.groups, overrides or {})
    plan_runs(response, run.tasks)
    _record_activation(actor, response, plan, run)
    issued = start_ready_tasks(response)
    keep_needs(response, run.needs)
    judge_next(response)
    turn_to_emergency(response, plan, queries.known_of(incident, response))
    notices.on_activation(actor, response, plan, issued=len(issued))
    events.publish(PlanActivated(response.id, incident_id, plan_id, level))
    return response


def _check_not_active(incident_id: UUID, plan: Plan) -> None:
    running = Response.objects.filter(incident_id=incident_id, plan_id=plan.id, state=ResponseState.ACTIVE).first()
    if running is not None:
        raise rules.AlreadyActive(plan=plan.title.zh, level=running.level)


def _check_heads(run: DryRun, overrides: Mapping[str, str]) -> None:
    blocked = rules.blocking(run.groups, overrides)
    if blocked:
        titles = "、".join(run.plan.groups[group].title.zh for group in blocked)
        raise rules.GroupWithoutHead(groups=list(blocked), titles=titles)


def _approver(actor: Actor, incident: IncidentSummary, plan: Plan, level: ResponseLevel, act_first: str) -> UUID | None:
    """The person who approved: the actor where they hold the approving post, else whoever decided before."""
    wanted = plan.levels[level].approved_by
    if approves(actor, plan, wanted, incident.region_code):
        return actor.person_id
    given = last_decision(incident.id, plan.id, level)
    if given is not None and given.granted:
        return given.decided_by
    if act_first:
        return None
    raise rules.ApprovalMissing(plan=plan.title.zh, level=level, approver=plan.posts[wanted].title.zh)


def _exception(incident: IncidentSummary, plan: Plan, level: ResponseLevel) -> str:
    """What the plan says where it lets the response start at once and be approved afterwards; else nothing."""
    situation = queries.known_of(incident).at_level(level)
    excused = planning.approvals_excused(plan, "activation", situation)
    return excused[0].title.zh if excused else ""


def _create(
    actor: Actor, incident: IncidentSummary, plan: Plan, level: ResponseLevel, approved_by: UUID | None, act_first: str
) -> Response:
    try:
        with transaction.atomic():
            return _row(actor, incident, plan, level, approved_by, act_first)
    except IntegrityError as twice:  # somebody else started it between our look and our row
        raise rules.AlreadyActive(plan=plan.title.zh, level=level) from twice


def _row(
    actor: Actor, incident: IncidentSummary, plan: Plan, level: ResponseLevel, approved_by: UUID | None, act_first: str
) -> Response:
    return Response.objects.create(
        incident_id=incident.id,
        plan_id=plan.id,
        plan_version=plan.version,
        snapshot=plan.model_dump(mode="json", by_alias=True),
        level=level,
        commander_post=planning.commander_at(plan, level, queries.known_of(incident)),
        region_code=incident.region_code,
        drill=incident.drill,
        reported_at=incident.reported_at,
        activated_at=clock.now(),
        activated_by=actor.person_id,
        approved_by=approved_by,
        act_first_reason=act_first,
    )


def _record_activation(actor: Actor, response: Response, plan: Plan, run: DryRun) -> None:
    record(
        actor,
        Subject.of("response", response.id),
        "plan_activated",
        region_code=response.region_code,
        data={
            "plan": plan.title.zh,
            "plan_en": plan.title.en,
            "plan_id": plan.id,
            "version": plan.version,
            "level": response.level,
            "groups": len(run.groups),
            "tasks": len(run.tasks),
            "minutes_after_report": round((response.activated_at - response.reported_at).total_seconds() / 60, 1),
        },
        incident_id=response.incident_id,
        drill=response.drill,
        reason=response.act_first_reason,
    )
