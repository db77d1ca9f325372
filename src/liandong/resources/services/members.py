"""队员: the people of a team, with what they can do and until when they are insured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.resources.models import Resource, TeamMember
from liandong.resources.queries import access_member
from liandong.resources.rules import NotATeam, SkillUnknown
from liandong.resources.services.recording import keep, record, to_change


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDraft:
    """`certificates`: `{"skill", "number", "until"}`, dates as ISO text; `phone` is kept and never told."""

    name: str
    person_id: UUID | None = None
    phone: str = ""
    leads: bool = False
    skills: Sequence[str] = ()
    certificates: Sequence[Mapping[str, Any]] = ()
    insured_until: date | None = None
    checked_up_on: date | None = None


@transaction.atomic
def add_member(actor: Actor, team_id: UUID, draft: MemberDraft) -> TeamMember:
    """Somebody joins a team; the timeline names them by id alone."""
    team = to_change(actor, team_id)
    if content.resource_type(team.type).shape != "FORCE":
        raise NotATeam(name=team.name)
    row = TeamMember(team=team, joined_at=clock.now())
    _write(row, draft)
    _recorded(actor, team, row, "team_member_joined")
    return row


@transaction.atomic
def change_member(actor: Actor, member_id: UUID, draft: MemberDraft) -> TeamMember:
    """What is known of a member, written anew as a whole."""
    row = access_member(actor, member_id)
    team = to_change(actor, row.team_id)
    _write(row, draft)
    _recorded(actor, team, row, "team_member_changed")
    return row


@transaction.atomic
def remove_member(actor: Actor, member_id: UUID, *, reason: str = "") -> TeamMember:
    """Somebody leaves the team: the telephone is erased."""
    row = access_member(actor, member_id)
    team = to_change(actor, row.team_id)
    row.left_at, row.phone = clock.now(), ""
    row.save(update_fields=["left_at", "phone"])
    _recorded(actor, team, row, "team_member_left", reason)
    return row


def _write(row: TeamMember, draft: MemberDraft) -> None:
    known = content.skills()
    for skill in (*draft.skills, *(one["skill"] for one in draft.certificates)):
        if skill not in known:
            raise SkillUnknown(skill=str(skill)[:80], known="、".join(known))
    row.name, row.person_id, row.phone, row.leads = draft.name, draft.person_id, draft.phone, draft.leads
    row.skills, row.certificates = list(draft.skills), [dict(one) for one in draft.certificates]
    row.insured_until, row.checked_up_on = draft.insured_until, draft.checked_up_on
    row.save()


def _recorded(actor: Actor, team: Resource, row: TeamMember, verb: str, reason: str = "") -> None:
    keep(actor, team)
    record(actor, team, verb, reason=reason, member_id=str(row.id))
