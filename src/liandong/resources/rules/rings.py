"""Which H3 cells must be looked at so that nothing within a radius is missed; exact distances decide afterwards."""

from __future__ import annotations

import math

import h3

FINE, WIDE = 7, 4
"""The two resolutions that are stored: cells of about 5 and about 1,770 square kilometres."""

_FINE_REACH_M = 12_000
_LONGEST_RING = 12

# H3 cells are distorted; none at these resolutions has edges below 0.6 or above 1.5 times the average (restable of H3).
_SHORTEST, _LONGEST = 0.6, 1.5


def resolution_for(radius_m: float) -> int | None:
    """FINE, WIDE, or None where a ring would hold too many cells and a plain scan is cheaper."""
    if radius_m <= _FINE_REACH_M:
        return FINE
    return WIDE if _rings(radius_m, WIDE) <= _LONGEST_RING else None


def covering(lon: float, lat: float, radius_m: float, resolution: int) -> set[str]:
    """Every cell in which a point within `radius_m` metres of the position can lie, and some more."""
    center = h3.latlng_to_cell(lat, lon, resolution)
    return set(h3.grid_disk(center, _rings(radius_m, resolution)))


def _rings(radius_m: float, resolution: int) -> int:
    """Ring k reaches at least 1.5 edges x k beyond the centre's own cell, whichever way one goes."""
    edge = float(h3.average_hexagon_edge_length(resolution, unit="m"))
    return math.ceil((radius_m + edge * _LONGEST) / (1.5 * edge * _SHORTEST))
