"""Reads of plans and responses; `access_response` is the only way to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min, Q, QuerySet

from liandong.access.queries import in_scope, regions_of, require
from liandong.access.rules import Actor
from liandong.content import planning
from liandong.content import queries as content
from liandong.content.planning import NeedLine, Situation
from liandong.content.schemas.plans import Plan, ResponseLevel
from liandong.content.schemas.scenarios import Scenario
from liandong.incidents import queries as incidents
from liandong.incidents.queries import IncidentSummary
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.kernel.expressions import Unknown, names
from liandong.orders.rules import Addressee
from liandong.organizations import queries as organizations
from liandong.plans import rules
from liandong.plans.line_up import LineUp
from liandong.plans.models import Approval, GroupMember, Rehearsal, Response, TaskRun
from liandong.plans.rules import DryRun, LevelDifference, PlannedTask, Proposal, ResponseState
from liandong.resources import queries as resources

BEIJING = ZoneInfo("Asia/Shanghai")


MOST_SNAPSHOTS = 200
_snapshots: dict[UUID, Plan] = {}


def visible_responses(actor: Actor) -> QuerySet[Response]:
    return in_scope(actor, "plans.read", Response.objects.all())


def access_response(actor: Actor, id: UUID) -> Response:
    found = visible_responses(actor).filter(id=id).first()
    if found is None:
        raise NotFound(kind="response", id=id)
    return found


def snapshot_of(response: Response) -> Plan:
    """The plan as it was when the response started."""
    return snapshot_with(response.id)


def snapshot_with(response_id: UUID) -> Plan:
    """The plan a response started with, by the response's id; read once, since a snapshot never changes."""
    kept = _snapshots.get(response_id)
    if kept is None:
        if len(_snapshots) >= MOST_SNAPSHOTS:
            _snapshots.clear()
        text = Response.objects.values_list("snapshot", flat=True).get(id=response_id)
        kept = _snapshots[response_id] = Plan.model_validate(text)
    return kept


def light() -> QuerySet[Response]:
    """Responses without their snapshots, which are long and remembered apart (`snapshot_of`)."""
    return Response.objects.defer("snapshot")


def active_responses(incident_id: UUID) -> list[Response]:
    """The active responses of an incident, oldest first; not scope-checked, for reactions to facts."""
    return list(light().filter(incident_id=incident_id, state=ResponseState.ACTIVE).order_by("activated_at"))


def followed_responses(incident_id: UUID) -> list[UUID]:
    """Ids of the responses that new facts concern: the active ones, and those whose aftermath is not done."""
    of_incident = Response.objects.filter(incident_id=incident_id)
    unfinished = TaskRun.objects.filter(still_to_do(), response__incident_id=incident_id).values("response_id")
    concerned = of_incident.filter(Q(state=ResponseState.ACTIVE) | Q(id__in=unfinished))
    return list(concerned.order_by("activated_at", "id").values_list("id", flat=True))


def still_to_do() -> Q:
    """Task runs that are open, or done with another occurrence to come."""
    return Q(state__in=rules.OPEN) | Q(repeat_at__isnull=False)


def situation_of(incident: IncidentSummary, plan: Plan, response: Response | None = None) -> Situation:
    """What is known of the incident, and what is ready of the resources the plan needs."""
    return replace(known_of(incident, response), stock=_stock(plan, incident))


def known_of(incident: IncidentSummary, response: Response | None = None) -> Situation:
    """What is known of the incident: enough for every condition of a plan; only needs ask for what is ready."""
    return Situation(
        facts=incident.facts,
        incident={
            "type": incident.event_type,
            "event_type": incident.event_type,
            "legal_grade": incident.legal_grade or "",
            "region": incident.region_code,
        },
        level=_level(response.level) if response else None,
    )


def _stock(plan: Plan, incident: IncidentSummary) -> dict[str, float]:
    """Ready amounts in the county, of the resources the needs name and of those their `ready` formulas read."""
    county = incident.region_code[:6]
    wanted = {need.resource for need in plan.needs.values()}
    read = {path for need in plan.needs.values() if need.ready for path in names(need.ready)}
    wanted |= {path.split(".")[1] for path in read if path.startswith("stock.")}
    ready = resources.stocks(wanted, county, drill=incident.drill)
    return {one: float(ready[one]) for one in sorted(wanted)}


def _level(text: str) -> ResponseLevel:
    return next(level for level in planning.LEVELS if level == text)


def accessed_incident(actor: Actor, id: UUID) -> IncidentSummary:
    """The incident, where the actor may see it."""
    return incidents.incident_summary(incidents.access_incident(actor, id).id)


def propose(actor: Actor, incident_id: UUID) -> list[Proposal]:
    """The plans that fit the incident's type: those that would start first, gravest level first."""
    incident = accessed_incident(actor, incident_id)
    fitting = [plan for plan in content.plans().values() if rules.fits(plan, incident.event_type)]
    found = [_proposal(plan, known_of(incident)) for plan in fitting]
    return sorted((one for one in found if one is not None), key=_likeliest)


