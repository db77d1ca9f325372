"""Plans and responses as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from liandong.content import queries as content
from liandong.content.planning import NeedLine
from liandong.content.schemas.base import Bilingual
from liandong.content.schemas.plans import Plan
from liandong.content.schemas.scenarios import Scenario
from liandong.organizations import queries as organizations
from liandong.plans import queries
from liandong.plans.models import Approval, GroupMember, Rehearsal, Response, TaskRun
from liandong.plans.rules import DryRun, GroupLineUp, MemberRole, Proposal, Seat

Wire = dict[str, Any]
People = Mapping[UUID, tuple[str, str]]
"""Name and masked telephone by the person's id."""

INFORMATION_OFFICER = Bilingual(zh="信息员", en="Information officer")


def plan_row(plan: Plan) -> Wire:
    return {
        "id": plan.id,
        "title": _text(plan.title),
        "plan_class": plan.plan_class,
        "sub_type": plan.sub_type,
        "version": plan.version,
        "levels": list(plan.levels),
        "groups": len(plan.groups),
        "tasks": len(plan.tasks),
        "provisional": plan.source.provisional,
    }


def proposal(one: Proposal) -> Wire:
    return {
        "plan_id": one.plan.id,
        "title": _text(one.plan.title),
        "level": one.level,
        "undecided": list(one.undecided),
        "sure": one.sure,
    }


def dry_run(run: DryRun) -> Wire:
    plan = run.plan
    people = _called(seat.person_id for group in run.groups for seat in group.seats)
    return {
        "plan_id": plan.id,
        "level": run.level,
        "approval_by": _text(plan.posts[run.approval_by].title),
        "headless": list(run.headless),
        "groups": [_group(plan, group, people) for group in run.groups],
        "tasks": [
            {
                "task": task.task,
                "title": _text(plan.tasks[task.task].title),
                "group": task.group,
                "starts_at": task.starts_at,
                "due_at": task.due_at,
                "at_once": task.at_once,
                "clause": plan.tasks[task.task].clause,
            }
            for task in run.tasks
        ],
        "needs": needs(plan, run.needs),
    }


def needs(plan: Plan, lines: Iterable[NeedLine]) -> list[Wire]:
    return [
        {
            "need": line.need,
            "resource": line.resource,
            "title": _text(plan.needs[line.need].title),
            "unit": _text(plan.needs[line.need].unit),
            "required": line.required,
            "ready": line.ready,
            "gap": line.gap,
            "when_short": plan.needs[line.need].when_short,
            "clause": plan.needs[line.need].clause,
        }
        for line in lines
    ]


def approvals(rows: Sequence[Approval]) -> list[Wire]:
    names = organizations.names(row.decided_by for row in rows if row.decided_by)
    columns = ("plan_id", "level", "granted", "reason", "decided_at")
    return [
        {name: getattr(row, name) for name in columns}
        | {"decided_by": names.get(row.decided_by, "") if row.decided_by else ""}
        for row in rows
    ]


def response_row(response: Response) -> Wire:
    return {
        "id": response.id,
        "incident_id": response.incident_id,
        "plan_id": response.plan_id,
        "title": response.snapshot["title"],
        "level": response.level,
        "state": response.state,
        "region_code": response.region_code,
        "drill": response.drill,
        "activated_at": response.activated_at,
        "merged_at": response.merged_at,
        "stood_down_at": response.stood_down_at,
    }


def response(one: Response) -> Wire:
    plan = queries.snapshot_of(one)
    runs = TaskRun.objects.filter(response=one).order_by("starts_at", "task_id", "occurrence")
    return {
        **response_row(one),
        "plan_version": one.plan_version,
        "commander": queries.commander_title(one),
        "act_first_reason": one.act_first_reason,
        "groups": _groups_of(one, plan),
        "tasks": [_run(plan, run) for run in runs],
        "needs": needs(plan, queries.needs_of(one)),
    }


def _groups_of(one: Response, plan: Plan) -> list[Wire]:
    members = queries.seats_of(one)
    people = _called(member.person_id for member in members)
    shown = []
    for group in one.groups.filter(stopped_at__isnull=True).order_by("order"):
        seats = [_seat_of(member) for member in members if member.group_id == group.id]
        required = plan.groups[group.group_id].head == "required"
        if not any(seat.role is MemberRole.HEAD for seat in seats):
            seats.insert(0, Seat(MemberRole.HEAD, plan.groups[group.group_id].lead))
        shown.append(_group(plan, GroupLineUp(group.group_id, required, tuple(seats)), people))
    return shown


def _called(person_ids: Iterable[UUID | None]) -> People:
    """Name and masked telephone of everybody, read at once."""
    wanted = {one for one in person_ids if one is not None}
    phones = organizations.masked_phones(wanted)
    return {one: (name, phones.get(one, "")) for one, name in organizations.names(wanted).items()}


def _seat_of(member: GroupMember) -> Seat:
    return Seat(MemberRole(member.role), member.plan_post, member.post_id, member.person_id)


def _group(plan: Plan, group: GroupLineUp, people: People) -> Wire:
    return {
        "group": group.group,
        "title": _text(plan.groups[group.group].title),
        "head_required": group.head_required,
        "blocks": group.blocks,
        "seats": [_shown_seat(plan, seat, people) for seat in group.seats],
    }


def _shown_seat(plan: Plan, seat: Seat, people: People) -> Wire:
    name, phone = people.get(seat.person_id, ("", "")) if seat.person_id else ("", "")
    return {
        "role": seat.role.value,
        "plan_post": seat.plan_post,
        "title": _title(plan, seat),
        "post_id": seat.post_id,
        "person_id": seat.person_id,
        "name": name,
        "phone": phone,
    }


def _title(plan: Plan, seat: Seat) -> dict[str, str]:
    """What the seat is called; one of the upper team by the post its holder has at home."""
    if seat.role is MemberRole.UPPER_TEAM and seat.post_id is not None:
        post = organizations.names([seat.post_id]).get(seat.post_id, "")
        return {"zh": f"上级专班（{post}）", "en": f"Upper team ({post})"}
    return _text(plan.posts[seat.plan_post].title if seat.plan_post in plan.posts else INFORMATION_OFFICER)


def _run(plan: Plan, run: TaskRun) -> Wire:
    task = plan.tasks[run.task_id]
    return {
        "id": run.id,
        "task": run.task_id,
        "title": _text(task.title),
        "occurrence": run.occurrence,
        "group": run.group_id,
        "phase": task.phase,
        "state": run.state,
        "starts_at": run.starts_at,
        "due_at": run.due_at,
        "done_at": run.done_at,
        "order_id": run.order_id,
        "waits_for": list(plan.waits_for(run.task_id)),
        "clause": task.clause,
    }


def rehearsal_row(one: Rehearsal) -> Wire:
    known = content.scenarios().get(one.scenario)
    title = _text(known.title) if known else {"zh": one.scenario, "en": one.scenario}
    columns = ("id", "plan_id", "plan_version", "scenario", "seed", "state", "asked_at", "ended_at", "problem")
    return {**{name: getattr(one, name) for name in columns}, "scenario_title": title}


def rehearsal(one: Rehearsal) -> Wire:
    return {**rehearsal_row(one), "outcome": one.outcome}


def scenario_row(one: Scenario) -> Wire:
    return {"id": one.id, "title": _text(one.title), "plan": one.plan}


def _text(text: Bilingual) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
