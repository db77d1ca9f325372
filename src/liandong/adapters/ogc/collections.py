"""The collections: one for each family of resources, and the outlines of regions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from liandong.access.rules import Actor
from liandong.adapters.ogc.parameters import Asked
from liandong.adapters.ogc.problems import Absent
from liandong.content import queries as content
from liandong.kernel.errors import NotFound
from liandong.resources import queries
from liandong.resources.schemas import ResourceOut, resources_out

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
BOUNDARIES = "boundaries"
_LEFT_OUT = {"id", "lon", "lat", "given_crs", "attributes", "missing", "version", "drill", "organization_id"}


@dataclass(frozen=True, slots=True)
class Collection:
    """`properties` are the names features may carry."""

    id: str
    title: str
    description: str
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeaturePage:
    """`after` is where the next page begins, None on the last."""

    features: list[dict[str, Any]]
    matched: int
    after: str | None


def collections() -> list[Collection]:
    """In the order of content, the outlines last."""
    families = content.resource_families()
    found = [
        Collection(name, one.title.zh, f"{one.title.en}. {one.owner.zh}; {one.keeper.zh}", _properties(name))
        for name, one in families.items()
    ]
    outlines = Collection(BOUNDARIES, "行政区边界", "Outlines of regions", ("region_code", "name", "source"))
    return [*found, outlines]


def collection(id: str) -> Collection:
    """Absent where there is none of that id."""
    found = next((one for one in collections() if one.id == id), None)
    if found is None:
        raise Absent(id)
    return found


def page(actor: Actor, id: str, asked: Asked) -> FeaturePage:
    """The features the actor sees, in the order of their ids."""
    of_outlines = collection(id).id == BOUNDARIES
    rows: QuerySet[Any] = queries.layer_rows(actor, id, asked.wanted)
    if of_outlines:
        rows = queries.outline_rows(actor, asked.wanted.box)
    matched = rows.count()
    behind = rows.filter(id__gt=asked.after) if asked.after else rows
    found = list(behind.order_by("id")[: asked.limit + 1])
    kept = found[: asked.limit]
    after = str(kept[-1].id) if len(found) > asked.limit else None
    return FeaturePage(_outlines(kept) if of_outlines else features(id, kept), matched, after)


def feature(actor: Actor, id: str, feature_id: str) -> dict[str, Any]:
    """One feature; Absent where there is none, or it is not the actor's to see."""
    try:
        key = UUID(feature_id)
    except ValueError:
        raise Absent(feature_id) from None
    if collection(id).id == BOUNDARIES:
        found = _outlines(queries.outline_rows(actor).filter(id=key))
    else:
        found = _one(actor, id, key)
    if not found:
        raise Absent(feature_id)
    return found[0]


def _one(actor: Actor, family: str, key: UUID) -> list[dict[str, Any]]:
    try:
        row = queries.access_resource(actor, key)
    except NotFound:
        return []
    return features(family, [row]) if row.type in queries.types_of_layer(family) and not row.drill else []


def features(family: str, rows: list[Any]) -> list[dict[str, Any]]:
    """As GeoJSON; every property of the family stands in each, null where it is not known: GDAL reads the first."""
    names = _properties(family)
    return [_feature(row, names) for row in resources_out(rows)]


def _feature(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    said = {**row["attributes"], **{name: value for name, value in row.items() if name not in _LEFT_OUT}}
    place = None if row["lon"] is None else {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
    properties = {name: _plain(said.get(name)) for name in names}
    return {"type": "Feature", "id": str(row["id"]), "geometry": place, "properties": properties}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _properties(family: str) -> tuple[str, ...]:
    own = [name for name in ResourceOut.model_fields if name not in _LEFT_OUT]
    types = [one for one in content.resource_types().values() if one.family == family]
    attributes = [name for one in types for name in one.attributes]
    return tuple(dict.fromkeys([*own, *attributes]))


def _outlines(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "id": str(row.id),
            "geometry": row.geometry,
            "properties": {
                "region_code": row.region_code,
                "name": content.region(row.region_code).name,
                "source": row.source,
            },
        }
        for row in rows
    ]
