"""Roads put together into a graph."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from liandong.kernel.geo import EARTH_RADIUS_M
from liandong.roads.network.graph import Floats, Numbers, RoadGraph, Stretches


class Assembly:
    """What is said of each road, in the order in which the roads come."""

    def __init__(self) -> None:
        self._classes: dict[str, int] = {}
        self._names: dict[str, int] = {"": 0}
        self._rows: list[tuple[int, int, int, float, float]] = []

    def road(self, road_class: str, name: str, direction: int, posted: tuple[float, float]) -> None:
        """One road: its class, its name, 1, 0 or -1, and its limits in km/h."""
        number = self._classes.setdefault(road_class, len(self._classes))
        self._rows.append((number, self._names.setdefault(name, len(self._names)), direction, *posted))

    def cut(self, node: Numbers, places: Floats, lengths: Numbers, is_cut: npt.NDArray[np.bool_]) -> RoadGraph:
        """The graph of roads given point by point.

        `node` numbers each point so that equal points have one number, `places` is where it lies, `lengths` how many
        points each road has; a road ends, and another stretch of it begins, where `is_cut`.
        """
        road = np.repeat(np.arange(len(lengths)), lengths)
        cuts = np.flatnonzero(is_cut)
        pairs = np.flatnonzero(road[cuts[:-1]] == road[cuts[1:]])
        first, last = cuts[pairs], cuts[pairs + 1]
        points = last - first + 1
        starts = np.concatenate([[0], np.cumsum(points)])
        at = np.arange(starts[-1]) - np.repeat(starts[:-1], points) + np.repeat(first, points)
        junctions, ends = np.unique(np.concatenate([node[first], node[last]]), return_inverse=True)
        where = np.zeros((len(junctions), 2))
        where[ends] = places[np.concatenate([first, last])]
        along = np.concatenate([[0.0], np.cumsum(metres_between(places))])
        rows = np.array(self._rows, dtype=np.float64).reshape(-1, 5)[road[first]]
        stretches = Stretches(
            a=ends[: len(first)],
            b=ends[len(first) :],
            direction=rows[:, 2].astype(np.int8),
            metres=along[last] - along[first],
            road_class=rows[:, 0].astype(np.int16),
            posted=rows[:, 3:5],
            name=rows[:, 1].astype(np.int32),
            starts=starts,
            shape=places[at],
        )
        return RoadGraph(where, stretches, tuple(self._classes), tuple(self._names))


def metres_between(places: Floats) -> Floats:
    """Metres from each point to the next."""
    lon, lat = np.radians(places).T
    chord = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    metres: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    return metres
