"""Say something: rows only, in the transaction of the verb that speaks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.kernel.durations import Limit
from liandong.kernel.events import publish
from liandong.kernel.ids import Subject
from liandong.notices import channels, ladders
from liandong.notices.events import NoticeLimited
from liandong.notices.models import Delivery, Notice
from liandong.notices.rendering import words
from liandong.notices.resolving import people_of
from liandong.notices.rules import NoticeState, Recipient, RecipientKind, Reply, Urgency
from liandong.timeline import services as timeline

PRIORITY = {Urgency.FLASH: 0, Urgency.URGENT: 1, Urgency.ROUTINE: 2}
UNREAD_TEMPLATE = "notice_unread"


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said, and to whom; `key` makes it said once to each person.

    `within` is the limit for the answer, with the clause it comes from as `source`; the clock of it is `deadlines`'.
    """

    to: Sequence[Recipient]
    template: str
    urgency: Urgency
    region_code: str
    key: str
    data: Mapping[str, Any] = field(default_factory=dict)
    incident_id: UUID | None = None
    subject: Subject | None = None
    drill: bool = False
    within: Limit | None = None
    source: str = ""


def notify(
    actor: Actor,
    *,
    to: Sequence[Recipient],
    template: str,
    data: Mapping[str, Any],
    urgency: Urgency,
    region_code: str,
    incident_id: UUID | None = None,
    subject: Subject | None = None,
    drill: bool = False,
    key: str,
) -> list[UUID]:
    """Queue a message for everybody that `to` means now; the ids of the notices of this key.

    Never raises for want of a recipient or a channel: what reaches nobody stands as UNDELIVERABLE, to be seen and
    sent again. Saying the same `key` again adds nobody twice.
    """
    message = Message(to, template, urgency, region_code, key, data, incident_id, subject, drill)
    return notify_many(actor, [message])


@transaction.atomic
def notify_many(actor: Actor, messages: Sequence[Message]) -> list[UUID]:
    """Many messages in a few statements."""
    now = clock.now()
    meant: dict[Recipient, list[UUID]] = {}
    said = [(message, row) for message in messages for row in _rows(message, now, meant)]
    rows = [row for _, row in said]
    known = _already(rows)
    fresh = list({(row.key, row.addressee): row for row in rows if (row.key, row.addressee) not in known}.values())
    Notice.objects.bulk_create(fresh)
    Delivery.objects.bulk_create([new for row in fresh for new in deliveries_of(row, now)])
    for row in fresh:
        if row.state == NoticeState.UNDELIVERABLE:
            _record_nobody(actor, row)
    _tell_limits(said, {row.id for row in fresh})
    return [*known.values(), *(row.id for row in fresh)]


def _tell_limits(said: Sequence[tuple[Message, Notice]], fresh: Collection[UUID]) -> None:
    for message, row in said:
        if message.within is None or row.id not in fresh:
            continue
        kind, _, target = row.recipient.partition(":")
        publish(
            NoticeLimited(
                notice_id=row.id,
                person_id=row.person_id,
                recipient_kind=kind,
                recipient_id=UUID(target) if kind != RecipientKind.REGION_DUTY else None,
                region_code=row.region_code,
                incident_id=row.incident_id,
                drill=row.drill,
                at=row.created_at,
                within=message.within,
                about=words(row).title,
                source=message.source,
            )
        )


def _already(rows: Sequence[Notice]) -> dict[tuple[str, str], UUID]:
    found = Notice.objects.filter(key__in={row.key for row in rows}).values_list("key", "addressee", "id")
    return {(key, addressee): notice_id for key, addressee, notice_id in found}


def _rows(message: Message, now: datetime, meant: dict[Recipient, list[UUID]]) -> list[Notice]:
    """One row a person, however many of the recipients mean that person; one row for each recipient that is nobody.

    `meant` remembers whom a recipient means, for the length of one call.
    """
    rows: dict[str, Notice] = {}
    for recipient in message.to:
        if recipient not in meant:
            meant[recipient] = people_of(recipient, now)
        people: list[UUID | None] = [*meant[recipient]]
        for person_id in people or [None]:
            addressee = str(person_id) if person_id else f"nobody:{recipient}"
            rows.setdefault(addressee, _row(message, recipient, person_id, addressee, now))
    return list(rows.values())


def _row(message: Message, recipient: Recipient, person_id: UUID | None, addressee: str, now: datetime) -> Notice:
    reply = content.notice_template(message.template).reply
    row = Notice(
        key=message.key,
        addressee=addressee,
        recipient=str(recipient),
        person_id=person_id,
        template=message.template,
        data=dict(message.data),
        urgency=message.urgency.value,
        reply=reply,
        region_code=message.region_code,
        incident_id=message.incident_id,
        subject_kind=message.subject.kind if message.subject else "",
        subject_id=message.subject.id if message.subject else "",
        drill=message.drill,
        state=(NoticeState.SENT if person_id else NoticeState.UNDELIVERABLE).value,
        created_at=now,
    )
    if person_id:
        plan_silence(row)
    return row


def plan_silence(row: Notice) -> None:
    """Set when silence has its next consequence: the next rung of the ladder, or the unread alarm.

    What has been read raises no alarm of being unread any more, also while its confirmation is still awaited.
    """
    alarm = ladders.unread_alarm(row.urgency) if row.template != UNREAD_TEMPLATE else None
    asks = row.reply != Reply.NONE
    silent = asks and row.read_at is None and row.alarmed_at is None
    row.alarm_at = row.created_at + alarm if alarm and silent else None
    climb = ladders.wait_until_rung(row.urgency, row.rung + 1) if asks else None
    waits = [w for w in (row.created_at + climb if climb is not None else None, row.alarm_at) if w is not None]
    row.next_at = min(waits, default=None)


def deliveries_of(row: Notice, now: datetime) -> list[Delivery]:
    """A delivery for each channel of the row's rung that is in use; none for a notice that has no reader."""
    if row.person_id is None:
        return []
    used = channels.in_use()
    wanted = ladders.channels_at(row.urgency, row.rung)
    priority = PRIORITY[Urgency(row.urgency)]
    return [
        Delivery(notice=row, channel=name, priority=priority, next_at=now, created_at=now)
        for name in wanted
        if name in used
    ]


def _record_nobody(actor: Actor, row: Notice) -> None:
    if row.subject is not None:
        timeline.record(
            actor,
            row.subject,
            "notice_reached_nobody",
            region_code=row.region_code,
            data={"notice": str(row.id), "template": row.template, "recipient": row.recipient},
            incident_id=row.incident_id,
            drill=row.drill,
        )
