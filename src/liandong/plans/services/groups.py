"""Working groups of a response: set up, given heads, merged with the upper team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from liandong.access.queries import require
from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.kernel.ids import Subject
from liandong.organizations import queries as organizations
from liandong.plans import queries, rules
from liandong.plans.models import GroupMember, Response, WorkingGroup
from liandong.plans.rules import GroupLineUp, MemberRole
from liandong.plans.services.holding import hold
from liandong.plans.services.tasks import start_ready_tasks
from liandong.timeline.services import record


def set_up_groups(response: Response, groups: Sequence[GroupLineUp], overrides: Mapping[str, str]) -> None:
    """Rows for the groups and their filled seats, in the order of the plan; one that was stopped sits again."""
    former = {row.group_id: row for row in WorkingGroup.objects.filter(response=response)}
    fresh = {
        group.group: WorkingGroup(
            response=response,
            group_id=group.group,
            order=place,
            without_head_because=overrides.get(group.group, "").strip() if not group.head.filled else "",
        )
        for place, group in enumerate(groups, len(former))
        if group.group not in former
    }
    WorkingGroup.objects.bulk_create(fresh.values())
    rows = former | fresh
    WorkingGroup.objects.filter(response=response, group_id__in=[group.group for group in groups]).update(
        stopped_at=None
    )
    GroupMember.objects.bulk_create(
        GroupMember(
            group=rows[group.group],
            role=seat.role,
            plan_post=seat.plan_post,
            post_id=seat.post_id,
            person_id=seat.person_id,
            since=clock.now(),
        )
        for group in groups
        for seat in group.seats
        if seat.person_id is not None
    )


@transaction.atomic
def appoint_head(actor: Actor, response_id: UUID, group_id: str, person_id: UUID, reason: str = "") -> GroupMember:
    """Give a group a head, instead of the one it has, if any; tasks that waited for somebody go out."""
    require(actor, "plans.appoint", queries.access_response(actor, response_id).region_code)
    response = hold(response_id)
    queries.check_active(response)
    group = WorkingGroup.objects.filter(response=response, group_id=group_id, stopped_at__isnull=True).first()
    if group is None:
        raise rules.UnknownGroup(group=group_id)
    GroupMember.objects.filter(group=group, role=MemberRole.HEAD, until__isnull=True).update(until=clock.now())
    posts = organizations.posts_of(person_id)
    head = GroupMember.objects.create(
        group=group,
        role=MemberRole.HEAD,
        plan_post=queries.snapshot_of(response).groups[group_id].lead,
        post_id=posts[0] if posts else None,
        person_id=person_id,
        since=clock.now(),
    )
    _record(actor, response, "group_head_appointed", group_id, {"person_id": str(person_id)}, reason)
    start_ready_tasks(response)
    return head


@transaction.atomic
def lose_head(actor: Actor, response_id: UUID, group_id: str, reason: str) -> None:
    """The head of a group is no longer there; the group shows as headless until somebody is appointed."""
    response = queries.access_response(actor, response_id)
    require(actor, "plans.appoint", response.region_code)
    heads = GroupMember.objects.filter(
        group__response=response, group__group_id=group_id, role=MemberRole.HEAD, until__isnull=True
    )
    if heads.update(until=clock.now()):
        _record(actor, response, "group_head_lost", group_id, {}, reason)


@transaction.atomic
def merge_with_upper_team(actor: Actor, response_id: UUID, reason: str = "") -> Response:
    """合并办公: the upper team has joined; from now on orders go out in the commander's name only (三（二）)."""
    require(actor, "plans.change_level", queries.access_response(actor, response_id).region_code)
    response = hold(response_id)
    queries.check_active(response)
    if response.merged_at is None:
        response.merged_at = clock.now()
        response.version += 1
        response.save(update_fields=["merged_at", "version"])
        record(
            actor,
            Subject.of("response", response.id),
            "offices_merged",
            region_code=response.region_code,
            data={"commander": queries.commander_title(response)},
            incident_id=response.incident_id,
            drill=response.drill,
            reason=reason,
        )
    return response


@transaction.atomic
def join_upper_team(actor: Actor, response_id: UUID, posts: Sequence[tuple[str, UUID]], reason: str = "") -> Response:
    """Posts of the city's or province's team take their seats in the groups, beside the heads (三（一）)."""
    require(actor, "plans.appoint", queries.access_response(actor, response_id).region_code)
    response = hold(response_id)
    queries.check_active(response)
    if response.merged_at is None:
        raise rules.NotMerged
    for group_id, post_id in posts:
        group = WorkingGroup.objects.filter(response=response, group_id=group_id, stopped_at__isnull=True).first()
        if group is None:
            raise rules.UnknownGroup(group=group_id)
        _seat_of_upper_team(actor, response, group, post_id, reason)
    return response


def _seat_of_upper_team(actor: Actor, response: Response, group: WorkingGroup, post_id: UUID, reason: str) -> None:
    post = organizations.post(post_id)
    above = len(post.region_code) < len(response.region_code[:6]) and response.region_code.startswith(post.region_code)
    if not above:
        raise rules.NotOfUpperLevel(post=post.title)
    holders = organizations.post_holders(post_id)
    if not holders:
        raise rules.PostVacant(post=post.title)
    seat = {"group": group, "role": MemberRole.UPPER_TEAM, "post_id": post_id, "until": None}
    _, joined = GroupMember.objects.get_or_create(
        **seat, defaults={"plan_post": "", "person_id": holders[0], "since": clock.now()}
    )
    if joined:
        data = {"post_id": str(post_id), "person_id": str(holders[0])}
        _record(actor, response, "upper_team_joined", group.group_id, data, reason)


def _record(actor: Actor, response: Response, verb: str, group_id: str, data: dict[str, str], reason: str) -> None:
    title = queries.snapshot_of(response).groups[group_id].title
    record(
        actor,
        Subject.of("response", response.id),
        verb,
        region_code=response.region_code,
        data={"group": title.zh, "group_en": title.en, "group_id": group_id, **data},
        incident_id=response.incident_id,
        drill=response.drill,
        reason=reason,
    )
