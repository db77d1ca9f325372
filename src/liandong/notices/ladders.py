"""Which channels an urgency uses when, from the content."""

from __future__ import annotations

from datetime import timedelta

from liandong.content import queries as content
from liandong.content.schemas.notice_channels import ChannelLadder, DeliveryTerms, NoticeChannels
from liandong.kernel.durations import Limit


def _file() -> NoticeChannels:
    return content.notice_channels()


def ladder(urgency: str) -> ChannelLadder:
    return _file().ladders[urgency]  # type: ignore[index]  # the three urgencies are the three keys


def delivery_terms() -> DeliveryTerms:
    return _file().delivery


def channels_at(urgency: str, rung: int) -> tuple[str, ...]:
    return ladder(urgency).rungs[rung].channels


def wait_until_rung(urgency: str, rung: int) -> timedelta | None:
    """How long after the notice this rung is climbed; None when there is no such rung."""
    rungs = ladder(urgency).rungs
    return Limit.parse(rungs[rung].after).clock if rung < len(rungs) else None


def unread_alarm(urgency: str) -> timedelta | None:
    after = ladder(urgency).unread_alarm
    return Limit.parse(after).clock if after else None
