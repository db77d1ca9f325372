"""The way itself, and how far one gets in a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import h3
import numpy as np

from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel.geo import Position, distance_m
from liandong.roads.network import GraphInfo, Network, networks
from liandong.roads.queries.closures import changes, check_reader
from liandong.roads.rules import Eta, Method, straight_line
from liandong.roads.rules.closures import area_of

CELLS = 9
"""H3 resolution of the area reached: cells of about 350 m across."""


@dataclass(frozen=True, slots=True)
class Route:
    """The fastest way: its time, its length and its line (longitude, latitude); without a line where there is none."""

    eta: Eta
    metres: float | None
    line: list[list[float]]


@dataclass(frozen=True, slots=True)
class Reach:
    """What is reached within a time: a GeoJSON MultiPolygon, and by which method it was found."""

    method: Method
    area: dict[str, Any]


def graphs(actor: Actor) -> list[GraphInfo]:
    """The road graphs of this node, for whoever may read roads."""
    check_reader(actor)
    return [network.info for network in networks()]


def route(origin: Position, destination: Position, at: datetime | None = None, *, drill: bool = False) -> Route:
    """The fastest open way now (or `at`); a straight line, marked as such, where no graph holds both ends."""
    for network in networks():
        ends = network.engine.snap([origin, destination])
        if (ends.node >= 0).all():
            return _by_road(network, ends.node.tolist(), float(ends.seconds.sum()), (origin, destination), at, drill)
    estimate = straight_line(origin, destination, content.road_profile())
    return Route(estimate, distance_m(origin, destination), [_point(origin), _point(destination)])


def _by_road(
    network: Network,
    nodes: list[int],
    beside: float,
    ends: tuple[Position, Position],
    at: datetime | None,
    drill: bool,
) -> Route:
    way = network.engine.way(nodes[0], nodes[1], changes(network, at, drill=drill))
    if way is None:
        return Route(Eta(None, Method.NO_ROAD), None, [])
    graph = network.engine.graph
    line = graph.line_of(way.arcs) or [graph.places[nodes[0]].round(6).tolist()]
    return Route(Eta(way.seconds + beside, Method.ROAD), way.metres, [_point(ends[0]), *line, _point(ends[1])])


def reach(origin: Position, within_s: float, at: datetime | None = None, *, drill: bool = False) -> Reach:
    """等时圈: the area reached within so many seconds; a circle, marked as such, where no graph holds the place."""
    for network in networks():
        start = network.engine.snap([origin])
        if start.node[0] >= 0:
            left = within_s - float(start.seconds[0])
            return Reach(Method.ROAD, _reached(network, int(start.node[0]), left, changes(network, at, drill=drill)))
    line = content.road_profile().straight_line
    return Reach(Method.STRAIGHT_LINE, _circle(origin, within_s * line.kmh / 3.6 / line.detour))


def _reached(network: Network, node: int, within_s: float, altered: dict[int, int]) -> dict[str, Any]:
    if within_s < 0:
        return {"type": "MultiPolygon", "coordinates": []}
    graph = network.engine.graph
    inside = np.isfinite(network.engine.reached(node, within_s, altered))
    points = [graph.places[inside]]
    whole = np.flatnonzero(inside[graph.stretches.a] & inside[graph.stretches.b])
    is_point = np.repeat(np.isin(np.arange(len(graph.stretches.a)), whole), np.diff(graph.stretches.starts))
    points.append(graph.stretches.shape[is_point])
    cells = {h3.latlng_to_cell(lat, lon, CELLS) for lon, lat in np.concatenate(points).tolist()}
    return _multi(h3.cells_to_geo(cells))


def _circle(centre: Position, metres: float) -> dict[str, Any]:
    ring = area_of({"type": "Point", "coordinates": _point(centre)}, max(metres, 1.0)).exterior.coords
    return _multi({"type": "Polygon", "coordinates": [list(ring)]})


def _multi(geometry: dict[str, Any]) -> dict[str, Any]:
    """GeoJSON as a MultiPolygon of plain lists."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = [[[[round(x, 6), round(y, 6)] for x, y in ring] for ring in part] for part in parts]
    return {"type": "MultiPolygon", "coordinates": rings}


def _point(place: Position) -> list[float]:
    return [place.lon, place.lat]
