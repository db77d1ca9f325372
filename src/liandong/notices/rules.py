"""Urgency, recipients, states, backoff and breaker. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from liandong.kernel.errors import Invalid, Refused
from liandong.kernel.text import Localized


class Urgency(StrEnum):
    FLASH = "FLASH"
    URGENT = "URGENT"
    ROUTINE = "ROUTINE"


class Reply(StrEnum):
    """What the reader is asked to do."""

    NONE = "NONE"
    READ = "READ"
    CONFIRM = "CONFIRM"


class NoticeState(StrEnum):
    """UNDELIVERABLE: nobody could be found for it, or every channel gave up and it was never read."""

    SENT = "SENT"
    READ = "READ"
    CONFIRMED = "CONFIRMED"
    UNDELIVERABLE = "UNDELIVERABLE"


class DeliveryState(StrEnum):
    """SENT: the provider took it. DELIVERED: it says the handset has it. DEAD: given up, may be sent again.

    SUPPRESSED: a drill's notice on a channel with real targets. NO_ADDRESS: the person has none on this channel.
    """

    WAITING = "WAITING"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"
    SUPPRESSED = "SUPPRESSED"
    NO_ADDRESS = "NO_ADDRESS"


class Outcome(StrEnum):
    """How one attempt ended. UNKNOWN: the process died while it ran; whether it was sent only the provider knows."""

    STARTED = "STARTED"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    TEMPORARY = "TEMPORARY"
    PERMANENT = "PERMANENT"
    UNKNOWN = "UNKNOWN"
    SUPPRESSED = "SUPPRESSED"
    NO_ADDRESS = "NO_ADDRESS"


class RecipientKind(StrEnum):
    PERSON = "PERSON"
    POST = "POST"
    ORGANIZATION = "ORGANIZATION"
    REGION_DUTY = "REGION_DUTY"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a notice is for; who that is, is found when it is sent: holders now, the officer on duty now."""

    kind: RecipientKind
    id: UUID | None = None
    region_code: str = ""
    role: str = ""

    @classmethod
    def person(cls, id: UUID) -> Recipient:
        return cls(RecipientKind.PERSON, id)

    @classmethod
    def post(cls, id: UUID) -> Recipient:
        return cls(RecipientKind.POST, id)

    @classmethod
    def organization(cls, id: UUID) -> Recipient:
        """Its duty officer now, else its leader."""
        return cls(RecipientKind.ORGANIZATION, id)

    @classmethod
    def region_duty(cls, region_code: str, role: str) -> Recipient:
        """Whoever is on duty in that role in that region now."""
        return cls(RecipientKind.REGION_DUTY, None, region_code, role.upper())

    def __str__(self) -> str:
        if self.kind is RecipientKind.REGION_DUTY:
            return f"{self.kind}:{self.region_code}:{self.role}"
        return f"{self.kind}:{self.id}"


def backoff(attempt: int, first: timedelta, longest: timedelta, chance: float) -> timedelta:
    """How long to wait after the n-th failed attempt (from 1): doubling, capped, with jitter.

    `chance` in [0, 1) spreads it over the upper half, so that messages that failed together do not return together.
    """
    doubled = first * float(2 ** min(attempt - 1, 30))
    return min(doubled, longest) * (0.5 + chance / 2)


@dataclass(frozen=True, slots=True)
class Breaker:
    """A channel rests once `limit` attempts in a row have failed; after the rest a single attempt is the probe."""

    failures: int = 0
    open_until: datetime | None = None

    def after(self, succeeded: bool, now: datetime, limit: int, rest: timedelta) -> Breaker:
        if succeeded:
            return Breaker()
        failures = self.failures + 1
        return Breaker(failures, now + rest if failures >= limit else None)

    def is_open(self, now: datetime) -> bool:
        return self.open_until is not None and now < self.open_until


class NothingToResend(Refused):
    code = "notice_not_dead"
    message = Localized(
        zh="这条通知没有停止发送，无需重发。", en="This delivery has not been given up; there is nothing to send again."
    )


class UnknownChannel(Invalid):
    code = "notice_channel_unknown"
    message = Localized(
        zh="没有名为“{channel}”的通知渠道，请检查名称。", en="There is no channel named “{channel}”; check the name."
    )
