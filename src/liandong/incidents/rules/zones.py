"""Which outlines of a zone are good, and how large they are."""

from __future__ import annotations

import math

from shapely.geometry import shape

from liandong.incidents.rules.problems import ZoneInvalid
from liandong.kernel.geo import EARTH_RADIUS_M
from liandong.kernel.geometry import GeoJson, check_area
from liandong.kernel.text import BadValue


def checked_area_m2(geometry: GeoJson) -> float:
    """Square metres inside a closed, uncrossed Polygon or MultiPolygon; ZoneInvalid says what is wrong with another.

    Good to a percent for areas of some kilometres: a degree of longitude shrinks with the latitude.
    """
    try:
        figure = shape(check_area(geometry))
    except BadValue as bad:
        raise ZoneInvalid(problem=f"{bad.message.zh} {bad.message.en}") from bad
    degree_m = math.radians(1) * EARTH_RADIUS_M
    return float(round(figure.area * degree_m * degree_m * math.cos(math.radians(figure.centroid.y)), 1))
