"""What an actor may see of resources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from liandong.access.queries import in_scope
from liandong.access.rules import Actor
from liandong.kernel.errors import NotFound
from liandong.organizations import queries as organizations
from liandong.resources.models import Resource, ResourceUse, StockMove
from liandong.resources.queries.freshness import only_stale
from liandong.resources.rules import ResourceState

READ = "resources.read"


def visible_resources(actor: Actor) -> QuerySet[Resource]:
    """Resources of the regions the actor may read; those struck off stay visible, by their state."""
    return in_scope(actor, READ, Resource.objects.all())


def matching(
    actor: Actor, columns: Mapping[str, Any], *, checked_before: datetime | None = None, stale: bool = False
) -> QuerySet[Resource]:
    """Those of them whose columns match; `checked_before` keeps what nobody has checked since then, `stale` what
    nobody has checked for longer than a check of its type holds."""
    rows = visible_resources(actor).filter(**columns)
    rows = only_stale(rows) if stale else rows
    if checked_before is None:
        return rows
    return rows.filter(Q(verified_at__isnull=True) | Q(verified_at__lt=checked_before))


def access_resource(actor: Actor, resource_id: UUID) -> Resource:
    """The resource; NotFound where it is absent or not the actor's to see."""
    found = visible_resources(actor).filter(id=resource_id).first()
    if found is None:
        raise NotFound
    return found


def access_use(actor: Actor, use_id: UUID) -> ResourceUse:
    """An incident's use of a resource that the actor sees."""
    rows = in_scope(actor, READ, ResourceUse.objects.select_related("resource"), "resource__region_code")
    found = rows.filter(id=use_id).first()
    if found is None:
        raise NotFound
    return found


def moves_of(actor: Actor, resource_id: UUID) -> QuerySet[StockMove]:
    """The ledger of one resource."""
    return StockMove.objects.filter(resource=access_resource(actor, resource_id))


def uses_of(actor: Actor, incident_id: UUID) -> QuerySet[ResourceUse]:
    """What an incident holds or held, of the resources the actor sees."""
    rows = in_scope(actor, READ, ResourceUse.objects.select_related("resource"), "resource__region_code")
    return rows.filter(incident_id=incident_id)


def unverified_share(actor: Actor, region: str, since: datetime) -> dict[str, float]:
    """For each type in the region, the percentage that nobody has checked since then (数据核查)."""
    rows = visible_resources(actor).filter(region_code__startswith=region, drill=False)
    stale = Q(verified_at__isnull=True) | Q(verified_at__lt=since)
    counted = rows.exclude(state=ResourceState.RETIRED.value).values_list("type")
    found = counted.annotate(whole=Count("id"), stale=Count("id", filter=stale)).order_by("type")
    return {type_id: round(100 * part / whole, 1) for type_id, whole, part in found}


def name_of(person_id: UUID | None) -> str:
    """The person's name; 系统 where nobody in particular did it."""
    return organizations.names([person_id]).get(person_id, "某人") if person_id is not None else "系统"
