"""在场人数与在线状态: how many people a shelter holds, and when a station or means of communication was last heard."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.resources.models import Resource
from liandong.resources.rules import Full, NobodyThere, NotLoaded
from liandong.resources.services.recording import amount, keep, record, to_change
from liandong.resources.services.registering import check_amount


@transaction.atomic
def change_load(actor: Actor, resource_id: UUID, change: Decimal, *, incident_id: UUID | None = None) -> Resource:
    """People come (positive) or leave (negative). Full where they do not fit: of two groups at one door, one enters."""
    resource = to_change(actor, resource_id)
    kind = content.resource_type(resource.type)
    if not kind.loaded:
        raise NotLoaded(type=kind.title.zh)
    after = resource.load + (check_amount(kind, abs(change)) if change >= 0 else -check_amount(kind, abs(change)))
    load, free = amount(resource.load), amount(resource.quantity - resource.load)
    if after < 0:
        raise NobodyThere(name=resource.name, load=load, leaving=amount(-change))
    if after > resource.quantity:
        raise Full(name=resource.name, capacity=amount(resource.quantity), load=load, free=free)
    resource.load = after
    keep(actor, resource, "load")
    record(
        actor,
        resource,
        "shelter_load",
        incident_id=incident_id,
        change=f"{'+' if change >= 0 else '-'}{amount(abs(change))}",
        load=amount(after),
    )
    return resource


@transaction.atomic
def report_signal(actor: Actor, resource_id: UUID, *, at: datetime | None = None, fault: str = "") -> Resource:
    """A station, camera or means of communication was heard, or was found dead (`fault` says how).

    Only a change of health is told on the timeline: a heartbeat every minute is no event.
    """
    resource = to_change(actor, resource_id)
    before = resource.fault
    resource.fault = fault
    resource.seen_at = resource.seen_at if fault else max(at or clock.now(), resource.seen_at or at or clock.now())
    Resource.objects.filter(id=resource.id).update(fault=fault, seen_at=resource.seen_at)
    if fault != before:
        keep(actor, resource, "fault", "seen_at")
        record(actor, resource, "resource_lost" if fault else "resource_heard", fault=fault)
    return resource
