"""Travel times as dispatch asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from liandong.content import queries as content
from liandong.kernel.geo import Position
from liandong.roads.network import Network, networks
from liandong.roads.queries.closures import changes
from liandong.roads.rules import Eta, EtaMatrix, straight_matrix


def eta(
    origins: Sequence[Position], destination: Position, at: datetime | None = None, *, drill: bool = False
) -> list[Eta]:
    """The time from each origin to the destination, in the order of the origins.

    `at` is when they set off (now, if left out): closures in force then count. A drill's closures count in a drill
    only. Where no graph is loaded, or a place lies off it, the time is a straight-line estimate and says so.
    """
    found = matrix(origins, [destination], at, drill=drill)
    return [found.eta(row, 0) for row in range(len(origins))]


def matrix(
    origins: Sequence[Position], destinations: Sequence[Position], at: datetime | None = None, *, drill: bool = False
) -> EtaMatrix:
    """Times from every origin to every destination; see `eta`."""
    found = straight_matrix(origins, destinations, content.road_profile())
    if found.seconds.size:
        for network in networks():
            _by_road(network, found, origins, destinations, at, drill)
    return found


def _by_road(
    network: Network,
    found: EtaMatrix,
    origins: Sequence[Position],
    destinations: Sequence[Position],
    at: datetime | None,
    drill: bool,
) -> None:
    """Put the times by road in the place of the estimates between all places that lie on this graph."""
    engine = network.engine
    start, end = engine.snap(origins), engine.snap(destinations)
    rows, columns = np.flatnonzero(start.node >= 0), np.flatnonzero(end.node >= 0)
    if not (len(rows) and len(columns)):
        return
    seconds = engine.seconds(start.node[rows], end.node[columns], changes(network, at, drill=drill))
    cells = np.ix_(rows, columns)
    found.seconds[cells] = seconds + start.seconds[rows][:, None] + end.seconds[columns][None, :]
    found.by_road[cells] = True
