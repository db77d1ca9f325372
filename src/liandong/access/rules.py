"""Who may do what: actors, grants and the rule that joins them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from liandong.access.problems import RolesKeptApart, WeakPassword

SYSTEM_ROLE = "system"
"""The platform itself (clock, command line): holds every permission everywhere; no account can be given it."""

NATION = ""
"""The region code that contains all others."""


Permissions = Callable[[str], frozenset[str]]
"""Answers the permissions of a role."""


class Source(StrEnum):
    """By which way an act reached the platform."""

    CONSOLE = "CONSOLE"
    API = "API"
    CLOCK = "CLOCK"
    ADAPTER = "ADAPTER"
    CLI = "CLI"
    REHEARSAL = "REHEARSAL"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, in a region and all regions within it, from one moment until (not including) another."""

    role: str
    region: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def covers(self, region_code: str, at: datetime) -> bool:
        return self.holds_at(at) and region_code.startswith(self.region)

    def holds_at(self, at: datetime) -> bool:
        begun = self.valid_from is None or self.valid_from <= at
        return begun and (self.valid_until is None or at < self.valid_until)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a signed-in person, a connector with a token, or the platform itself.

    `client` names the caller for idempotency (`user:<id>`, `token:<id>`); `name` is shown, never stored.
    """

    user_id: UUID | None
    person_id: UUID | None
    name: str
    organization_id: UUID | None
    post_id: UUID | None
    grants: tuple[Grant, ...]
    source: Source
    client: str

    @classmethod
    def system(cls, source: Source) -> Actor:
        """The platform itself, which may do everything."""
        return cls(None, None, "系统", None, None, (Grant(SYSTEM_ROLE, NATION),), source, f"system:{source.value}")

    @property
    def is_system(self) -> bool:
        return any(grant.role == SYSTEM_ROLE for grant in self.grants)


def may(grants: Iterable[Grant], permits: Permissions, wanted: str, region: str, at: datetime) -> bool:
    """Whether one of the grants holds at that moment, contains the region and gives the wanted permission."""
    return any(grant.covers(region, at) and _gives(grant, permits, wanted) for grant in grants)


def regions_where(grants: Iterable[Grant], permits: Permissions, wanted: str, at: datetime) -> tuple[str, ...]:
    """The widest region codes in which the wanted permission is held: none lies within another."""
    held = {grant.region for grant in grants if grant.holds_at(at) and _gives(grant, permits, wanted)}
    return tuple(sorted(code for code in held if not any(code != wider and code.startswith(wider) for wider in held)))


def prefix_bounds(prefix: str) -> tuple[str, str | None]:
    """Codes of digits that begin with `prefix` are `low <= code < high`; `high` is None when there is no bound.

    A range, not LIKE: both databases answer it from an ordinary index, in any collation, as only digits are compared.
    """
    stem = prefix.rstrip("9")
    return prefix, (stem[:-1] + str(int(stem[-1]) + 1) if stem else None)


def _gives(grant: Grant, permits: Permissions, wanted: str) -> bool:
    return grant.role == SYSTEM_ROLE or wanted in permits(grant.role)


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """What a password must have (GB/T 22239-2019 level 3: complexity)."""

    length: int
    kinds: int


@dataclass(frozen=True, slots=True)
class LockPolicy:
    """How many failures in a row lock an account for one address, and for how long."""

    failures: int
    lock: timedelta


def check_password(password: str, username: str, policy: PasswordPolicy) -> None:
    """WeakPassword unless long enough, of enough kinds of characters, and without the account's name in it."""
    has_name = len(username) > 2 and username.lower() in password.lower()
    if len(password) < policy.length or kinds_of_characters(password) < policy.kinds or has_name:
        raise WeakPassword(length=policy.length, kinds=policy.kinds)


def kinds_of_characters(text: str) -> int:
    """How many of the four kinds occur: small letters, capitals, digits, others."""
    kinds = {
        "digit" if sign.isdigit() else "small" if sign.islower() else "capital" if sign.isupper() else "other"
        for sign in text
    }
    return len(kinds)


def is_password_due(must_change: bool, changed_at: datetime, oldest: timedelta, at: datetime) -> bool:
    """Whether the account may do nothing but change its password (periodic change, or set by somebody else)."""
    return must_change or changed_at + oldest <= at


def check_held_together(held: Iterable[str], wanted: str, apart_from: Mapping[str, frozenset[str]]) -> None:
    """RolesKeptApart when one of the roles held and the wanted one may not be held by one account."""
    for role in held:
        if wanted in apart_from.get(role, frozenset()) or role in apart_from.get(wanted, frozenset()):
            raise RolesKeptApart(held=role, wanted=wanted)


def contains(own: Grant, role: str, region: str, begins: datetime, until: datetime) -> bool:
    """Whether a grant contains another in role, region and time; nothing may be lent beyond what one holds."""
    ends_in_time = own.valid_until is None or until <= own.valid_until
    return own.role == role and own.covers(region, begins) and ends_in_time and begins < until
