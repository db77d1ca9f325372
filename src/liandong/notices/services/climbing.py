"""What silence leads to: the next channels of the ladder, then the unread alarm."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from liandong.access.rules import Actor, Source
from liandong.kernel import clock
from liandong.kernel.events import publish
from liandong.notices import ladders
from liandong.notices.events import NoticeUnread
from liandong.notices.models import Delivery, Notice
from liandong.notices.rules import Recipient, Urgency
from liandong.notices.services.composing import UNREAD_TEMPLATE, deliveries_of, notify, plan_silence
from liandong.organizations import queries as organizations
from liandong.timeline import services as timeline


def climb(limit: int) -> int:
    """Act on every silence that is due, at most `limit`; answers how many notices were looked at."""
    now = clock.now()
    due = Notice.objects.filter(next_at__lte=now).order_by("next_at", "id")
    if not due.exists():
        return 0
    with transaction.atomic():
        rows = list(due.select_for_update(skip_locked=True)[:limit])
        for row in rows:
            _act(row, now)
    return len(rows)


@transaction.atomic
def climb_now(notice_id: UUID) -> None:
    """The limit for the answer has passed: the next channels are tried now, whatever the ladder's own wait."""
    row = Notice.objects.select_for_update().filter(id=notice_id, person_id__isnull=False).first()
    if row is None or row.answered or ladders.wait_until_rung(row.urgency, row.rung + 1) is None:
        return
    _next_rung(row, clock.now())
    plan_silence(row)
    row.save()


def _act(row: Notice, now: datetime) -> None:
    wait = ladders.wait_until_rung(row.urgency, row.rung + 1)
    alarm = row.alarm_at is not None and row.alarm_at <= now
    if wait is not None and not row.answered and not (alarm and row.created_at + wait > now):
        _next_rung(row, now)
    if alarm:
        row.alarmed_at, row.alarm_at = now, None
        _raise_alarm(row)
    plan_silence(row)
    row.next_at = None if row.answered else row.next_at
    row.save()


def _next_rung(row: Notice, now: datetime) -> None:
    """Try the next rung's channels; one that was tried already is not repeated."""
    row.rung += 1
    tried = set(row.deliveries.values_list("channel", flat=True))
    Delivery.objects.bulk_create([new for new in deliveries_of(row, now) if new.channel not in tried])


def _raise_alarm(row: Notice) -> None:
    """Unread for too long: it stands on the record, and the reader's duty officer is told."""
    actor = Actor.system(Source.CLOCK)
    if row.subject is not None:
        timeline.record(
            actor,
            row.subject,
            "notice_unread",
            region_code=row.region_code,
            data={"notice": str(row.id), "template": row.template, "person": str(row.person_id)},
            incident_id=row.incident_id,
            drill=row.drill,
        )
    publish(NoticeUnread(row.id, row.person_id, row.subject, row.incident_id, row.region_code, row.drill))
    notify(
        actor,
        to=_watchers(row),
        template=UNREAD_TEMPLATE,
        data={
            "person": str(row.person_id),
            "template": row.template,
            "sent_at": row.created_at.isoformat(),
            **row.data,
        },
        urgency=Urgency(row.urgency),
        region_code=row.region_code,
        incident_id=row.incident_id,
        subject=row.subject,
        drill=row.drill,
        key=f"unread:{row.id}",
    )


def _watchers(row: Notice) -> list[Recipient]:
    organization_id = organizations.organization_of(row.person_id) if row.person_id else None
    own = [Recipient.organization(organization_id)] if organization_id else []
    return [*own, Recipient.region_duty(row.region_code, "DUTY_OFFICER")]
