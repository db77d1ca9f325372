"""What a step leaves behind: an entry on the resource's timeline and a fact for the apps above."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.kernel.events import publish
from liandong.kernel.ids import Subject
from liandong.resources.events import ResourceFact
from liandong.resources.models import Resource
from liandong.resources.queries import access_resource
from liandong.timeline import services as timeline

F = TypeVar("F", bound=ResourceFact)
WRITE = "resources.write"


def to_change(actor: Actor, resource_id: UUID) -> Resource:
    """The resource, locked, for who may change resources in its region."""
    access.require(actor, WRITE, access_resource(actor, resource_id).region_code)
    return locked(resource_id)


def locked(resource_id: UUID) -> Resource:
    """The row, for this transaction alone: quantities are read, judged and written under it."""
    return Resource.objects.select_for_update().get(id=resource_id)


def keep(actor: Actor, resource: Resource, *columns: str) -> None:
    """Write the columns, and that it changed."""
    resource.version += 1
    resource.changed_at, resource.changed_by = clock.now(), actor.person_id
    resource.save(update_fields=[*columns, "version", "changed_at", "changed_by"])


def record(
    actor: Actor, resource: Resource, verb: str, *, incident_id: UUID | None = None, reason: str = "", **data: Any
) -> None:
    """One entry on the resource's chain; it carries the name, the type and the unit it is counted in."""
    fact = fact_of(resource, verb, incident_id=incident_id, reason=reason, **data)
    timeline.record(
        actor,
        fact.subject,
        verb,
        region_code=fact.region_code,
        data=fact.data,
        incident_id=incident_id,
        drill=fact.drill,
        reason=reason,
    )


def fact_of(
    resource: Resource, verb: str, *, incident_id: UUID | None = None, reason: str = "", **data: Any
) -> timeline.Fact:
    """The same, to be recorded with many others."""
    kind = content.resource_type(resource.type)
    return timeline.Fact(
        Subject.of("resource", resource.id),
        verb,
        resource.region_code,
        data={
            "name": resource.name,
            "type": {"zh": kind.title.zh, "en": kind.title.en},
            "unit": {"zh": kind.unit.zh, "en": kind.unit.en},
            **data,
        },
        incident_id=incident_id,
        drill=resource.drill,
        reason=reason,
    )


def tell(fact: type[F], resource: Resource, **more: Any) -> None:
    publish(
        fact(
            resource_id=resource.id,
            type=resource.type,
            region_code=resource.region_code,
            drill=resource.drill,
            at=clock.now(),
            **more,
        )
    )


def amount(quantity: Decimal) -> str:
    """`840` rather than `840.000`."""
    plain = f"{quantity:.3f}".rstrip("0").rstrip(".")
    return plain or "0"
