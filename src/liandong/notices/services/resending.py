"""What a person does about the outbox: send again what was given up, and say where somebody is reached."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.kernel.errors import Forbidden
from liandong.kernel.ids import Subject
from liandong.notices import channels
from liandong.notices.models import ContactPoint, Delivery
from liandong.notices.queries import access_delivery
from liandong.notices.rules import DeliveryState, NothingToResend
from liandong.timeline import services as timeline


@transaction.atomic
def resend(actor: Actor, delivery_id: UUID) -> Delivery:
    """Send a given-up delivery again, as a new message to the provider."""
    notice = access_delivery(actor, delivery_id).notice
    access.require(actor, "notices.resend", notice.region_code)
    row = Delivery.objects.select_for_update().get(id=delivery_id)
    if row.state not in {DeliveryState.DEAD, DeliveryState.NO_ADDRESS}:
        raise NothingToResend(state=row.state)
    row.state, row.series, row.attempts = DeliveryState.WAITING.value, row.series + 1, 0
    row.next_at, row.settled_at = clock.now(), None
    row.claimed_by = row.claimed_until = None
    row.save()
    timeline.record(
        actor,
        notice.subject or Subject.of("notice", notice.id),
        "notice_resent",
        region_code=notice.region_code,
        data={"notice": str(notice.id), "template": notice.template, "channel": row.channel},
        incident_id=notice.incident_id,
        drill=notice.drill,
    )
    return row


@transaction.atomic
def set_contact_point(actor: Actor, person_id: UUID, channel_id: str, address: str, *, enabled: bool) -> ContactPoint:
    """Where the person is reached on a channel, and whether it is wanted there: by the person, or by a supervisor."""
    channels.channel(channel_id)
    if actor.person_id != person_id and not access.may(actor, "notices.set_contact_point", ""):
        raise Forbidden(permission="notices.set_contact_point", region="")
    point, _ = ContactPoint.objects.update_or_create(
        person_id=person_id, channel=channel_id, defaults={"address": address, "enabled": enabled}
    )
    timeline.record(
        actor,
        Subject.of("person", person_id),
        "contact_point_set",
        region_code="",
        data={"channel": channel_id, "enabled": enabled},
    )
    return point
