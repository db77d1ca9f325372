"""通知渠道阶梯 (channel ladders): by urgency, which channels are tried when, and when silence raises an alarm."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from liandong.content.schemas.base import ContentFile, ContentModel, LimitText

ChannelName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class Rung(ContentModel):
    """`after` so long without a confirmation (or reading, where none is asked) these channels are tried too."""

    after: LimitText
    channels: tuple[ChannelName, ...] = Field(min_length=1)


class ChannelLadder(ContentModel):
    """`unread_alarm` after so long unread, the reader's duty officer is told."""

    rungs: tuple[Rung, ...] = Field(min_length=1)
    unread_alarm: LimitText | None = None
    clause: str = ""


class DeliveryTerms(ContentModel):
    """Retry with exponential backoff and jitter; a channel that keeps failing rests for `breaker_rest`."""

    attempts: int = Field(ge=1, le=50)
    first_wait: LimitText
    longest_wait: LimitText
    breaker_failures: int = Field(ge=1)
    breaker_rest: LimitText


class NoticeChannels(ContentFile):
    """The file under `library/notice_channels/`."""

    ladders: dict[Literal["FLASH", "URGENT", "ROUTINE"], ChannelLadder]
    delivery: DeliveryTerms
