"""What goes over the wire."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from liandong.content import queries as content
from liandong.kernel import clock
from liandong.kernel.codes import RegionCode
from liandong.kernel.geo import Crs, GivenPosition, Position, stored_position
from liandong.kernel.geometry import Area, GeoJson, Geometry, widened
from liandong.kernel.text import BadValue, FilledParagraph, Line, OptionalLine, Paragraph, as_pydantic
from liandong.organizations import queries as organizations
from liandong.organizations.rules import masked_phone
from liandong.resources.models import Resource, ResourceUse, StockMove
from liandong.resources.queries import Nearby, StockLine, silent
from liandong.resources.queries.freshness import fresh_since
from liandong.resources.rules import MoveKind, ResourceState, missing_attributes, phone_of, shown
from liandong.resources.rules.quantities import LARGEST
from liandong.resources.services import ResourceDraft

TypeId = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9_-]*$", examples=["sample_tube"])]
Quantity = Annotated[Decimal, Field(ge=0, le=LARGEST, decimal_places=3, allow_inf_nan=False)]
SomeQuantity = Annotated[Decimal, Field(gt=0, le=LARGEST, decimal_places=3, allow_inf_nan=False)]
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]
Attributes = Annotated[dict[Annotated[str, Field(max_length=80)], Any], Field(max_length=100)]


class Given(Schema):
    """What is sent to us: an unknown field is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid")


class ResourceIn(Given):
    """`place` says in which coordinate system it was measured or picked; `quantity` is in the type's unit."""

    type: TypeId
    name: Line
    region_code: RegionCode
    organization_id: UUID | None = None
    place: GivenPosition | None = None
    address: OptionalLine = ""
    quantity: Quantity = Decimal(1)
    attributes: Attributes = {}
    contact_person_id: UUID | None = None
    source: OptionalLine = ""
    drill: bool = False

    def draft(self) -> ResourceDraft:
        """The same as the services take it."""
        return ResourceDraft(**self.dict(exclude={"place"}), **_placed(self.place))


class ResourceChange(Given):
    """What is to be corrected; what is left out stays as it is."""

    version: Version
    name: Line | None = None
    region_code: RegionCode | None = None
    organization_id: UUID | None = None
    place: GivenPosition | None = None
    address: OptionalLine | None = None
    attributes: Attributes | None = None
    contact_person_id: UUID | None = None

    def changes(self) -> dict[str, Any]:
        """Only what was given."""
        given = self.dict(exclude={"place", "version"}, exclude_none=True)
        return given | (_placed(self.place) if self.place else {})


class StateIn(Given):
    state: ResourceState
    reason: FilledParagraph
    version: Version | None = None


class NoteIn(Given):
    note: Paragraph = ""


class ReleaseIn(Given):
    reason: Paragraph = ""


class MoveIn(Given):
    """A count (COUNT) states what is there; the others say how much is received, issued or taken back."""

    kind: Literal[MoveKind.RECEIPT, MoveKind.ISSUE, MoveKind.RETURN, MoveKind.COUNT]
    quantity: Quantity
    reason: Paragraph = ""
    incident_id: UUID | None = None
    order_id: UUID | None = None
    document: OptionalLine = ""
    use_by: date | None = None


class ReserveIn(Given):
    incident_id: UUID
    quantity: SomeQuantity = Decimal(1)
    order_id: UUID | None = None
    drill: bool = False


