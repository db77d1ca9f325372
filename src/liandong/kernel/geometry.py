"""Outlines on the map: GeoJSON geometries (RFC 7946) checked before anything relies on them.

Shapely closes an open ring without a word and calls any polygon with NaN merely invalid, so form and numbers are
checked here, ring by ring, and only the question of crossing lines is left to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
from pydantic import WithJsonSchema
from shapely import transform
from shapely.geometry import mapping, shape
from shapely.validation import explain_validity

from liandong.kernel.geo import EARTH_RADIUS_M, check_position
from liandong.kernel.text import BadValue, checked

GeoJson = dict[str, Any]
MOST_POINTS = 20_000
FEWEST_RING_POINTS = 4

_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_AREAS = frozenset({"Polygon", "MultiPolygon"})


def check_geometry(geometry: GeoJson) -> GeoJson:
    """`geometry` unaltered (CGCS2000, longitude first); BadValue names the part at fault and what to do."""
    kind = str(geometry.get("type"))
    if kind not in _DEPTHS:
        raise _bad(
            "geometry_type_unknown",
            f"图形类型应为 {'、'.join(_DEPTHS)} 之一。",
            f"The type is one of {', '.join(_DEPTHS)}.",
        )
    if set(geometry) - {"type", "coordinates", "bbox"}:
        raise _bad(
            "geometry_member_unknown", "图形只应有 type 和 coordinates。", "A geometry has only type and coordinates."
        )
    points = list(_positions(geometry.get("coordinates"), _DEPTHS[kind]))
    if not points:
        raise _bad("geometry_empty", "图形没有坐标点，请重新绘制。", "The geometry has no points; draw it again.")
    _check_points(points)
    _check_shape(geometry)
    return geometry


def check_area(geometry: GeoJson) -> GeoJson:
    """As `check_geometry`, and it must enclose something: a Polygon or MultiPolygon."""
    if str(geometry.get("type")) not in _AREAS:
        raise _bad(
            "geometry_no_area", "区域应为面（Polygon 或 MultiPolygon）。", "An area is a Polygon or MultiPolygon."
        )
    return check_geometry(geometry)


def widened(geometry: GeoJson, metres: float) -> GeoJson:
    """What lies within so many metres of a checked geometry; for stretches of some hundred kilometres at most."""
    figure = shape(geometry)
    scale = metres_of_degrees(figure.centroid.y)
    flat = transform(figure, lambda points: points * scale)
    return dict(mapping(transform(flat.buffer(metres), lambda points: points / scale)))


def metres_of_degrees(lat: float) -> Any:
    """Metres of a degree of longitude and of latitude there, as an array of both."""
    degree_m = math.radians(1) * EARTH_RADIUS_M
    return np.array([degree_m * math.cos(math.radians(lat)), degree_m])


def _positions(coordinates: Any, depth: int) -> Iterator[list[Any]]:
    """Every position, `depth` lists deep; BadValue where the nesting is another."""
    if not isinstance(coordinates, list):
        raise _bad(
            "geometry_nesting",
            "coordinates 的层数与图形类型不符。",
            "The nesting of coordinates does not fit the type.",
        )
    if depth == 0:
        yield coordinates
        return
    for part in coordinates:
        yield from _positions(part, depth - 1)


def _check_points(points: list[list[Any]]) -> None:
    if len(points) > MOST_POINTS:
        raise _bad(
            "geometry_too_many_points",
            f"坐标点 {len(points)} 个，最多 {MOST_POINTS} 个，请简化图形。",
            f"{len(points)} points, at most {MOST_POINTS}; simplify the outline.",
        )
    for number, point in enumerate(points, 1):
        if len(point) not in {2, 3} or not all(_is_number(part) for part in point):
            raise _bad(
                "geometry_point_malformed",
                f"第 {number} 个点应为 [经度, 纬度] 两个数字。",
                f"Point {number} should be two numbers, [longitude, latitude].",
            )
        check_position(float(point[0]), float(point[1]))


def _is_number(value: Any) -> bool:
    # A whole number beyond 64 bits is no coordinate and cannot become a float.
    return isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63)


def _check_shape(geometry: GeoJson) -> None:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    for line in _lines(kind, coordinates):
        if len(line) < 2 or all(point == line[0] for point in line):
            raise _bad("geometry_line_too_short", "一条线至少要有两个不同的点。", "A line needs two different points.")
    for polygon in _polygons(kind, coordinates):
        if not polygon:
            raise _bad("geometry_empty", "有一个面没有边界。", "A polygon has no ring.")
        for number, ring in enumerate(polygon, 1):
            _check_ring(ring, number)
    if kind in _AREAS:
        _check_crossings(geometry)


def _lines(kind: str, coordinates: list[Any]) -> list[Any]:
    return {"LineString": [coordinates], "MultiLineString": coordinates}.get(kind, [])


def _polygons(kind: str, coordinates: list[Any]) -> list[Any]:
    return {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(kind, [])


def _check_ring(ring: list[Any], number: int) -> None:
    if len(ring) < FEWEST_RING_POINTS:
        raise _bad(
            "geometry_ring_too_short",
            f"第 {number} 条边界只有 {len(ring)} 个点，至少要 {FEWEST_RING_POINTS} 个（首尾相同）。",
            f"Ring {number} has {len(ring)} points, at least {FEWEST_RING_POINTS} are needed (first = last).",
        )
    if ring[0] != ring[-1]:
        raise _bad(
            "geometry_ring_open",
            f"第 {number} 条边界没有闭合，最后一点应与第一点相同。",
            f"Ring {number} is open: its last point must equal its first.",
        )


def _check_crossings(geometry: GeoJson) -> None:
    outline = shape({"type": geometry["type"], "coordinates": geometry["coordinates"]})
    if not outline.is_valid:
        where = explain_validity(outline)
        raise _bad(
            "geometry_crosses_itself",
            f"边界自相交或内外圈重叠（{where}），请重新绘制。",
            f"The outline crosses itself or its holes overlap ({where}); draw it again.",
        )
    if not outline.area:
        raise _bad("geometry_no_area", "图形没有面积，请重新绘制。", "The outline encloses nothing; draw it again.")


def _bad(code: str, zh: str, en: str) -> BadValue:
    return BadValue(code, zh=zh, en=en)


_SCHEMA = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {"type": {"type": "string", "enum": list(_DEPTHS)}, "coordinates": {"type": "array", "items": {}}},
    "description": "GeoJSON geometry, CGCS2000, longitude first.",
}
Geometry = Annotated[GeoJson, checked(check_geometry), WithJsonSchema(_SCHEMA)]
"""Any GeoJSON geometry, for requests and records."""

Area = Annotated[GeoJson, checked(check_area), WithJsonSchema(_SCHEMA)]
"""A GeoJSON Polygon or MultiPolygon that is closed, does not cross itself and encloses something."""
