"""What an order says before it is issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from liandong.orders.rules.problems import DueBeforeStart, NoAddressee, RepeatedAddressee

if TYPE_CHECKING:
    from liandong.kernel.durations import Limit
    from liandong.orders.rules.milestones import Step


class AddresseeKind(StrEnum):
    ORGANIZATION = "ORGANIZATION"
    POST = "POST"
    PERSON = "PERSON"


class Priority(StrEnum):
    """特急 · 紧急 · 一般: how loudly the addressees are told."""

    FLASH = "FLASH"
    URGENT = "URGENT"
    ROUTINE = "ROUTINE"


@dataclass(frozen=True, slots=True)
class Addressee:
    """受令方: one organisation, post or person who signs for the order and is held to its clock."""

    kind: AddresseeKind
    id: UUID

    @classmethod
    def organization(cls, id: UUID) -> Addressee:
        return cls(AddresseeKind.ORGANIZATION, id)

    @classmethod
    def post(cls, id: UUID) -> Addressee:
        return cls(AddresseeKind.POST, id)

    @classmethod
    def person(cls, id: UUID) -> Addressee:
        return cls(AddresseeKind.PERSON, id)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """One order to one or many addressees, who all run against the same clock.

    `within` and `sign_within` count from `starts_at` (now, when not given) and default to the kind's limits in
    content; `due_at` overrides `within`. `in_name_of` is the command in whose name it goes out (应急指挥长).
    `steps` are milestones to be scheduled back from the due time.
    """

    kind: str
    title: str
    region_code: str
    addressees: tuple[Addressee, ...]
    body: str = ""
    within: Limit | None = None
    due_at: datetime | None = None
    sign_within: Limit | None = None
    starts_at: datetime | None = None
    incident_id: UUID | None = None
    response_id: UUID | None = None
    group: str = ""
    task_id: str = ""
    clause: str = ""
    in_name_of: str = ""
    priority: Priority | None = None
    steps: tuple[Step, ...] = ()
    drill: bool = False


def check_draft(draft: OrderDraft, starts_at: datetime, due_at: datetime | None) -> None:
    """Invalid where nobody is addressed, somebody twice, or the due time does not follow the start."""
    if not draft.addressees:
        raise NoAddressee
    seen: set[Addressee] = set()
    for addressee in draft.addressees:
        if addressee in seen:
            raise RepeatedAddressee(addressee=str(addressee))
        seen.add(addressee)
    if due_at is not None and due_at <= starts_at:
        raise DueBeforeStart(due_at=due_at.isoformat(), starts_at=starts_at.isoformat())
