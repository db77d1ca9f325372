"""What readers and providers answer: read, confirmed, delivered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.kernel.events import publish
from liandong.notices.events import NoticeAnswered
from liandong.notices.models import Delivery, Notice
from liandong.notices.queries import access_own_notice
from liandong.notices.rules import DeliveryState, NoticeState
from liandong.notices.services.composing import plan_silence
from liandong.timeline import services as timeline


@transaction.atomic
def mark_read(actor: Actor, notice_id: UUID) -> Notice:
    """The reader has opened it; a second time changes nothing."""
    return _answer(actor, notice_id, confirmed=False)


@transaction.atomic
def confirm(actor: Actor, notice_id: UUID) -> Notice:
    """The reader confirms having taken it in; this also counts as reading."""
    return _answer(actor, notice_id, confirmed=True)


def _answer(actor: Actor, notice_id: UUID, *, confirmed: bool) -> Notice:
    access_own_notice(actor, notice_id)
    row = Notice.objects.select_for_update().get(id=notice_id)
    before, answered, now = row.state, row.answered, clock.now()
    row.read_at = row.read_at or now
    if confirmed:
        row.confirmed_at = row.confirmed_at or now
    row.state = (NoticeState.CONFIRMED if row.confirmed_at else NoticeState.READ).value
    _settle_silence(row, now)
    row.save()
    if row.state != before:
        _record(actor, row, "notice_confirmed" if confirmed else "notice_read")
    if row.answered and not answered:
        publish(NoticeAnswered(row.id, now))
    return row


def _settle_silence(row: Notice, now: datetime) -> None:
    """Reading ends the unread alarm; only an answer ends the climb where a confirmation is asked."""
    plan_silence(row)
    if row.answered:
        row.next_at = None
        row.deliveries.filter(state=DeliveryState.WAITING, attempts=0).update(
            state=DeliveryState.SUPPRESSED, last_detail="answered before it was sent", settled_at=now, next_at=None
        )


@transaction.atomic
def take_receipt(actor: Actor, channel_id: str, reference: str, *, delivered: bool, detail: str = "") -> bool:
    """A provider's receipt: the handset has it, or never will (then the next channel is tried); False if unknown."""
    access.require(actor, "notices.take_receipt", "")
    found = Delivery.objects.filter(channel=channel_id, reference=reference, state=DeliveryState.SENT)
    row = found.select_for_update().first()
    if row is None:
        return False
    row.state = (DeliveryState.DELIVERED if delivered else DeliveryState.DEAD).value
    row.last_detail, row.settled_at = detail[:400], clock.now()
    row.save()
    if not delivered:
        hasten(row.notice_id)
    _record(actor, row.notice, "notice_receipt_taken", channel=channel_id, delivered=delivered)
    return True


def hasten(notice_id: UUID) -> None:
    """A channel has failed for good: climb to the next one now instead of waiting for silence to tell."""
    now = clock.now()
    Notice.objects.filter(id=notice_id, next_at__gt=now).update(next_at=now)


def _record(actor: Actor, row: Notice, verb: str, **more: object) -> None:
    if row.subject is not None:
        timeline.record(
            actor,
            row.subject,
            verb,
            region_code=row.region_code,
            data={"notice": str(row.id), "template": row.template, **more},
            incident_id=row.incident_id,
            drill=row.drill,
        )
