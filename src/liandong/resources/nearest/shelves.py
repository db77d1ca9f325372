"""The places of one type: a tree of points, a mask of what is ready, and the exact distance at the end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from liandong.kernel.geo import EARTH_RADIUS_M, Position, distance_m

FEW = 4_096
"""So many are compared one by one, faster than any tree is asked."""

LONGEST_TAIL = 2_048
"""So many that moved or came new are compared one by one; then the tree is built anew."""

MOST_CHOICES = 64
"""Masks kept for scopes that were asked."""

_NEARLY = 1e-9
"""Chords of the unit sphere that differ by less (6 mm) count as equal until the exact distance decides."""

Region = tuple[int, int]
"""Codes of a scope as numbers of twelve digits: from, and below which."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One resource as the index knows it. `ready`: in service and not all of it held."""

    id: UUID
    lon: float
    lat: float
    region: int
    ready: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """`distance_m` in metres along the great circle."""

    distance_m: float
    id: UUID


def region_number(code: str) -> int:
    """`1401` as 140100000000: numbers of one scope stand together."""
    return int(code.ljust(12, "0")) if code else 0


def scope_numbers(codes: Sequence[str]) -> tuple[Region, ...]:
    """The scopes of region codes; the empty code is everywhere."""
    return tuple((region_number(code), region_number(code) + 10 ** (12 - len(code))) for code in codes)


def unit_vectors(lon: Any, lat: Any) -> Any:
    """(n, 3): chords between these grow with the distance along the sphere."""
    x, y = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=-1)


def chord(metres: float) -> float:
    """The straight line through the unit sphere under so many metres of its surface."""
    return 2.0 if metres >= math.pi * EARTH_RADIUS_M else 2 * math.sin(metres / EARTH_RADIUS_M / 2)


