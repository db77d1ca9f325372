"""占用: reserve a quantity for an incident, commit it, release it. What is held twice was never free."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.resources.events import ResourceReleased, ResourceReserved
from liandong.resources.models import Resource, ResourceUse
from liandong.resources.queries import access_resource, access_use
from liandong.resources.rules import (
    ACTIVE,
    COUNTED,
    NotEnough,
    NothingReserved,
    NotInThisState,
    ResourceState,
    UseState,
    state_when_used,
)
from liandong.resources.services.recording import amount, keep, locked, record, tell
from liandong.resources.services.registering import check_amount

ASSIGN = "resources.assign"


@transaction.atomic
def reserve_resource(
    actor: Actor,
    resource_id: UUID,
    *,
    incident_id: UUID,
    quantity: Decimal = Decimal(1),
    order_id: UUID | None = None,
    drill: bool = False,
) -> ResourceUse:
    """Hold a quantity for an incident: of two who want the last one, one gets it and the other NotEnough."""
    access.require(actor, ASSIGN, access_resource(actor, resource_id).region_code)
    resource = locked(resource_id)
    quantity = check_amount(content.resource_type(resource.type), quantity)
    _check_free(resource, quantity, drill)
    use = ResourceUse.objects.create(
        resource=resource,
        incident_id=incident_id,
        order_id=order_id,
        quantity=quantity,
        state=UseState.RESERVED.value,
        drill=drill,
        reserved_at=clock.now(),
        by_person_id=actor.person_id,
    )
    _hold(actor, resource, use, quantity)
    record(actor, resource, "resource_reserved", incident_id=incident_id, quantity=amount(quantity))
    tell(ResourceReserved, resource, use_id=use.id, incident_id=incident_id, quantity=quantity)
    return use


@transaction.atomic
def commit_use(actor: Actor, use_id: UUID) -> ResourceUse:
    """调用: what was reserved is on its way."""
    use = _to_change(actor, use_id)
    use.state, use.committed_at = UseState.COMMITTED.value, clock.now()
    use.save(update_fields=["state", "committed_at"])
    record(actor, use.resource, "resource_committed", incident_id=use.incident_id, quantity=amount(use.quantity))
    return use


@transaction.atomic
def release_use(actor: Actor, use_id: UUID, *, reason: str = "") -> ResourceUse:
    """释放: the incident needs it no longer; NothingReserved when it was released before."""
    use = _to_change(actor, use_id)
    _release(actor, use, reason)
    return use


@transaction.atomic
def release_all(actor: Actor, incident_id: UUID, *, reason: str) -> int:
    """Release whatever the incident holds, when its response ends; answers how many uses ended."""
    uses = ResourceUse.objects.filter(incident_id=incident_id, state__in=sorted(ACTIVE)).order_by("resource_id", "id")
    ended = list(uses.values_list("id", flat=True))
    for use_id in ended:
        _release(actor, _to_change(actor, use_id), reason)
    return len(ended)


def _release(actor: Actor, use: ResourceUse, reason: str) -> None:
    use.state, use.released_at = UseState.RELEASED.value, clock.now()
    use.save(update_fields=["state", "released_at"])
    _hold(actor, use.resource, use, -use.quantity)
    record(
        actor,
        use.resource,
        "resource_released",
        incident_id=use.incident_id,
        reason=reason,
        quantity=amount(use.quantity),
    )
    tell(ResourceReleased, use.resource, use_id=use.id, incident_id=use.incident_id, quantity=use.quantity)


def _to_change(actor: Actor, use_id: UUID) -> ResourceUse:
    """The use with its resource locked, if it still holds something."""
    seen = access_use(actor, use_id)
    access.require(actor, ASSIGN, seen.resource.region_code)
    resource = locked(seen.resource_id)
    use = ResourceUse.objects.get(id=use_id)
    use.resource = resource
    if use.state not in ACTIVE:
        raise NothingReserved
    return use


def _hold(actor: Actor, resource: Resource, use: ResourceUse, quantity: Decimal) -> None:
    """A drill holds nothing of what is real."""
    if use.drill and not resource.drill:
        return
    resource.held += quantity
    resource.state = state_when_used(ResourceState(resource.state), resource.quantity, resource.held).value
    keep(actor, resource, "held", "state")


def _check_free(resource: Resource, wanted: Decimal, drill: bool) -> None:
    kind = content.resource_type(resource.type)
    if resource.state not in COUNTED:
        raise NotInThisState(name=resource.name, state=resource.state, target=ResourceState.ASSIGNED.value)
    free = _free_for_drill(resource) if drill and not resource.drill else resource.free
    if wanted > free:
        raise NotEnough(
            name=resource.name, free=amount(free), wanted=amount(wanted), unit=kind.unit.zh, unit_en=kind.unit.en
        )


def _free_for_drill(resource: Resource) -> Decimal:
    """In an exercise a real resource counts as if only exercises used it."""
    uses = resource.uses.filter(drill=True, state__in=sorted(ACTIVE))
    return resource.quantity - (uses.aggregate(held=Sum("quantity"))["held"] or Decimal(0))