def _proposal(plan: Plan, situation: Situation) -> Proposal | None:
    activates = planning.activates(plan, situation)
    if activates is False:
        return None
    level, undecided = planning.proposed_level(plan, situation)
    return Proposal(plan=plan, level=level, undecided=undecided, sure=activates is True and level is not None)


def _likeliest(proposal: Proposal) -> tuple[bool, int, str]:
    rank = planning.LEVELS.index(proposal.level) if proposal.level else len(planning.LEVELS)
    return not proposal.sure, rank, proposal.plan.id


def dry_run(
    actor: Actor, incident_id: UUID, plan_id: str, level: ResponseLevel, heads: Mapping[str, UUID] | None = None
) -> DryRun:
    """What activating would start, who is missing and what falls short; changes nothing."""
    return dry_run_of(accessed_incident(actor, incident_id), plan_of(plan_id), level, heads)


def dry_run_of(
    incident: IncidentSummary, plan: Plan, level: ResponseLevel, heads: Mapping[str, UUID] | None = None
) -> DryRun:
    check_level(plan, level)
    situation = situation_of(incident, plan).at_level(level)
    return DryRun(
        plan=plan,
        level=level,
        groups=LineUp(plan, incident.region_code, heads).groups(level),
        tasks=planned_tasks(plan, level, situation, moments(incident, clock.now())),
        needs=planning.needs_at(plan, level, situation),
        approval_by=plan.levels[level].approved_by,
    )


def check_level(plan: Plan, level: str) -> None:
    if level not in plan.levels:
        raise rules.LevelNotInPlan(plan=plan.title.zh, level=level, levels="、".join(plan.levels))


def moments(incident: IncidentSummary, activation: datetime) -> dict[str, datetime]:
    """The moments that limits count from, as far as they are known."""
    known = {"activation": activation, "report_received": incident.reported_at}
    for name, value in incident.facts.items():
        moment = _moment(value)
        if moment is not None:
            known[f"fact:{name}"] = moment
    return known


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def planned_tasks(
    plan: Plan,
    level: ResponseLevel,
    situation: Situation,
    known: Mapping[str, datetime],
    done: Mapping[str, datetime] | None = None,
) -> tuple[PlannedTask, ...]:
    """The tasks of a level with their times on paper, in the order of the plan."""
    done = done or {}
    tasks = planning.tasks_at(plan, level, situation)
    times = planning.start_times(plan, tasks, level, known, done)
    return tuple(
        PlannedTask(
            task=task,
            group=plan.tasks[task].group,
            starts_at=times[task][0],
            due_at=planning.due_on_paper(plan, task, level, times[task][1]),
            at_once=ready_to_start(plan, task, tasks, done, known),
        )
        for task in tasks
    )


def ready_to_start(
    plan: Plan, task: str, tasks: tuple[str, ...], done: Mapping[str, datetime], known: Mapping[str, datetime]
) -> bool:
    """Every task before it in this response is done, and the fact its limit counts from is known."""
    waits = [waited for waited in plan.waits_for(task) if waited in tasks]
    origin = plan.tasks[task].starts
    return all(waited in done for waited in waits) and (not origin.startswith("fact:") or origin in known)


def difference(plan: Plan, before: ResponseLevel, after: ResponseLevel, situation: Situation) -> LevelDifference:
    """What changing the level would start, stop and move."""
    check_level(plan, after)
    if before == after:
        raise rules.SameLevel(level=after)
    old, new = planning.tasks_at(plan, before, situation), planning.tasks_at(plan, after, situation)
    groups_old, groups_new = planning.groups_at(plan, before), planning.groups_at(plan, after)
    return LevelDifference(
        before=before,
        after=after,
        groups_start=tuple(group for group in groups_new if group not in groups_old),
        groups_stop=tuple(group for group in groups_old if group not in groups_new),
        tasks_start=tuple(task for task in new if task not in old),
        tasks_stop=tuple(task for task in old if task not in new),
        tasks_move=tuple(
            task for task in new if task in old and _clockwork(plan, task, before) != _clockwork(plan, task, after)
        ),
    )


def _clockwork(plan: Plan, task: str, level: ResponseLevel) -> tuple[object, object]:
    """The limit of a task at a level, and how often it comes again."""
    return planning.limit_of(plan, task, level), planning.interval_of(plan, task, level)


def needs_of(response: Response) -> tuple[NeedLine, ...]:
    """What the response needs now, by the incident's present facts and the present stock."""
    plan = snapshot_of(response)
    situation = situation_of(incidents.incident_summary(response.incident_id), plan, response)
    return planning.needs_at(plan, _level(response.level), situation)