class Shelf:
    """All placed, real resources of one type. One thread at a time may change it or ask it.

    The first `_planted` rows stand in the tree. What moves or comes new is appended behind them and compared one by
    one, until so many have come that the tree is built anew.
    """

    def __init__(self, spots: Sequence[Spot] = ()) -> None:
        self._plant(
            [one.id for one in spots],
            np.array([(one.lon, one.lat) for one in spots], float).reshape(-1, 2),
            np.array([one.region for one in spots], np.int64),
            np.array([one.ready for one in spots], bool),
        )

    @classmethod
    def of_arrays(cls, ids: Sequence[UUID], lon: Any, lat: Any, region: Any, ready: Any) -> Shelf:
        """The same from columns, without an object for each."""
        shelf = cls.__new__(cls)
        places = np.stack([np.asarray(lon, float), np.asarray(lat, float)], axis=-1)
        shelf._plant(list(ids), places, np.asarray(region, np.int64), np.asarray(ready, bool))
        return shelf

    def __len__(self) -> int:
        return int(self._there.sum())

    def put(self, spot: Spot) -> None:
        """Enter it, move it, or change its state."""
        at = self._at.get(spot.id)
        if at is not None and (self._places[at] == (spot.lon, spot.lat)).all():
            self._mark(at, True, spot.ready, spot.region)
            return
        if at is not None:
            self._mark(at, False, False, int(self._region[at]))
        if len(self._ids) == len(self._there):
            self._plant_again()
        self._append(spot)

    def take(self, id: UUID) -> None:
        """It is gone, or has no place any more."""
        at = self._at.get(id)
        if at is not None:
            self._mark(at, False, False, int(self._region[at]))

    def columns(self, scope: tuple[Region, ...] | None = None) -> tuple[Any, Any, list[UUID]]:
        """Places as (n, 2) degrees, whether each is ready, and the ids, of what lies in the scope."""
        rows = self._choice(False, scope).rows()
        return self._places[rows], self._ready[rows], [self._ids[int(row)] for row in rows]

    def nearest(
        self,
        place: Position,
        k: int,
        *,
        within_m: float | None = None,
        ready_only: bool = False,
        scope: tuple[Region, ...] | None = None,
    ) -> list[Hit]:
        """The `k` nearest, the edge of the circle included; of equal distances the lower id first."""
        here = unit_vectors(place.lon, place.lat)
        reach = chord(within_m) + _NEARLY if within_m is not None else 2.1
        chosen = self._choice(ready_only, scope)
        if chosen.number <= FEW:
            rows = self._among(chosen.rows(), here, k, reach)
        else:
            rows = self._in_tree(here, k, reach, chosen)
        found = [self._hit(place, int(row)) for row in rows]
        kept = [hit for hit in found if within_m is None or hit.distance_m <= within_m]
        return sorted(kept, key=lambda hit: (hit.distance_m, str(hit.id)))[:k]

    def _in_tree(self, here: Any, k: int, reach: float, chosen: _Choice) -> Any:
        """Rows that can be among the `k` nearest: ask for ever more until enough of them are chosen ones."""
        planted, mask = self._planted, chosen.mask
        asked = math.ceil((k + 4) * planted / chosen.number * 1.2)
        while asked < planted // 4:
            chords, rows = self._tree.query(here, k=asked)
            fit = mask[rows]
            kept = chords[fit]
            last = min(kept[k - 1] + _NEARLY, reach) if len(kept) >= k else reach
            if chords[-1] > last:
                late = planted + np.flatnonzero(mask[planted : len(self._ids)])
                return np.concatenate([rows[fit][kept <= last], self._among(late, here, k, last)])
            asked *= 4
        return self._among(np.flatnonzero(mask), here, k, reach)

    def _among(self, rows: Any, here: Any, k: int, reach: float) -> Any:
        """Compare one by one."""
        apart = self._vectors[rows] - here
        chords = np.sqrt(np.einsum("ij,ij->i", apart, apart))
        last = np.partition(chords, k - 1)[k - 1] + _NEARLY if len(rows) > k else reach
        return rows[chords <= min(last, reach)]

    def _choice(self, ready_only: bool, scope: tuple[Region, ...] | None) -> _Choice:
        """Which rows count; kept, and kept right by `_mark`."""
        found = self._choices.get((ready_only, scope))
        if found is None:
            if len(self._choices) >= MOST_CHOICES:
                self._choices.clear()
            mask = self._there & self._ready if ready_only else self._there.copy()
            if scope is not None:
                inside = np.zeros(len(mask), bool)
                for low, high in scope:
                    inside |= (self._region >= low) & (self._region < high)
                mask &= inside
            found = self._choices[ready_only, scope] = _Choice(mask, int(mask.sum()))
        return found

    def _hit(self, place: Position, row: int) -> Hit:
        lon, lat = self._places[row].tolist()
        return Hit(distance_m(place, Position(lon, lat)), self._ids[row])

    def _mark(self, at: int, there: bool, ready: bool, region: int) -> None:
        """Change a row, and the choices that were made of it."""
        self._there[at], self._ready[at], self._region[at] = there, ready, region
        for (ready_only, scope), choice in self._choices.items():
            choice.set(at, there and (ready or not ready_only) and _inside(region, scope))

    def _append(self, spot: Spot) -> None:
        at = len(self._ids)
        self._ids.append(spot.id)
        self._at[spot.id] = at
        self._places[at] = spot.lon, spot.lat
        self._vectors[at] = unit_vectors(spot.lon, spot.lat)
        self._mark(at, True, spot.ready, spot.region)

    def _plant_again(self) -> None:
        rows = np.flatnonzero(self._there)
        ids = [self._ids[int(row)] for row in rows]
        self._plant(ids, self._places[rows], self._region[rows], self._ready[rows])

    def _plant(self, ids: list[UUID], places: Any, region: Any, ready: Any) -> None:
        from scipy.spatial import cKDTree  # half a second of start time that most commands never need

        planted, room = len(ids), (0, LONGEST_TAIL)
        self._ids, self._planted = ids, planted
        self._at = {one: row for row, one in enumerate(ids)}
        self._places = np.pad(places, (room, (0, 0)))
        self._vectors = unit_vectors(self._places[:, 0], self._places[:, 1])
        self._region, self._ready = np.pad(region, room), np.pad(ready, room)
        self._there = np.pad(np.ones(planted, bool), room)
        self._tree = cKDTree(self._vectors[:planted])
        self._choices: dict[tuple[bool, tuple[Region, ...] | None], _Choice] = {}


class _Choice:
    """The rows that count for one kind of question."""

    def __init__(self, mask: Any, number: int) -> None:
        self.mask, self.number = mask, number
        self._rows: Any = None

    def rows(self) -> Any:
        if self._rows is None:
            self._rows = np.flatnonzero(self.mask)
        return self._rows

    def set(self, at: int, counts: bool) -> None:
        if bool(self.mask[at]) != counts:
            self.mask[at] = counts
            self.number += 1 if counts else -1
            self._rows = None


def _inside(region: int, scope: tuple[Region, ...] | None) -> bool:
    return scope is None or any(low <= region < high for low, high in scope)
