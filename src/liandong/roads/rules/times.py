"""Travel times: by road where a graph knows the way, else in a straight line, and it is always said which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from liandong.content.schemas.road_profiles import RoadProfile
from liandong.kernel.geo import EARTH_RADIUS_M, Position

Seconds = npt.NDArray[np.float64]


class Method(StrEnum):
    """How a travel time was found."""

    ROAD = "ROAD"
    STRAIGHT_LINE = "STRAIGHT_LINE"
    NO_ROAD = "NO_ROAD"


@dataclass(frozen=True, slots=True)
class Eta:
    """Seconds on the way and how they were found.

    `seconds` is None with `NO_ROAD`: both ends lie on the graph, and no open road joins them. That is no reason to
    estimate in a straight line; whoever ranks puts such a unit last (`sort_key`).
    """

    seconds: float | None
    method: Method

    @property
    def sort_key(self) -> float:
        """Seconds, infinite where no road leads there."""
        return float("inf") if self.seconds is None else self.seconds


@dataclass(frozen=True, slots=True)
class EtaMatrix:
    """Times from each origin (row) to each destination (column).

    `seconds` is infinite where no open road leads there; `by_road` is False where it is a straight-line estimate.
    """

    seconds: Seconds
    by_road: npt.NDArray[np.bool_]

    def eta(self, origin: int, destination: int) -> Eta:
        """One cell, by the numbers of its row and column."""
        if not self.by_road[origin, destination]:
            return Eta(float(self.seconds[origin, destination]), Method.STRAIGHT_LINE)
        seconds = float(self.seconds[origin, destination])
        return Eta(None, Method.NO_ROAD) if np.isinf(seconds) else Eta(seconds, Method.ROAD)


def straight_line(origin: Position, destination: Position, profile: RoadProfile) -> Eta:
    """An estimate from the distance alone: the detour roads usually make, at the usual speed of a whole trip."""
    return straight_matrix([origin], [destination], profile).eta(0, 0)


def straight_matrix(origins: Sequence[Position], destinations: Sequence[Position], profile: RoadProfile) -> EtaMatrix:
    """`straight_line` for every pair at once."""
    metres = distances_m(_radians(origins), _radians(destinations))
    seconds = metres * profile.straight_line.detour / (profile.straight_line.kmh / 3.6)
    return EtaMatrix(seconds, np.zeros(seconds.shape, dtype=np.bool_))


def distances_m(origins: Seconds, destinations: Seconds) -> Seconds:
    """Metres along the great circle between two tables of longitude and latitude in radians, as `geo.distance_m`."""
    (lon_a, lat_a), (lon_b, lat_b) = origins.T[:, :, None], destinations.T[:, None, :]
    chord = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    metres: Seconds = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    return metres


def _radians(places: Sequence[Position]) -> Seconds:
    return np.radians(np.array([(place.lon, place.lat) for place in places], dtype=np.float64).reshape(-1, 2))