def seats_of(response: Response) -> list[GroupMember]:
    """Everybody in the groups now, group by group, heads first."""
    order = {role: place for place, role in enumerate(rules.MemberRole)}
    members = GroupMember.objects.filter(group__response=response, until__isnull=True).select_related("group")
    return sorted(members, key=lambda member: (member.group.order, order[rules.MemberRole(member.role)], member.id))


def level_of(response: Response) -> ResponseLevel:
    return _level(response.level)


def check_active(response: Response) -> None:
    if response.state != ResponseState.ACTIVE:
        raise rules.NotActive


def title_of_task(response: Response, task_id: str) -> str:
    """What the task is called in the plan the response started with."""
    return snapshot_of(response).tasks[task_id].title.zh


def done_tasks(response: Response) -> dict[str, datetime]:
    """When each task that is done was done; for one that repeats, the first time."""
    rows = response.tasks.filter(done_at__isnull=False).order_by("-done_at").values_list("task_id", "done_at")
    return {task: moment for task, moment in rows if moment is not None}


def approvals_of(actor: Actor, incident_id: UUID) -> list[Approval]:
    """Every decision on starting a plan for the incident, the newest first."""
    incident = accessed_incident(actor, incident_id)
    require(actor, "plans.read", incident.region_code)
    return list(Approval.objects.filter(incident_id=incident.id).order_by("-decided_at", "-id"))


def commander_title(response: Response) -> str:
    return snapshot_of(response).posts[response.commander_post].title.zh


def commands(actor: Actor, response: Response) -> bool:
    """Whether the actor holds the post that commands the response now."""
    if actor.person_id is None:
        return False
    seat = LineUp(snapshot_of(response), response.region_code).seat(rules.MemberRole.MEMBER, response.commander_post)
    return seat.post_id is not None and actor.person_id in organizations.post_holders(seat.post_id)


def library(actor: Actor) -> list[Plan]:
    """Every plan in force today, class by class; plans are no secret to anybody who may read any."""
    _require_somewhere(actor)
    return sorted(content.plans().values(), key=lambda plan: (plan.plan_class, plan.sub_type, plan.id))


def library_plan(actor: Actor, plan_id: str) -> Plan:
    _require_somewhere(actor)
    return plan_of(plan_id)


def scenarios_of(actor: Actor, plan_id: str) -> list[Scenario]:
    plan = library_plan(actor, plan_id)
    return [one for one in content.scenarios().values() if one.plan == plan.id]


def rehearsals_of(actor: Actor, plan_id: str) -> QuerySet[Rehearsal]:
    """Rehearsals of a plan in the actor's regions."""
    plan = library_plan(actor, plan_id)
    return in_scope(actor, "plans.read", Rehearsal.objects.filter(plan_id=plan.id))


def access_rehearsal(actor: Actor, rehearsal_id: UUID) -> Rehearsal:
    found = in_scope(actor, "plans.read", Rehearsal.objects.all()).filter(id=rehearsal_id).first()
    if found is None:
        raise NotFound(kind="rehearsal", id=str(rehearsal_id))
    return found


def plan_of(plan_id: str) -> Plan:
    """The plan in force today; NotFound when there is none of that id."""
    found = content.plans().get(plan_id)
    if found is None:
        raise NotFound(kind="plan", id=plan_id)
    return found


def responses_where(actor: Actor, *, incident_id: UUID | None, state: str | None) -> QuerySet[Response]:
    rows = visible_responses(actor)
    rows = rows.filter(incident_id=incident_id) if incident_id else rows
    return rows.filter(state=state) if state else rows


def preview_level(actor: Actor, response_id: UUID, level: ResponseLevel) -> LevelDifference:
    """What `services.change_level` would do; changes nothing."""
    response = access_response(actor, response_id)
    plan = snapshot_of(response)
    situation = known_of(incidents.incident_summary(response.incident_id), response)
    return difference(plan, level_of(response), level, situation)


def addressee(organization_id: UUID | None, post_id: UUID | None) -> Addressee:
    """The one addressee that is named; OneAddressee when none or both are."""
    if organization_id is not None and post_id is None:
        return Addressee.organization(organization_id)
    if post_id is not None and organization_id is None:
        return Addressee.post(post_id)
    raise rules.OneAddressee


def _require_somewhere(actor: Actor) -> None:
    if not regions_of(actor, "plans.read"):
        raise NotFound(kind="plan")


def next_turn_at() -> datetime | None:
    """When the loop of plans has something to do next: issue an occurrence, or judge a response by time."""
    repeat = TaskRun.objects.aggregate(first=Min("repeat_at"))["first"]
    judge = Response.objects.filter(state=ResponseState.ACTIVE).aggregate(first=Min("judge_at"))["first"]
    return min((moment for moment in (repeat, judge) if moment is not None), default=None)


def may_stand_down(response: Response) -> bool | Unknown:
    """Whether the plan's condition for ending the response holds now."""
    plan = snapshot_of(response)
    return planning.stands_down(plan, known_of(incidents.incident_summary(response.incident_id), response))
