"""边界: in which region a place lies, as far as outlines were imported."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from shapely import STRtree
from shapely.geometry import Point, shape

from liandong.kernel.geo import Position
from liandong.resources.models import Boundary

_MOST_OUTLINES = 400
"""A county has some ten towns, a city some ten counties, a province a hundred counties."""


def outlines_within(region: str) -> dict[str, Any]:
    """The region's own outline and those inside it as GeoJSON (CGCS2000), as far as they were imported."""
    rows = Boundary.objects.filter(region_code__startswith=region).order_by("region_code")
    columns = rows.values_list("region_code", "name", "source", "geometry")[:_MOST_OUTLINES]
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": code, "properties": {"name": name, "source": source}, "geometry": geometry}
            for code, name, source, geometry in columns
        ],
    }


class Outlines:
    """The outlines as they stand at the first question; the smallest that holds the place counts."""

    def region_at(self, place: Position) -> str | None:
        codes, tree = self._index
        if not codes:
            return None
        found = tree.query(Point(place.lon, place.lat), predicate="intersects")
        return max((codes[int(one)] for one in found), key=lambda code: (len(code), code), default=None)

    @cached_property
    def _index(self) -> tuple[list[str], Any]:
        rows = list(Boundary.objects.order_by("region_code").values_list("region_code", "geometry"))
        return [code for code, _ in rows], STRtree([shape(geometry) for _, geometry in rows])
