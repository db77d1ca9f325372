"""覆盖: how soon the next free unit is in each town, now and once certain units have left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db.models import Avg, Count

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.dispatch.models import Unit
from liandong.dispatch.queries.recommending import free_units, place_of
from liandong.dispatch.queries.visibility import READ
from liandong.kernel.geo import Position
from liandong.resources import queries as resources
from liandong.roads import queries as roads
from liandong.roads.rules import EtaMatrix


@dataclass(frozen=True, slots=True)
class Reach:
    """The unit that is in a town first, and by which method its time was found."""

    unit_id: UUID
    callsign: str
    eta_seconds: float
    eta_method: str


@dataclass(frozen=True, slots=True)
class Covered:
    """One town. Its place is the middle of the `basis` things on record there; without any it is not known."""

    region_code: str
    place: Position | None
    basis: int
    now: Reach | None
    after: Reach | None


def coverage(
    actor: Actor, region: str, *, types: Collection[str] = (), leaving: Collection[UUID] = (), drill: bool = False
) -> list[Covered]:
    """The towns below the region in their order, each with its first free unit of the types: now and without `leaving`.

    A unit on its way home counts from where it is. Forbidden outside the actor's regions.
    """
    access.require(actor, READ, region)
    towns = [one.code for one in content.region_children(region)]
    places = _middles(actor, region, towns)
    units = free_units(actor, types, drill=drill)
    known = [town for town in towns if town in places]
    times = roads.matrix([place_of(one) for one in units], [places[town][0] for town in known], drill=drill)
    staying = [row for row, unit in enumerate(units) if unit.id not in leaving]
    found = {
        town: (_first(units, times, range(len(units)), column), _first(units, times, staying, column))
        for column, town in enumerate(known)
    }
    return [_covered(town, places.get(town), found.get(town, (None, None))) for town in towns]


def _covered(town: str, middle: tuple[Position, int] | None, reached: tuple[Reach | None, Reach | None]) -> Covered:
    place, basis = middle or (None, 0)
    return Covered(town, place, basis, *reached)


def _middles(actor: Actor, region: str, towns: Sequence[str]) -> dict[str, tuple[Position, int]]:
    """No table gives a town's seat: the middle of what is on record there stands for it, and how much that is."""
    rows = resources.visible_resources(actor).filter(region_code__startswith=region, lon__isnull=False, drill=False)
    at = rows.values_list("region_code").annotate(Avg("lon"), Avg("lat"), Count("id")).order_by("region_code")
    found: dict[str, list[tuple[float, float, int]]] = {}
    for code, lon, lat, number in at:
        town = next((one for one in towns if code.startswith(one)), None)
        if town is not None:
            found.setdefault(town, []).append((lon, lat, number))
    return {town: _middle(parts) for town, parts in found.items()}


def _middle(parts: Sequence[tuple[float, float, int]]) -> tuple[Position, int]:
    total = sum(number for _, _, number in parts)
    lon = sum(lon * number for lon, _, number in parts) / total
    lat = sum(lat * number for _, lat, number in parts) / total
    return Position(round(lon, 6), round(lat, 6)), total


def _first(units: Sequence[Unit], times: EtaMatrix, rows: Sequence[int], column: int) -> Reach | None:
    if not rows:
        return None
    row = min(rows, key=lambda one: (float(times.seconds[one, column]), units[one].callsign))
    if not np.isfinite(times.seconds[row, column]):
        return None
    method = times.eta(row, column).method
    return Reach(units[row].id, units[row].callsign, round(float(times.seconds[row, column]), 1), method.value)