class ResourceFilter(Schema):
    """Which resources; all conditions hold together. `stale_days`: nobody has checked it for so long; `stale`: for
    longer than a check of its type holds.
    """

    type: list[TypeId] = Field([], max_length=50)
    family: TypeId | None = None
    region: RegionCode | None = None
    state: ResourceState | None = None
    organization_id: UUID | None = None
    name: OptionalLine = ""
    stale_days: int | None = Field(None, ge=1, le=36_500)
    stale: bool = False
    drill: bool = False

    def columns(self) -> dict[str, Any]:
        """As a filter of the table."""
        types = [*self.type, *_of_family(self.family)] if self.family or self.type else None
        given = {
            "type__in": types,
            "region_code__startswith": self.region,
            "state": self.state,
            "organization_id": self.organization_id,
            "name__icontains": self.name or None,
            "drill": self.drill,
        }
        return {name: value for name, value in given.items() if value is not None}

    def aged(self) -> dict[str, Any]:
        """How old the last check must be, as the queries take it."""
        before = clock.now() - timedelta(days=self.stale_days) if self.stale_days else None
        return {"checked_before": before, "stale": self.stale}


class NearestAsked(Schema):
    """A point, in which coordinate system it was given, and how many; `within_km` bounds the search."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    crs: Crs = Crs.CGCS2000
    k: int = Field(20, ge=1, le=200)
    within_km: float | None = Field(None, gt=0, le=20_100, allow_inf_nan=False)
    type: list[TypeId] = Field([], max_length=50)
    ready_only: bool = False

    def place(self) -> Position:
        return stored_position(self.lon, self.lat, self.crs)

    @property
    def within_m(self) -> float | None:
        return self.within_km * 1000 if self.within_km else None


class AroundAsked(Given):
    """A circle (`lon`, `lat`, `radius_m`), an `area`, or `radius_m` to all sides `along` a line or area (缓冲区).

    `limit` bounds the list, never the counts.
    """

    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    crs: Crs = Crs.CGCS2000
    radius_m: float = Field(10_000, gt=0, le=2_000_000, allow_inf_nan=False)
    area: Area | None = None
    along: Geometry | None = None
    type: list[TypeId] = Field([], max_length=50)
    ready_only: bool = False
    limit: int = Field(200, ge=1, le=2000)

    @model_validator(mode="after")
    def _is_one_of_both(self) -> AroundAsked:
        given = (self.lon is not None and self.lat is not None, self.area is not None, self.along is not None)
        if sum(given) != 1:
            bad = BadValue(
                "around_shape",
                zh="请给出圆心经纬度、一个区域，或一条线，三选一。",
                en="Give a point, an area, or a line: one of the three.",
            )
            raise as_pydantic(bad)
        return self

    def outline(self) -> GeoJson | None:
        """The area, or what lies within `radius_m` of the line; None for a circle."""
        return self.area if self.along is None else widened(self.along, self.radius_m)

    def place(self) -> Position:
        return stored_position(float(self.lon or 0), float(self.lat or 0), self.crs)


class ResourceOut(Schema):
    """Places are CGCS2000. `free` is what nobody holds; `verified_days` how many days ago somebody checked it, `stale`
    that the check no longer holds; `missing` what the type expects and the record does not say. A person's data
    (`phone`, marked attributes) is masked. `silent`: a station that was not heard in time.
    """

    id: UUID
    type: str
    type_title: str
    name: str
    region_code: str
    organization_id: UUID | None
    organization: str
    lon: float | None
    lat: float | None
    given_crs: str
    address: str
    state: str
    quantity: float
    free: float
    load: float
    unit: str
    symbol: str
    attributes: dict[str, Any]
    missing: list[str]
    phone: str
    keeper: str
    source: str
    verified_at: datetime | None
    verified_days: int | None
    stale: bool
    seen_at: datetime | None
    fault: str
    silent: bool | None
    drill: bool
    synthetic: bool
    version: int
    changed_at: datetime


class NearbyOut(ResourceOut):
    distance_m: float


class AroundOut(Schema):
    """`counts` by type, of everything inside; `items` the nearest of them; `hazards` the dangers among them.

    `outline` is the area that was searched; null for a circle.
    """

    total: int
    counts: dict[str, int]
    items: list[NearbyOut]
    hazards: list[NearbyOut]
    outline: dict[str, Any] | None = None


class MoveOut(Schema):
    line: int
    kind: str
    change: float
    balance: float
    incident_id: UUID | None
    order_id: UUID | None
    document: str
    reason: str
    use_by: date | None
    at: datetime


class UseOut(Schema):
    id: UUID
    resource_id: UUID
    resource: str
    type: str
    incident_id: UUID
    order_id: UUID | None
    quantity: float
    state: str
    drill: bool
    reserved_at: datetime
    committed_at: datetime | None
    released_at: datetime | None


class StockOut(Schema):
    type: str
    title: str
    unit: str
    quantity: float
    ready: float
    entries: int


def resources_out(rows: list[Resource]) -> list[dict[str, Any]]:
    """With the owners' names looked up at once."""
    names = organizations.names({row.organization_id for row in rows if row.organization_id})
    return [_resource_out(row, names) for row in rows]


