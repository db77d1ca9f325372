"""Reads: the inbox, what was never delivered, the channels and their health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, QuerySet

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.notices import channels
from liandong.notices.models import ChannelHealth, Delivery, Notice
from liandong.notices.rules import DeliveryState, NoticeState


def inbox(actor: Actor, *, unread: bool = False) -> QuerySet[Notice]:
    """The actor's own notices, the newest first; nobody reads another's inbox."""
    if actor.person_id is None:
        return Notice.objects.none()
    rows = Notice.objects.filter(person_id=actor.person_id).order_by("-created_at", "-id")
    return rows.filter(read_at__isnull=True) if unread else rows


def access_own_notice(actor: Actor, id: UUID) -> Notice:
    found = inbox(actor).filter(id=id).first()
    if found is None:
        raise NotFound(kind="notice", id=str(id))
    return found


def visible_notices(actor: Actor) -> QuerySet[Notice]:
    """What a supervisor of notices sees in the actor's regions: state and trials, for all people."""
    return access.in_scope(actor, "notices.supervise", Notice.objects.all())


def access_notice(actor: Actor, id: UUID) -> Notice:
    found = visible_notices(actor).filter(id=id).first() or inbox(actor).filter(id=id).first()
    if found is None:
        raise NotFound(kind="notice", id=str(id))
    return found


def access_delivery(actor: Actor, id: UUID) -> Delivery:
    found = Delivery.objects.filter(id=id, notice__in=visible_notices(actor)).select_related("notice").first()
    if found is None:
        raise NotFound(kind="delivery", id=str(id))
    return found


def dead_letters(actor: Actor) -> QuerySet[Delivery]:
    """Deliveries that were given up, in the actor's regions, the newest first."""
    rows = Delivery.objects.filter(state=DeliveryState.DEAD, notice__in=visible_notices(actor))
    return rows.select_related("notice").order_by("-settled_at", "-id")


def unanswered(actor: Actor) -> QuerySet[Notice]:
    """Notices whose silence has raised the alarm and that are still unread, and those that reached nobody."""
    rows = visible_notices(actor)
    silent = rows.filter(alarmed_at__isnull=False, read_at__isnull=True)
    return (silent | rows.filter(state=NoticeState.UNDELIVERABLE)).order_by("-created_at", "-id")


def trials(delivery_ids: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Every attempt of these deliveries, the oldest first, with its outcome."""
    found: dict[UUID, list[dict[str, Any]]] = {one: [] for one in delivery_ids}
    for row in Delivery.objects.filter(id__in=delivery_ids).prefetch_related("trials"):
        found[row.id] = [
            {"started_at": t.started_at, "ended_at": t.ended_at, "outcome": t.outcome, "detail": t.detail}
            for t in sorted(row.trials.all(), key=lambda t: (t.started_at, t.id))
        ]
    return found


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """A channel in use: what it was tested against, its breaker and its queue."""

    id: str
    title_zh: str
    title_en: str
    tested_against: str
    real_target: bool
    failures: int
    open_until: datetime | None
    waiting: int
    dead: int


def channel_statuses(actor: Actor) -> list[ChannelStatus]:
    """The node's channels; for supervisors of notices of any region."""
    if not access.regions_of(actor, "notices.supervise"):
        raise Forbidden(permission="notices.supervise", region="")
    health = {row.channel: row for row in ChannelHealth.objects.all()}
    waiting = _count(DeliveryState.WAITING)
    dead = _count(DeliveryState.DEAD)
    return [
        ChannelStatus(
            id=name,
            title_zh=used.title.zh,
            title_en=used.title.en,
            tested_against=used.tested_against,
            real_target=used.real_target,
            failures=health[name].failures if name in health else 0,
            open_until=health[name].open_until if name in health else None,
            waiting=waiting.get(name, 0),
            dead=dead.get(name, 0),
        )
        for name, used in sorted(channels.in_use().items())
    ]


def _count(state: DeliveryState) -> dict[str, int]:
    rows = Delivery.objects.filter(state=state).values_list("channel").annotate(Count("id"))
    return dict(rows.values_list("channel", "id__count"))


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """How many deliveries wait, how old (seconds) the oldest due one is, and how many were given up."""

    waiting: int
    oldest_s: float
    dead: int


def outbox_health() -> OutboxHealth:
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
    oldest = waiting.aggregate(oldest=Min("next_at"))["oldest"]
    age = max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0
    return OutboxHealth(waiting.count(), age, Delivery.objects.filter(state=DeliveryState.DEAD).count())
