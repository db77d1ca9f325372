"""The routing engine over one graph: times, ways and what is reached, with closures applied arc by arc.

RoutingKit's customizable contraction hierarchies: the order of junctions is found once, at import; a change of
weights touches only the shortcuts above the changed arcs, so that a closure counts within milliseconds.

The engine's objects belong to the thread that made them, and a query must be gone before a weight changes. One thread
owns them here; whoever asks waits for its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import routingkit_cch as cch

from liandong.content.schemas.road_profiles import RoadProfile
from liandong.kernel.geo import EARTH_RADIUS_M, Position
from liandong.roads.network.graph import CLOSED, Floats, Numbers, RoadGraph

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# What follows imports scipy where it is used: half a second of start time that most commands never need.
R = TypeVar("R")
WHOLE = 0.2
"""Above this share of changed arcs all are customised anew: one by one would take longer."""


@dataclass(frozen=True, slots=True)
class Snapped:
    """For each place its junction (-1: off the graph) and the seconds from the place to it."""

    node: Numbers
    seconds: Floats


@dataclass(frozen=True, slots=True)
class Way:
    """The fastest way: seconds and metres on the road, and the arcs in their order."""

    seconds: float
    metres: float
    arcs: list[int]


def contraction_order(graph: RoadGraph) -> Numbers:
    """The order in which junctions are contracted: nested dissection by place."""
    order = cch.compute_order_inertial(
        len(graph.places),
        graph.tail.tolist(),
        graph.head.tolist(),
        graph.places[:, 1].tolist(),
        graph.places[:, 0].tolist(),
    )
    return np.array(order, dtype=np.int64)


class Engine:
    """One graph with the weights of one road profile; safe to ask from any thread."""

    def __init__(self, graph: RoadGraph, profile: RoadProfile) -> None:
        from scipy.spatial import cKDTree

        self.graph, self.profile = graph, profile
        self.base = graph.weights(profile)
        self.changed: Mapping[int, int] = {}
        self._owner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="roads")
        self._connected = largest_part(least_arcs(graph, self.base))
        self._tree = cKDTree(_on_sphere(graph.places[self._connected]))
        self._run(self._build)

    def _run(self, work: Callable[[], R]) -> R:
        return self._owner.submit(work).result()

    def _build(self) -> None:
        graph = self.graph
        order = graph.order if len(graph.order) else contraction_order(graph)
        self._cch = cch.CCH(order.tolist(), graph.tail.tolist(), graph.head.tolist(), False)
        self._metric = cch.CCHMetric(self._cch, self.base.tolist())
        self._updater = cch.CCHMetricPartialUpdater(self._cch)

    def close(self) -> None:
        """Let the engine's objects go, in the thread that owns them."""
        self._run(self._drop)
        self._owner.shutdown(wait=False)

    def _drop(self) -> None:
        del self._updater, self._metric, self._cch

    def apply(self, changes: Mapping[int, int]) -> int:
        """Let exactly these arcs have another weight (ms) than usual; answers how many weights moved."""
        return self._run(lambda: self._apply(changes))

    def _apply(self, changes: Mapping[int, int]) -> int:
        if changes is self.changed:
            return 0
        back = {arc: int(self.base[arc]) for arc in self.changed if arc not in changes}
        moved = back | {arc: weight for arc, weight in changes.items() if self.changed.get(arc) != weight}
        if len(moved) > WHOLE * len(self.base):
            self._metric.reset(self._weights(changes).tolist())
        elif moved:
            self._updater.apply(self._metric, moved)
        self.changed = changes
        return len(moved)

    def _weights(self, changes: Mapping[int, int]) -> Numbers:
        weights = self.base.copy()
        if changes:
            weights[list(changes.keys())] = list(changes.values())
        return weights

    def snap(self, places: Sequence[Position]) -> Snapped:
        """The nearest junction of each place, and how long it takes to get there off the graph."""
        if not places:
            return Snapped(np.zeros(0, dtype=np.int64), np.zeros(0))
        chords, nearest = self._tree.query(_on_sphere(np.array([(p.lon, p.lat) for p in places])))
        metres = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, chords / 2))
        approach = self.profile.approach
        node = np.where(metres <= approach.within_m, self._connected[nearest], -1)
        return Snapped(node, metres / (approach.kmh / 3.6))

    def seconds(self, origins: Numbers, destinations: Numbers, changes: Mapping[int, int] | None = None) -> Floats:
        """Seconds between junctions, infinite where no open road leads; `changes` are applied first, see `apply`."""

        def work() -> Floats:
            if changes is not None:
                self._apply(changes)
            return self._matrix(origins, destinations)

        return self._run(work)

    def _matrix(self, origins: Numbers, destinations: Numbers) -> Floats:
        found = np.full((len(origins), len(destinations)), np.inf)
        if not found.size:
            return found
        if len(destinations) <= len(origins):
            backward = cch.CCHManyToOne(self._metric, origins.tolist())
            for column, node in enumerate(destinations.tolist()):
                found[:, column] = np.array(backward.distances_to(node), dtype=np.float64)
        else:
            forward = cch.CCHOneToMany(self._metric, destinations.tolist())
            for row, node in enumerate(origins.tolist()):
                found[row] = np.array(forward.distances_from(node), dtype=np.float64)
        return np.where(np.isnan(found) | (found >= CLOSED), np.inf, found / 1000.0)

    def way(self, origin: int, destination: int, changes: Mapping[int, int] | None = None) -> Way | None:
        """The fastest way between two junctions; None where no open road leads."""

        def work() -> Way | None:
            if changes is not None:
                self._apply(changes)
            return self._way(origin, destination)

        return self._run(work)

    def _way(self, origin: int, destination: int) -> Way | None:
        found = cch.CCHQuery(self._metric).run(origin, destination)
        milliseconds, arcs = found.distance, list(found.arc_path)
        del found
        if milliseconds is None or milliseconds >= CLOSED:
            return None
        metres = float(self.graph.stretches.metres[self.graph.arc_stretch[arcs]].sum()) if arcs else 0.0
        return Way(milliseconds / 1000.0, metres, arcs)

    def reached(self, origin: int, within_s: float, changes: Mapping[int, int] | None = None) -> Floats:
        """Seconds from a junction to every other, infinite beyond `within_s`."""
        from scipy.sparse.csgraph import dijkstra

        matrix = least_arcs(self.graph, self._weights(changes or {}))
        milliseconds = dijkstra(matrix, directed=True, indices=origin, limit=within_s * 1000.0)
        return np.asarray(milliseconds, dtype=np.float64) / 1000.0


def least_arcs(graph: RoadGraph, weights: Numbers) -> csr_array:
    """The open arcs as a matrix for scipy, the fastest where two junctions are joined twice; milliseconds."""
    from scipy.sparse import csr_array

    is_open = weights < CLOSED
    tail, head, weight = graph.tail[is_open], graph.head[is_open], weights[is_open]
    ordered = np.lexsort((weight, head, tail))
    tail, head, weight = tail[ordered], head[ordered], weight[ordered]
    first = np.ones(len(tail), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return csr_array((weight[first].astype(np.float64), (tail[first], head[first])), shape=(len(graph.places),) * 2)


def largest_part(arcs: csr_array) -> Numbers:
    """Junctions of the largest part in which every one can be driven to from every other."""
    from scipy.sparse.csgraph import connected_components

    _, part = connected_components(arcs, directed=True, connection="strong")
    return np.flatnonzero(part == np.bincount(part).argmax())


def _on_sphere(places: Floats) -> Floats:
    lon, lat = np.radians(places).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
