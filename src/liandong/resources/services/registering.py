"""Enter a resource, correct it, bring it in and out of service, and say that somebody has checked it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.content.schemas.resource_types import ResourceType
from liandong.kernel import clock, geo
from liandong.kernel.geo import Crs, Position
from liandong.organizations import queries as organizations
from liandong.resources.events import ResourceRegistered, ResourceStateChanged
from liandong.resources.models import Resource, StockMove
from liandong.resources.queries import name_of
from liandong.resources.rules import (
    ChangedMeanwhile,
    MoveKind,
    NotInThisState,
    ReasonNeeded,
    ResourceState,
    check_attributes,
    check_quantity,
    missing_attributes,
    states_by_hand,
    unmasked,
)
from liandong.resources.rules.rings import FINE, WIDE
from liandong.resources.services.bulk import insert_rows
from liandong.resources.services.recording import WRITE, amount, fact_of, keep, record, tell, to_change
from liandong.resources.services.rounds import close_round_if_done
from liandong.timeline import services as timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceDraft:
    """What is known of a resource when it is entered; `place` is CGCS2000, `given_crs` how it was given.

    `quantity` is the stock on entry, or how many there are (rooms, people, teams), in the type's unit.
    """

    type: str
    name: str
    region_code: str
    organization_id: UUID | None = None
    place: Position | None = None
    given_crs: Crs = Crs.CGCS2000
    address: str = ""
    quantity: Decimal = Decimal(1)
    attributes: Mapping[str, Any] = field(default_factory=dict)
    contact_person_id: UUID | None = None
    verified_at: datetime | None = None
    source: str = ""
    source_key: str = ""
    drill: bool = False
    synthetic: bool = False


def register_resource(actor: Actor, draft: ResourceDraft) -> Resource:
    """Enter one resource; 422 where the type is unknown or an attribute does not fit it."""
    return register_resources(actor, [draft])[0]


@transaction.atomic
def register_resources(actor: Actor, drafts: Sequence[ResourceDraft]) -> list[Resource]:
    """Enter many resources at once: all of them or none."""
    for region_code in {draft.region_code for draft in drafts}:
        content.region(region_code)
        access.require(actor, WRITE, region_code)
    for organization_id in {draft.organization_id for draft in drafts if draft.organization_id}:
        organizations.organization(organization_id)
    rows = [row_of(actor, draft) for draft in drafts]
    insert_rows(rows)
    insert_rows([_first_move(actor, row) for row in rows if row.quantity])
    told = [fact_of(row, "resource_registered", quantity=amount(row.quantity), source=row.source) for row in rows]
    timeline.record_many(actor, told)
    for row in rows:
        tell(ResourceRegistered, row)
    return rows


@transaction.atomic
def change_resource(actor: Actor, resource_id: UUID, *, expected: int | None = None, **given: Any) -> Resource:
    """Correct what is known: name, owner, place, address, attributes, contact; stock only moves by `move_stock`."""
    resource = to_change(actor, resource_id)
    _check_version(resource, expected)
    if "attributes" in given:
        kind = content.resource_type(resource.type)
        given["attributes"] = unmasked(kind, given["attributes"], resource.attributes)
    draft = replace(_draft_of(resource), **given)
    access.require(actor, WRITE, draft.region_code)
    content.region(draft.region_code)
    row = row_of(actor, draft)
    changed = [name for name in CORRECTABLE if getattr(resource, name) != getattr(row, name)]
    for name in changed:
        setattr(resource, name, getattr(row, name))
    keep(actor, resource, *changed)
    record(actor, resource, "resource_changed", changed=changed)
    return resource


@transaction.atomic
def set_state(
    actor: Actor, resource_id: UUID, state: ResourceState, *, reason: str, expected: int | None = None
) -> Resource:
    """Bring it out of service and back, or strike it off, with a reason; what an incident holds stays held."""
    resource = to_change(actor, resource_id)
    _check_version(resource, expected)
    if not reason.strip():
        raise ReasonNeeded
    before = ResourceState(resource.state)
    if state not in states_by_hand(before):
        raise NotInThisState(name=resource.name, state=before.value, target=state.value)
    back = state is ResourceState.AVAILABLE and resource.held >= resource.quantity > 0
    resource.state = (ResourceState.ASSIGNED if back else state).value
    keep(actor, resource, "state")
    record(actor, resource, "resource_state_set", reason=reason, before=before.value, after=resource.state)
    tell(ResourceStateChanged, resource, before=before.value, after=resource.state)
    return resource


@transaction.atomic
def verify_resource(actor: Actor, resource_id: UUID, *, note: str = "") -> Resource:
    """核查: somebody has seen that it is there and as recorded; the age of the data counts from here."""
    resource = to_change(actor, resource_id)
    resource.verified_at, resource.verified_by = clock.now(), actor.person_id
    keep(actor, resource, "verified_at", "verified_by")
    record(actor, resource, "resource_verified", reason=note)
    close_round_if_done(actor, resource)
    return resource


CORRECTABLE = (
    "name",
    "region_code",
    "organization_id",
    "lon",
    "lat",
    "cell",
    "wide_cell",
    "given_crs",
    "address",
    "attributes",
    "gaps",
    "contact_person_id",
)


def check_amount(type: ResourceType, quantity: Decimal) -> Decimal:
    return check_quantity(quantity, whole=type.whole, type=type.title.zh, unit=type.unit.zh, unit_en=type.unit.en)


def row_of(actor: Actor, draft: ResourceDraft) -> Resource:
    kind, now, place = content.resource_type(draft.type), clock.now(), draft.place
    attributes = check_attributes(kind, draft.attributes)
    return Resource(
        type=draft.type,
        name=draft.name,
        region_code=draft.region_code,
        organization_id=draft.organization_id,
        lon=place.lon if place else None,
        lat=place.lat if place else None,
        cell=geo.cell(place.lon, place.lat, FINE) if place else "",
        wide_cell=geo.cell(place.lon, place.lat, WIDE) if place else "",
        given_crs=draft.given_crs.value,
        address=draft.address,
        quantity=check_amount(kind, draft.quantity),
        attributes=attributes,
        gaps=len(missing_attributes(kind, attributes)) + (place is None),
        contact_person_id=draft.contact_person_id,
        verified_at=draft.verified_at,
        source=draft.source,
        source_key=draft.source_key,
        drill=draft.drill,
        synthetic=draft.synthetic,
        registered_at=now,
        changed_at=now,
        changed_by=actor.person_id,
    )


def _draft_of(resource: Resource) -> ResourceDraft:
    place = Position(resource.lon, resource.lat) if resource.lon is not None and resource.lat is not None else None
    return ResourceDraft(
        type=resource.type,
        name=resource.name,
        region_code=resource.region_code,
        organization_id=resource.organization_id,
        place=place,
        given_crs=Crs(resource.given_crs),
        address=resource.address,
        quantity=resource.quantity,
        attributes=resource.attributes,
        contact_person_id=resource.contact_person_id,
    )


def _first_move(actor: Actor, row: Resource) -> StockMove:
    return StockMove(
        resource=row,
        line=1,
        kind=MoveKind.RECEIPT.value,
        change=row.quantity,
        balance=row.quantity,
        at=row.registered_at,
        by_user_id=actor.user_id,
        by_person_id=actor.person_id,
    )


def _check_version(resource: Resource, expected: int | None) -> None:
    if expected is not None and expected != resource.version:
        raise ChangedMeanwhile(
            by=name_of(resource.changed_by), at=resource.changed_at.isoformat(), version=resource.version
        )
