"""From a recipient to people: holders now, officers on duty now, with the fallbacks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from liandong.kernel.errors import NotFound
from liandong.notices.rules import Recipient, RecipientKind
from liandong.organizations import queries as organizations

DUTY_OFFICER, DUTY_LEADER = "DUTY_OFFICER", "DUTY_LEADER"


def people_of(recipient: Recipient, at: datetime) -> list[UUID]:
    """The people it means at that moment; the first fallback that finds anybody; empty when nobody is found.

    post: its holders → its organisation. organisation: its duty officer → its leader's holders → the duty officer of
    its region. region duty: that role → the duty officer → the duty leader of the region.
    """
    try:
        return next((found for found in _ways(recipient, at) if found), [])
    except NotFound:
        return []


def _ways(recipient: Recipient, at: datetime) -> Iterator[list[UUID]]:
    if recipient.kind is RecipientKind.REGION_DUTY:
        yield from _region(recipient.region_code, recipient.role, at)
    elif recipient.id is None:
        return
    elif recipient.kind is RecipientKind.PERSON:
        yield [recipient.id]
    elif recipient.kind is RecipientKind.POST:
        yield organizations.post_holders(recipient.id, at)
        yield from _organization(organizations.post(recipient.id).organization_id, at)
    else:
        yield from _organization(recipient.id, at)


def _organization(id: UUID, at: datetime) -> Iterator[list[UUID]]:
    yield organizations.on_duty(id, DUTY_OFFICER, at)
    leader = organizations.leader_of(id)
    yield organizations.post_holders(leader, at) if leader else []
    yield from _region(organizations.organization(id).region_code, DUTY_OFFICER, at)


def _region(region_code: str, role: str, at: datetime) -> Iterator[list[UUID]]:
    for wanted in dict.fromkeys((role.upper(), DUTY_OFFICER, DUTY_LEADER)):
        yield organizations.on_duty(region_code, wanted, at)