def resource_out(row: Resource) -> dict[str, Any]:
    return resources_out([row])[0]


def around_out(found: list[Nearby], limit: int, outline: GeoJson | None = None) -> dict[str, Any]:
    """Hazards are listed whatever the limit: nobody may overlook the tank beside the fire."""
    shapes = {name: one.shape for name, one in content.resource_types().items()}
    dangers = [one for one in found if shapes.get(one.resource.type) == "HAZARD"]
    return {
        "total": len(found),
        "counts": dict(sorted(Counter(one.resource.type for one in found).items())),
        "items": nearby_out(found[:limit]),
        "hazards": nearby_out(dangers[:limit]),
        "outline": outline,
    }


def nearby_out(found: list[Nearby]) -> list[dict[str, Any]]:
    rows = resources_out([one.resource for one in found])
    return [row | {"distance_m": round(one.distance_m, 1)} for row, one in zip(rows, found, strict=True)]


def move_out(move: StockMove) -> dict[str, Any]:
    return {name: getattr(move, name) for name in MoveOut.model_fields}


def use_out(use: ResourceUse) -> dict[str, Any]:
    named = {"resource": use.resource.name, "type": use.resource.type}
    return {name: named[name] if name in named else getattr(use, name) for name in UseOut.model_fields}


def stock_out(line: StockLine) -> dict[str, Any]:
    kind = content.resource_types().get(line.type)
    return {
        "type": line.type,
        "title": kind.title.zh if kind else line.type,
        "unit": kind.unit.zh if kind else "",
        "quantity": line.quantity,
        "ready": line.ready,
        "entries": line.entries,
    }


def _resource_out(row: Resource, names: dict[UUID, str]) -> dict[str, Any]:
    computed = _of_type(row) | {
        "organization": names.get(row.organization_id, "") if row.organization_id else "",
        "phone": masked_phone(phone_of(row.attributes)),
        "verified_days": (clock.now() - row.verified_at).days if row.verified_at else None,
        "silent": silent(row, clock.now()),
    }
    return {name: computed[name] if name in computed else getattr(row, name) for name in ResourceOut.model_fields}


def _of_type(row: Resource) -> dict[str, Any]:
    """What content says about it; little where content no longer knows the type."""
    kind = content.resource_types().get(row.type)
    if kind is None:
        unknown = {"type_title": row.type, "unit": "", "symbol": "", "keeper": "", "attributes": {}, "missing": []}
        return unknown | {"stale": False}
    since = fresh_since(row.type, clock.now())
    return {
        "type_title": kind.title.zh,
        "unit": kind.unit.zh,
        "symbol": kind.symbol or "",
        "keeper": kind.keeper.zh if kind.keeper else "",
        "attributes": shown(kind, row.attributes),
        "missing": missing_attributes(kind, row.attributes),
        "stale": since is not None and (row.verified_at is None or row.verified_at < since),
    }


def _placed(place: GivenPosition | None) -> dict[str, Any]:
    return {"place": place.stored(), "given_crs": place.crs} if place else {}


def _of_family(family: str | None) -> list[str]:
    return [type_id for type_id, one in content.resource_types().items() if one.family == family] if family else []
