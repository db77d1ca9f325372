"""Wire types of notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ninja import Schema

from liandong.kernel.text import Key, OptionalLine
from liandong.notices.models import Delivery, Notice
from liandong.notices.queries import ChannelStatus, trials
from liandong.notices.rendering import words
from liandong.notices.rules import DeliveryState, NoticeState, Outcome, Reply, Urgency


class NoticeOut(Schema):
    """A message in the reader's language, what is asked of the reader and what the reader did."""

    id: UUID
    title: str
    body: str
    template: str
    urgency: Urgency
    reply: Reply
    state: NoticeState
    drill: bool
    region_code: str
    incident_id: UUID | None
    subject_kind: str
    subject_id: str
    person_id: UUID | None
    recipient: str
    created_at: datetime
    read_at: datetime | None
    confirmed_at: datetime | None
    alarmed_at: datetime | None


_PLAIN = (
    "id",
    "template",
    "urgency",
    "reply",
    "state",
    "drill",
    "region_code",
    "incident_id",
    "subject_kind",
    "subject_id",
    "person_id",
    "recipient",
    "created_at",
    "read_at",
    "confirmed_at",
    "alarmed_at",
)


def notice_out(row: Notice, language: str) -> NoticeOut:
    said = words(row, "en" if language.lower().startswith("en") else "zh")
    return NoticeOut(title=said.title, body=said.body, **{name: getattr(row, name) for name in _PLAIN})


class TrialOut(Schema):
    """One attempt and how it ended."""

    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome
    detail: str


class DeliveryOut(Schema):
    """One channel's try at a notice, with every attempt."""

    id: UUID
    notice_id: UUID
    channel: str
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    last_detail: str
    settled_at: datetime | None
    trials: list[TrialOut]


def deliveries_out(rows: Sequence[Delivery]) -> list[DeliveryOut]:
    tried = trials([row.id for row in rows])
    return [
        DeliveryOut(
            id=row.id,
            notice_id=row.notice_id,
            channel=row.channel,
            state=DeliveryState(row.state),
            attempts=row.attempts,
            next_at=row.next_at,
            last_detail=row.last_detail,
            settled_at=row.settled_at,
            trials=[TrialOut(**trial) for trial in tried[row.id]],
        )
        for row in rows
    ]


class ChannelOut(Schema):
    """A channel in use; `tested_against` says honestly what the adapter has met so far."""

    id: str
    title_zh: str
    title_en: str
    tested_against: str
    real_target: bool
    failures: int
    open_until: datetime | None
    waiting: int
    dead: int

    @classmethod
    def of(cls, status: ChannelStatus) -> ChannelOut:
        return cls.from_orm(status)


class ReceiptIn(Schema):
    """What a provider says became of a message; `reference` is the one it gave when it took it."""

    reference: Key
    delivered: bool
    detail: OptionalLine = ""


class DeliveryReceiptOut(Schema):
    known: bool


class ContactPointIn(Schema):
    """Where a person is reached on a channel; `enabled` off: not wanted there."""

    address: OptionalLine = ""
    enabled: bool = True
