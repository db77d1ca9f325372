"""Planning who is on duty, swapping shifts, and naming the information officer of a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from liandong.access.queries import require
from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.kernel.ids import Subject
from liandong.organizations import rules
from liandong.organizations.models import InformationOfficer, Organization, Person, RosterShift
from liandong.organizations.problems import BadPeriod, PersonLeft, ShiftOver, ShiftsOverlap
from liandong.organizations.queries import access_organization, access_person
from liandong.timeline.services import record

PLAN = "organizations.plan_duty"
DESKS = frozenset({"linkage_centre", "coordination_office", "town"})
"""Kinds of organisations whose duty room is the region's; the rosters of others serve themselves alone."""


@dataclass(frozen=True, slots=True)
class ShiftDraft:
    """Somebody's duty: `starts_at <= t < ends_at`, in a duty role (`DUTY_OFFICER`, `DUTY_LEADER`, `DISPATCHER`)."""

    person_id: UUID
    role: str
    starts_at: datetime
    ends_at: datetime
    post_id: UUID | None = None


@transaction.atomic
def plan_shift(actor: Actor, organization_id: UUID, draft: ShiftDraft) -> RosterShift:
    return plan_shifts(actor, organization_id, [draft])[0]


@transaction.atomic
def plan_shifts(actor: Actor, organization_id: UUID, drafts: Iterable[ShiftDraft]) -> list[RosterShift]:
    """A roster at once: all of it or, when two shifts of one person overlap, none of it."""
    organization = access_organization(actor, organization_id, PLAN)
    drafts = sorted(drafts, key=lambda draft: draft.starts_at)
    _check_people(organization, drafts)
    desk = organization.region_code if organization.kind in DESKS else ""
    rows = RosterShift.objects.bulk_create(_row(organization, draft, desk) for draft in drafts)
    if rows:
        _record(actor, organization, "duty_planned", count=len(rows), begins=rows[0].starts_at, ends=_last(drafts))
    return rows


@transaction.atomic
def swap_shift(actor: Actor, shift_id: UUID, person_id: UUID, reason: str) -> RosterShift:
    """Somebody else takes the shift over: all of it, or what is left of one that has begun."""
    shift = _access_shift(actor, shift_id)
    now = clock.now()
    if shift.cancelled_at is not None or shift.ends_at <= now:
        raise ShiftOver
    begins = max(now, shift.starts_at)
    _check_people(shift.organization, [ShiftDraft(person_id, shift.role, begins, shift.ends_at)])
    successor = RosterShift.objects.create(
        organization=shift.organization,
        post_id=shift.post_id,
        person_id=person_id,
        role=shift.role,
        region_code=shift.region_code,
        starts_at=begins,
        ends_at=shift.ends_at,
    )
    _end(shift, begins)
    people = {"before_id": shift.person_id, "after_id": person_id}
    _record(actor, shift.organization, "shift_swapped", reason, **people, begins=begins, ends=successor.ends_at)
    return successor


@transaction.atomic
def cancel_shift(actor: Actor, shift_id: UUID, reason: str) -> RosterShift:
    shift = _access_shift(actor, shift_id)
    if shift.cancelled_at is not None or shift.ends_at <= clock.now():
        raise ShiftOver
    _end(shift, max(clock.now(), shift.starts_at))
    _record(actor, shift.organization, "shift_cancelled", reason, person_id=shift.person_id, role=shift.role)
    return shift


@transaction.atomic
def name_information_officer(actor: Actor, organization_id: UUID, person_id: UUID) -> InformationOfficer:
    """The unit's information officer from now on, in place of whoever was it before (信息员, 24 小时联系畅通)."""
    organization = access_organization(actor, organization_id, "organizations.write")
    person = access_person(actor, person_id)
    now = clock.now()
    before = InformationOfficer.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=now))
    before.filter(organization=organization).update(valid_until=now)
    row = InformationOfficer.objects.create(organization=organization, person=person, valid_from=now)
    _record(actor, organization, "information_officer_named", person_id=person.id)
    return row


def _last(drafts: list[ShiftDraft]) -> datetime:
    return max(draft.ends_at for draft in drafts)


def _row(organization: Organization, draft: ShiftDraft, desk: str) -> RosterShift:
    return RosterShift(
        organization=organization,
        post_id=draft.post_id,
        person_id=draft.person_id,
        role=draft.role,
        region_code=desk,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
    )


def _check_people(organization: Organization, drafts: list[ShiftDraft]) -> None:
    """Periods that make sense, people who are still there, and nobody on duty twice at once."""
    if any(draft.ends_at <= draft.starts_at for draft in drafts):
        raise BadPeriod
    people = {person.id: person for person in Person.objects.filter(id__in={draft.person_id for draft in drafts})}
    for draft in drafts:
        if draft.person_id not in people:
            raise NotFound(kind="person", id=draft.person_id)
        if people[draft.person_id].left_at is not None:
            raise PersonLeft(name=people[draft.person_id].name)
    clash = rules.first_overlap([*_planned(drafts), *(_shift(draft) for draft in drafts)])
    if clash is not None:
        raise ShiftsOverlap(name=people[clash].name)


def _planned(drafts: list[ShiftDraft]) -> Iterable[rules.Shift]:
    """The shifts already planned that could touch one of these."""
    if not drafts:
        return []
    begins, ends = min(draft.starts_at for draft in drafts), max(draft.ends_at for draft in drafts)
    wanted = {draft.person_id for draft in drafts}
    rows = RosterShift.objects.filter(
        person_id__in=wanted, cancelled_at__isnull=True, starts_at__lt=ends, ends_at__gt=begins
    )
    return [rules.Shift(*row) for row in rows.values_list("person_id", "role", "starts_at", "ends_at")]


def _shift(draft: ShiftDraft) -> rules.Shift:
    return rules.Shift(draft.person_id, draft.role, draft.starts_at, draft.ends_at)


def _end(shift: RosterShift, at: datetime) -> None:
    """What was done of the shift stays on the roster; a shift not yet begun is cancelled."""
    if at > shift.starts_at:
        shift.ends_at = at
    else:
        shift.cancelled_at = clock.now()
    shift.save(update_fields=["ends_at", "cancelled_at"])


def _access_shift(actor: Actor, id: UUID) -> RosterShift:
    row = RosterShift.objects.select_for_update(of=("self",)).select_related("organization").filter(id=id).first()
    if row is None:
        raise NotFound(kind="shift", id=id)
    access_organization(actor, row.organization_id)
    require(actor, PLAN, row.organization.region_code)
    return row


def _record(actor: Actor, organization: Organization, verb: str, reason: str = "", **data: object) -> None:
    told = {"organization_id": organization.id, **data}
    subject = Subject.of("organization", organization.id)
    record(actor, subject, verb, region_code=organization.region_code, data=told, reason=reason)
