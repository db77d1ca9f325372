"""The shelves of all types, brought up to the last commit before every question."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import connection

from liandong.kernel.geo import Position
from liandong.resources.models import Resource
from liandong.resources.nearest.shelves import Hit, Region, Shelf, Spot, region_number
from liandong.resources.rules import COUNTED, ResourceState
from liandong.resources.tiles.drawing import Points, points
from liandong.timeline.following import Follower

_COLUMNS = ("id", "lon", "lat", "region_code", "state", "quantity", "held")
_AT_ONCE = 500
MOST_LAYERS = 32


class Index:
    """One for a process. A change that is committed is seen by the next question, whoever committed it: each question
    first asks the timeline what was written since the last one. Within a transaction ask the database instead."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelf] = {}
        self._follower = Follower()
        self._lock = Lock()
        self._layers: dict[tuple[str, tuple[Region, ...] | None], Points] = {}

    def nearest(
        self,
        types: Iterable[str],
        place: Position,
        k: int,
        *,
        within_m: float | None = None,
        ready_only: bool = False,
        scope: tuple[Region, ...] | None = None,
    ) -> list[Hit]:
        """The `k` nearest of the types together."""
        with self._lock:
            self._catch_up()
            shelves = [self._shelf(type_id) for type_id in types]
            found = [one.nearest(place, k, within_m=within_m, ready_only=ready_only, scope=scope) for one in shelves]
        return found[0] if len(found) == 1 else _merged(found, k)

    def layer(self, name: str, types: Iterable[str], scope: tuple[Region, ...] | None = None) -> Points:
        """All places of the types, for tiles; kept until any of them changes."""
        with self._lock:
            self._catch_up()
            found = self._layers.get((name, scope))
            if found is None:
                if len(self._layers) >= MOST_LAYERS:
                    self._layers.clear()
                parts = [(type_id, *self._shelf(type_id).columns(scope)) for type_id in types]
                found = self._layers[name, scope] = points(parts)
            return found

    def forget(self) -> None:
        """Begin anew: after the tables were replaced (restore, tests)."""
        with self._lock:
            self._shelves, self._follower, self._layers = {}, Follower(), {}

    def _catch_up(self) -> None:
        touched = self._follower.touched("resource")
        if touched is None:
            self._shelves, self._layers = {}, {}
        elif touched and self._shelves:
            self._layers = {}
            self._read_again(list(dict.fromkeys(touched)))

    def _read_again(self, ids: Sequence[str]) -> None:
        """The rows as they are now; the type of a resource never changes."""
        for start in range(0, len(ids), _AT_ONCE):
            wanted = ids[start : start + _AT_ONCE]
            for type_id, drill, *row in Resource.objects.filter(id__in=wanted).values_list("type", "drill", *_COLUMNS):
                shelf = self._shelves.get(type_id)
                spot = None if drill else _spot(row)
                if shelf is not None and spot is not None:
                    shelf.put(spot)
                elif shelf is not None:
                    shelf.take(row[0])

    def _shelf(self, type_id: str) -> Shelf:
        found = self._shelves.get(type_id)
        if found is None:
            found = self._shelves[type_id] = _read(type_id)
        return found


def _read(type_id: str) -> Shelf:
    """All of a type by one plain statement; the ORM would take a second for fifty thousand."""
    table = connection.ops.quote_name(Resource._meta.db_table)
    sql = (
        f"SELECT {', '.join(_COLUMNS)} FROM {table}"  # noqa: S608
        " WHERE type = %s AND lon IS NOT NULL AND NOT drill AND state <> %s ORDER BY id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [type_id, ResourceState.RETIRED.value])
        rows = cursor.fetchall()
    if not rows:
        return Shelf()
    ids, lon, lat, regions, states, quantity, held = zip(*rows, strict=True)
    ready = [state in COUNTED and has > holds for state, has, holds in zip(states, quantity, held, strict=True)]
    keys = [one if isinstance(one, UUID) else UUID(hex=one) for one in ids]
    return Shelf.of_arrays(keys, lon, lat, [region_number(code) for code in regions], ready)


def _spot(row: Any) -> Spot | None:
    key, lon, lat, region, state, quantity, held = row
    if lon is None or state == ResourceState.RETIRED.value:
        return None
    return Spot(key, lon, lat, region_number(region), state in COUNTED and quantity > held)


def _merged(found: Sequence[Sequence[Hit]], k: int) -> list[Hit]:
    merged = heapq.merge(*found, key=lambda hit: (hit.distance_m, str(hit.id)))
    return [hit for hit, _ in zip(merged, range(k), strict=False)]


INDEX = Index()
"""The one of this process."""
