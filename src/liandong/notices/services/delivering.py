"""What the delivery job writes: claim, the attempt before the call, its outcome after, the breaker, the ladder."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from liandong.kernel import clock
from liandong.kernel.durations import Limit
from liandong.kernel.ids import new_id
from liandong.notices import ladders
from liandong.notices.models import Attempt, ChannelHealth, ContactPoint, Delivery, Notice
from liandong.notices.rules import Breaker, DeliveryState, Outcome, backoff
from liandong.notices.services.reading import hasten
from liandong.organizations import queries as organizations

LEASE = timedelta(seconds=60)
"""Longer than any adapter may take for one message; a process that dies gives its messages back after this."""

PHONE_CHANNELS = frozenset({"sms"})
_jitter = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this process alone may try now."""

    delivery: Delivery
    attempt_id: UUID
    address: str


def waiting(channel_id: str, now: datetime) -> QuerySet[Delivery]:
    """Due and not in another process's hands, the most urgent first."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    rows = Delivery.objects.filter(free, channel=channel_id, state=DeliveryState.WAITING, next_at__lte=now)
    return rows.order_by("priority", "next_at", "id")


def breaker(channel_id: str) -> Breaker:
    row = ChannelHealth.objects.filter(channel=channel_id).first()
    return Breaker(row.failures, row.open_until) if row else Breaker()


@transaction.atomic
def claim(channel_id: str, limit: int) -> list[Claimed]:
    """Take up to `limit` deliveries; each has its attempt on record before the channel is called."""
    now, token = clock.now(), new_id()
    rows = list(waiting(channel_id, now).select_for_update(skip_locked=True, of=("self",))[:limit])
    ids = [row.id for row in rows]
    Attempt.objects.filter(delivery__in=ids, outcome=Outcome.STARTED).update(outcome=Outcome.UNKNOWN, ended_at=now)
    Delivery.objects.filter(id__in=ids).update(claimed_until=now + LEASE, claimed_by=token, attempts=F("attempts") + 1)
    attempts = [Attempt(delivery_id=one, started_at=now, outcome=Outcome.STARTED) for one in ids]
    Attempt.objects.bulk_create(attempts)
    fresh = {d.id: d for d in Delivery.objects.filter(id__in=ids).select_related("notice")}
    where = _addresses(channel_id, [d.notice for d in fresh.values()])
    return [Claimed(fresh[a.delivery_id], a.id, where.get(fresh[a.delivery_id].notice.person_id, "")) for a in attempts]


def _addresses(channel_id: str, notices: list[Notice]) -> dict[UUID | None, str]:
    """Addresses of people on a channel; a telephone channel falls back to the person's number. Never stored."""
    people = {n.person_id for n in notices if n.person_id is not None}
    points = {p.person_id: p for p in ContactPoint.objects.filter(channel=channel_id, person_id__in=people)}
    found: dict[UUID | None, str] = {}
    for person_id in people:
        point = points.get(person_id)
        if point is not None and not point.enabled:
            continue
        fallback = organizations.phone_for_delivery(person_id) if channel_id in PHONE_CHANNELS else ""
        found[person_id] = (point.address if point else "") or fallback
    return found


@transaction.atomic
def settle(claimed: Claimed, outcome: Outcome, *, detail: str = "", reference: str = "") -> None:
    """Write how the attempt ended; answers nothing when the lease was lost to another process meanwhile."""
    now = clock.now()
    Attempt.objects.filter(id=claimed.attempt_id).update(outcome=outcome, ended_at=now, detail=detail[:400])
    mine = Delivery.objects.filter(id=claimed.delivery.id, claimed_by=claimed.delivery.claimed_by)
    row = mine.select_for_update().first()
    if row is None:
        return
    row.last_detail, row.reference = detail[:400], reference or row.reference
    row.claimed_by = row.claimed_until = None
    _move_on(row, outcome, now)
    row.save()
    if row.state in {DeliveryState.DEAD, DeliveryState.NO_ADDRESS}:
        hasten(row.notice_id)


_FINAL = {
    Outcome.SENT: DeliveryState.SENT,
    Outcome.DELIVERED: DeliveryState.DELIVERED,
    Outcome.PERMANENT: DeliveryState.DEAD,
    Outcome.SUPPRESSED: DeliveryState.SUPPRESSED,
    Outcome.NO_ADDRESS: DeliveryState.NO_ADDRESS,
}


def _move_on(row: Delivery, outcome: Outcome, now: datetime) -> None:
    terms = ladders.delivery_terms()
    if outcome in _FINAL:
        row.state, row.settled_at, row.next_at = _FINAL[outcome].value, now, None
    elif row.attempts >= terms.attempts:
        row.state, row.settled_at, row.next_at = DeliveryState.DEAD.value, now, None
    else:
        first, longest = Limit.parse(terms.first_wait).clock, Limit.parse(terms.longest_wait).clock
        row.next_at = now + backoff(row.attempts, first, longest, _jitter.random())


@transaction.atomic
def note_health(channel_id: str, *, succeeded: bool) -> Breaker:
    """Move the channel's breaker; when it opens, what waits on it climbs to the next channel."""
    now, terms = clock.now(), ladders.delivery_terms()
    ChannelHealth.objects.get_or_create(channel=channel_id, defaults={"changed_at": now})
    row = ChannelHealth.objects.select_for_update().get(channel=channel_id)
    before = Breaker(row.failures, row.open_until)
    after = before.after(succeeded, now, terms.breaker_failures, Limit.parse(terms.breaker_rest).clock)
    if after != before:
        row.failures, row.open_until, row.changed_at = after.failures, after.open_until, now
        row.save()
    return after


@transaction.atomic
def put_off(channel_id: str, until: datetime) -> int:
    """While a channel rests, its due messages wait, and the flash ones among them climb at once."""
    now = clock.now()
    rows = waiting(channel_id, now)
    flash = list(rows.filter(priority=0).values_list("notice_id", flat=True))
    Notice.objects.filter(id__in=flash, next_at__gt=now).update(next_at=now)
    return Delivery.objects.filter(id__in=list(rows.values_list("id", flat=True))).update(next_at=until)
