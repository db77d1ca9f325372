"""Duty roles, shifts and the gaps between them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

REGION_LENGTHS = (2, 4, 6, 9, 12)
"""Province, city, county, town, village (GB/T 2260, GB/T 10114)."""


class DutyRole(StrEnum):
    """What somebody on duty is there for."""

    DUTY_OFFICER = "DUTY_OFFICER"  # 值班员
    DUTY_LEADER = "DUTY_LEADER"  # 带班领导
    DISPATCHER = "DISPATCHER"  # 调度员


ROUND_THE_CLOCK = (DutyRole.DUTY_OFFICER, DutyRole.DUTY_LEADER)
"""The roles in which somebody is there at every hour (24 小时值班、领导带班)."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A planned duty: `starts_at <= t < ends_at`."""

    person_id: UUID
    role: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nobody is on duty."""

    role: str
    starts_at: datetime
    ends_at: datetime


def coverage_gaps(shifts: Iterable[Shift], role: str, since: datetime, until: datetime) -> Iterator[Gap]:
    """The times of `[since, until)` that no shift of the role covers, in order."""
    covered_until = since
    for shift in sorted((one for one in shifts if one.role == role), key=lambda one: one.starts_at):
        if shift.starts_at >= until:
            break
        if shift.starts_at > covered_until:
            yield Gap(role, covered_until, shift.starts_at)
        covered_until = max(covered_until, shift.ends_at)
    if covered_until < until:
        yield Gap(role, covered_until, until)


def first_overlap(shifts: Iterable[Shift]) -> UUID | None:
    """Somebody who would be on duty twice at the same time, if there is anybody."""
    ends: dict[UUID, datetime] = {}
    for shift in sorted(shifts, key=lambda one: one.starts_at):
        if shift.person_id in ends and shift.starts_at < ends[shift.person_id]:
            return shift.person_id
        ends[shift.person_id] = shift.ends_at
    return None


def upper_region(region_code: str) -> str | None:
    """The region one level up: `140105001 → 140105 → 1401 → 14 → None`."""
    shorter = [length for length in REGION_LENGTHS if length < len(region_code)]
    return region_code[: shorter[-1]] if shorter else None


def masked_phone(phone: str) -> str:
    """`13812345678 → 138****5678`; a shorter number keeps its last two digits."""
    if len(phone) < 11:
        return "*" * max(0, len(phone) - 2) + phone[-2:]
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]


@dataclass(frozen=True, slots=True)
class HolderNode:
    """Somebody who holds a post, in a tree that is taken over or handed out."""

    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PostNode:
    """A post in such a tree."""

    title: str
    kind: str
    leads: bool = False
    holders: tuple[HolderNode, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganizationNode:
    """An organisation in such a tree; `key` names it in the file, `parent` is the key or name of the one above."""

    key: str
    name: str
    kind: str
    region_code: str
    parent: str = ""
    uscc: str = ""
    duties: str = ""
    posts: tuple[PostNode, ...] = ()
