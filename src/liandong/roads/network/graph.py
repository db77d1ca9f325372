"""A road graph in arrays: junctions, the stretches of road between them, and the arcs a vehicle may drive."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from liandong.content.schemas.road_profiles import RoadProfile

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
FORWARD, BOTH, BACKWARD = 1, 0, -1
CLOSED = 2**31 - 1
"""The weight of an arc nobody may drive, as the routing engine knows it; weights are whole milliseconds."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """路段: roads between two junctions, one row each; `direction` 1 is one way from `a` to `b`, -1 from `b` to `a`.

    `posted` are limits in km/h along and against the stretch, 0 where none is known. The shape of stretch `n` is
    `shape[starts[n]:starts[n + 1]]`, longitude and latitude from `a` to `b`, both ends included.
    """

    a: Numbers
    b: Numbers
    direction: npt.NDArray[np.int8]
    metres: Floats
    road_class: npt.NDArray[np.int16]
    posted: Floats
    name: npt.NDArray[np.int32]
    starts: Numbers
    shape: Floats


@dataclass(frozen=True)
class RoadGraph:
    """`places` are longitude and latitude of the junctions in degrees; `order` is the engine's contraction order."""

    places: Floats
    stretches: Stretches
    classes: tuple[str, ...]
    names: tuple[str, ...]
    order: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @cached_property
    def arc_stretch(self) -> Numbers:
        """The stretch of each arc: first all driven along, then all driven against."""
        return np.concatenate([self._along, self._against])

    @cached_property
    def _along(self) -> Numbers:
        return np.flatnonzero(self.stretches.direction >= BOTH)

    @cached_property
    def _against(self) -> Numbers:
        return np.flatnonzero(self.stretches.direction <= BOTH)

    @cached_property
    def is_along(self) -> npt.NDArray[np.bool_]:
        """Whether each arc is driven along its stretch."""
        return np.arange(len(self.arc_stretch)) < len(self._along)

    @cached_property
    def tail(self) -> Numbers:
        """The junction each arc starts at."""
        return np.concatenate([self.stretches.a[self._along], self.stretches.b[self._against]])

    @cached_property
    def head(self) -> Numbers:
        """The junction each arc ends at."""
        return np.concatenate([self.stretches.b[self._along], self.stretches.a[self._against]])

    def weights(self, profile: RoadProfile) -> Numbers:
        """Milliseconds of each arc for this kind of vehicle; `CLOSED` where it does not drive."""
        usual = np.array([profile.speeds_kmh.get(name, 0.0) for name in self.classes] or [0.0])
        speed = usual[self.stretches.road_class[self.arc_stretch]]
        posted = np.concatenate([self.stretches.posted[self._along, 0], self.stretches.posted[self._against, 1]])
        driven = np.where((posted > 0) & (speed > 0), posted * profile.share_of_limit, speed)
        metres = self.stretches.metres[self.arc_stretch]
        with np.errstate(divide="ignore"):
            milliseconds = metres * 3600.0 / driven
        return np.where(driven > 0, np.clip(np.ceil(milliseconds), 1, CLOSED - 1), CLOSED).astype(np.int64)

    @cached_property
    def _lines(self) -> npt.NDArray[Any]:
        starts = self.stretches.starts
        lines: npt.NDArray[Any] = shapely.linestrings(
            self.stretches.shape, indices=np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        )
        return lines

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._lines)

    def stretches_in(self, area: shapely.Geometry, road: str = "") -> Numbers:
        """Numbers of the stretches that touch an area (degrees); with `road`, only those of that name."""
        found: Numbers = np.sort(self._tree.query(area, predicate="intersects")).astype(np.int64)
        if not road or not len(found):
            return found
        called = [self.names[self.stretches.name[each]] == road for each in found]
        return np.compress(called, found)

    def arcs_of(self, stretches: Numbers) -> Numbers:
        """Every arc of these stretches, in both directions."""
        wanted = np.zeros(len(self.stretches.a), dtype=bool)
        wanted[stretches] = True
        return np.flatnonzero(wanted[self.arc_stretch])

    def line_of(self, arcs: list[int]) -> list[list[float]]:
        """Longitude and latitude along a way, as driven."""
        points: list[list[float]] = []
        for arc in arcs:
            shape = self._shape_of(arc)
            points += shape[1:] if points else shape
        return points

    def _shape_of(self, arc: int) -> list[list[float]]:
        stretch = self.arc_stretch[arc]
        shape = self.stretches.shape[self.stretches.starts[stretch] : self.stretches.starts[stretch + 1]]
        points: list[list[float]] = (shape if self.is_along[arc] else shape[::-1]).round(6).tolist()
        return points

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        west, south = self.places.min(axis=0)
        east, north = self.places.max(axis=0)
        return float(west), float(south), float(east), float(north)
