"""Who a target of the ladder is, for one clock."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from uuid import UUID

from liandong.deadlines.models import Deadline
from liandong.deadlines.rules import HolderKind
from liandong.kernel.errors import NotFound
from liandong.notices.rules import Recipient
from liandong.organizations import queries as organizations

DUTY_OFFICER, DUTY_LEADER = "DUTY_OFFICER", "DUTY_LEADER"


class Chart:
    """The organisation chart as far as it was asked for, each question once: for the length of one batch."""

    def __init__(self) -> None:
        self.leader_of = cache(organizations.leader_of)
        self.superior_of = cache(organizations.superior_of)
        self.organization_of = cache(organizations.organization_of)
        self.post = cache(organizations.post)


def recipients(deadline: Deadline, targets: Iterable[str], chart: Chart | None = None) -> list[Recipient]:
    """In the order of the ladder, nobody twice. The targets are those of `content.schemas.deadline_kinds`.

    A leader or superior that cannot be found (a post abolished, nobody above) falls to the duty leader of the region:
    an escalation must reach somebody.
    """
    known = chart or Chart()
    return list(dict.fromkeys(_one(deadline, target, known) for target in targets))


def _one(deadline: Deadline, target: str, chart: Chart) -> Recipient:
    name, _, role = target.partition(":")
    if name == "holder":
        return _holder(deadline)
    if name == "role":
        return Recipient.region_duty(deadline.region_code, role)
    if name in {"upper_level", "upper_role"}:
        upper = organizations.upper_level(deadline.region_code) or deadline.region_code
        return Recipient.region_duty(upper, role or DUTY_OFFICER)
    post = _leader_post(deadline, chart) if name == "holder_leader" else _superior(deadline, chart)
    return Recipient.post(post) if post else Recipient.region_duty(deadline.region_code, DUTY_LEADER)


def _holder(deadline: Deadline) -> Recipient:
    make = {
        HolderKind.PERSON: Recipient.person,
        HolderKind.POST: Recipient.post,
        HolderKind.ORGANIZATION: Recipient.organization,
    }
    return make[HolderKind(deadline.holder_kind)](deadline.holder_id)


def _leader_post(deadline: Deadline, chart: Chart) -> UUID | None:
    """The post that leads the holder's organisation; where the holder is that post, the one above it."""
    organization_id = _organization(deadline, chart)
    leader = chart.leader_of(organization_id) if organization_id else None
    return _superior(deadline, chart) if leader == deadline.holder_id else leader


def _superior(deadline: Deadline, chart: Chart) -> UUID | None:
    if deadline.holder_kind == HolderKind.POST:
        return chart.superior_of(deadline.holder_id)
    organization_id = _organization(deadline, chart)
    above = chart.superior_of(organization_id) if organization_id else None
    return chart.leader_of(above) if above else None


def _organization(deadline: Deadline, chart: Chart) -> UUID | None:
    if deadline.holder_kind == HolderKind.PERSON:
        return chart.organization_of(deadline.holder_id)
    if deadline.holder_kind == HolderKind.ORGANIZATION:
        return deadline.holder_id
    try:
        return chart.post(deadline.holder_id).organization_id
    except NotFound:
        return None
