"""What is near: the k nearest from memory, whole circles and outlines by H3 rings; the exact distance decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from shapely import prepare
from shapely.geometry import Point, shape

from liandong.access.queries import regions_of
from liandong.access.rules import NATION, Actor
from liandong.content import queries as content
from liandong.kernel.geo import Position, distance_m
from liandong.resources.models import Resource
from liandong.resources.nearest.index import INDEX
from liandong.resources.nearest.shelves import scope_numbers
from liandong.resources.queries.visibility import READ, visible_resources
from liandong.resources.rules import COUNTED, ResourceState, covering, resolution_for
from liandong.resources.rules.rings import FINE


@dataclass(frozen=True, slots=True)
class Nearby:
    """A resource and its distance from the point, in metres along the great circle."""

    resource: Resource
    distance_m: float


FARTHEST_M = 20_100_000.0
"""Half the way around the earth."""


def nearest(
    actor: Actor,
    place: Position,
    k: int = 20,
    *,
    within_m: float | None = None,
    types: Collection[str] = (),
    ready_only: bool = False,
) -> list[Nearby]:
    """The `k` nearest resources the actor sees, within `within_m` metres (the edge included) where that is given.

    From memory, as fresh as the last commit; within a transaction, which may have written what is not committed, from
    the database. Both answer what comparing every place would.
    """
    if connection.in_atomic_block:
        return _nearest_in_database(actor, place, k, within_m, types, ready_only)
    regions = regions_of(actor, READ)
    if not regions:
        return []
    scope = None if NATION in regions else scope_numbers(regions)
    wanted = list(dict.fromkeys(types)) or list(content.resource_types())
    hits = INDEX.nearest(wanted, place, k, within_m=within_m, ready_only=ready_only, scope=scope)
    rows = {row.id: row for row in visible_resources(actor).filter(id__in=[hit.id for hit in hits], drill=False)}
    return [Nearby(rows[hit.id], hit.distance_m) for hit in hits if hit.id in rows]


def around(
    actor: Actor, place: Position, radius_m: float, *, types: Collection[str] = (), ready_only: bool = False
) -> list[Nearby]:
    """Every resource the actor sees within `radius_m` metres (the edge included), the nearest first."""
    rows = _candidates(visible_resources(actor).filter(lon__isnull=False, drill=False), place, radius_m)
    rows = rows.filter(type__in=list(types)) if types else rows
    rows = rows.exclude(state=ResourceState.RETIRED.value)
    rows = rows.filter(state__in=sorted(COUNTED), quantity__gt=F("held")) if ready_only else rows
    found = [Nearby(row, distance_m(place, _place(row))) for row in rows.iterator(chunk_size=2000)]
    kept = [one for one in found if one.distance_m <= radius_m]
    return sorted(kept, key=lambda one: (one.distance_m, str(one.resource.id)))


def inside(
    actor: Actor, area: Mapping[str, Any], *, types: Collection[str] = (), ready_only: bool = False
) -> list[Nearby]:
    """Every resource the actor sees within an outline (its border included), the nearest to its middle first."""
    outline = shape(area)
    west, south, east, north = outline.bounds
    middle = Position(outline.centroid.x, outline.centroid.y)
    reach = max(distance_m(middle, Position(x, y)) for x in (west, east) for y in (south, north))
    found = around(actor, middle, reach + 1, types=types, ready_only=ready_only)
    prepare(outline)
    return [one for one in found if outline.covers(Point(one.resource.lon, one.resource.lat))]


def _nearest_in_database(
    actor: Actor, place: Position, k: int, within_m: float | None, types: Collection[str], ready_only: bool
) -> list[Nearby]:
    """Ever wider circles until enough is found."""
    farthest, radius_m = within_m or FARTHEST_M, 10_000.0
    while True:
        reach = min(radius_m, farthest)
        found = around(actor, place, reach, types=types, ready_only=ready_only)
        if len(found) >= k or reach >= farthest:
            return found[:k]
        radius_m *= 6


def on_map(rows: QuerySet[Resource], *, limit: int) -> dict[str, Any]:
    """What of them has a place, as GeoJSON; at most `limit` features."""
    return features(rows.filter(lon__isnull=False).order_by("id")[:limit])


def features(resources: Iterable[Resource]) -> dict[str, Any]:
    """A GeoJSON FeatureCollection (CRS84, longitude first) of those that have a place."""
    return {"type": "FeatureCollection", "features": [_feature(r) for r in resources if r.lon is not None]}


def _candidates(rows: QuerySet[Resource], place: Position, radius_m: float) -> QuerySet[Resource]:
    resolution = resolution_for(radius_m)
    if resolution is None:
        return rows
    cells = covering(place.lon, place.lat, radius_m, resolution)
    return rows.filter(**{"cell__in" if resolution == FINE else "wide_cell__in": sorted(cells)})


def _place(row: Resource) -> Position:
    return Position(row.lon or 0.0, row.lat or 0.0)


def _feature(row: Resource) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": str(row.id),
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "properties": {
            "name": row.name,
            "type": row.type,
            "state": row.state,
            "region_code": row.region_code,
            "quantity": float(row.quantity),
            "free": float(row.free),
            "verified_at": row.verified_at.isoformat() if row.verified_at else None,
            "synthetic": row.synthetic,
            "drill": row.drill,
        },
    }
