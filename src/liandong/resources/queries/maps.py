"""What maps ask: a tile of a layer, a page of a layer's features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from liandong.access.queries import in_scope, regions_of
from liandong.access.rules import NATION, Actor
from liandong.content import queries as content
from liandong.kernel.errors import NotFound
from liandong.resources.models import Boundary, Resource
from liandong.resources.nearest.index import INDEX, Index
from liandong.resources.nearest.shelves import scope_numbers
from liandong.resources.queries.visibility import READ, visible_resources
from liandong.resources.rules import ResourceState
from liandong.resources.tiles.drawing import DEEPEST, features
from liandong.resources.tiles.encoding import encode

Box = tuple[float, float, float, float]
"""West, south, east, north; west may lie beyond east where the box crosses the date line."""


def tile(actor: Actor, layer: str, z: int, x: int, y: int) -> bytes:
    """A vector tile of a family or a type, of what the actor sees; NotFound for another layer or an impossible tile."""
    types = types_of_layer(layer)
    if not types or not 0 <= z <= DEEPEST or not (0 <= x < 2**z and 0 <= y < 2**z):
        raise NotFound
    regions = regions_of(actor, READ)
    if not regions:
        return b""
    # Within a transaction nothing that is perhaps undone may enter the memory of the process.
    index = Index() if connection.in_atomic_block else INDEX
    held = index.layer(layer, types, None if NATION in regions else scope_numbers(regions))
    return encode({layer: features(held, z, x, y, _names)})


def types_of_layer(layer: str) -> list[str]:
    """The types that a layer shows: those of a family, or the one type of that name."""
    types = content.resource_types()
    return [name for name, one in types.items() if one.family == layer] or ([layer] if layer in types else [])


def _names(ids: Sequence[UUID]) -> Mapping[UUID, str]:
    return dict(Resource.objects.filter(id__in=ids).values_list("id", "name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which features of a layer; `changed` bounds when they were last changed, both ends included."""

    box: Box | None = None
    changed: tuple[datetime | None, datetime | None] = (None, None)
    columns: Mapping[str, str] | None = None


def layer_rows(actor: Actor, family: str, wanted: Wanted) -> QuerySet[Resource]:
    """The features of a family that the actor sees; exercises and what was struck off are no features."""
    rows = visible_resources(actor).filter(type__in=types_of_layer(family), drill=False)
    rows = rows.exclude(state=ResourceState.RETIRED.value).filter(**(wanted.columns or {}))
    begins, ends = wanted.changed
    rows = rows.filter(changed_at__gte=begins) if begins else rows
    rows = rows.filter(changed_at__lte=ends) if ends else rows
    return rows.filter(_within(wanted.box)) if wanted.box else rows


def outline_rows(actor: Actor, box: Box | None = None) -> QuerySet[Boundary]:
    """The outlines of regions the actor may read."""
    rows = in_scope(actor, READ, Boundary.objects.all())
    if box is None:
        return rows
    west, south, east, north = box
    return rows.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)


def _within(box: Box) -> Q:
    west, south, east, north = box
    across = Q(lon__gte=west, lon__lte=east) if west <= east else Q(lon__gte=west) | Q(lon__lte=east)
    return Q(lat__gte=south, lat__lte=north) & across
