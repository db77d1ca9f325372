"""An outline is taken only when it is closed, does not cross itself, encloses something and lies on earth."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from shapely.geometry import shape

from liandong.kernel.geometry import MOST_POINTS, Area, check_area, check_geometry
from liandong.kernel.text import BadValue

RING = [[112.0, 37.0], [113.0, 37.0], [113.0, 38.0], [112.0, 37.0]]
HOLE = [[112.8, 37.2], [112.9, 37.2], [112.9, 37.3], [112.8, 37.2]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def code(geometry: dict[str, Any]) -> str:
    try:
        check_area(geometry)
    except BadValue as bad:
        return bad.code
    return "taken"


@pytest.mark.parametrize(
    "geometry",
    [
        polygon(RING),
        polygon(RING, HOLE),
        polygon([[*point, 780.5] for point in RING]),
        {"type": "MultiPolygon", "coordinates": [[RING], [[[lon + 2, lat] for lon, lat in RING]]]},
        polygon(RING) | {"bbox": [112, 37, 113, 38]},
    ],
)
def test_a_closed_outline_is_taken_unaltered(geometry: dict[str, Any]) -> None:
    assert check_area(geometry) is geometry


@pytest.mark.parametrize(
    ("geometry", "why"),
    [
        (polygon([*RING[:-1], [112.0, 37.1]]), "geometry_ring_open"),
        (polygon(RING[:3]), "geometry_ring_too_short"),
        (polygon(RING, [*HOLE[:-1], [112.8, 37.25]]), "geometry_ring_open"),
        (polygon([[112, 37], [113, 38], [113, 37], [112, 38], [112, 37]]), "geometry_crosses_itself"),
        (polygon(RING, [[110, 30], [110, 31], [111, 31], [110, 30]]), "geometry_crosses_itself"),
        (polygon([[112, 37]] * 4), "geometry_crosses_itself"),
        (polygon([[112, 37], [113, 37], [114, 37], [112, 37]]), "geometry_crosses_itself"),
        (polygon([[37.0, 112.0], [37.0, 113.0], [38.0, 113.0], [37.0, 112.0]]), "position_axes_swapped"),
        (polygon([[999, 37], [113, 37], [113, 38], [999, 37]]), "position_out_of_range"),
        (polygon([[float("nan"), 37], [113, 37], [113, 38], [112, 37]]), "position_not_finite"),
        (polygon([["112", 37], [113, 37], [113, 38], ["112", 37]]), "geometry_point_malformed"),
        (polygon([[112], [113], [113], [112]]), "geometry_point_malformed"),
        (polygon([[10**400, 37], [113, 37], [113, 38], [112, 37]]), "geometry_point_malformed"),
        (polygon([[True, 37], [113, 37], [113, 38], [112, 37]]), "geometry_point_malformed"),
        (polygon(), "geometry_empty"),
        (polygon([]), "geometry_empty"),
        ({"type": "MultiPolygon", "coordinates": [[RING], []]}, "geometry_empty"),
        (polygon(*RING), "geometry_nesting"),
        ({"type": "Polygon"}, "geometry_nesting"),
        ({"type": "Polygon", "coordinates": "RING"}, "geometry_nesting"),
        ({"type": "Point", "coordinates": [112, 37]}, "geometry_no_area"),
        ({"type": ["Polygon"], "coordinates": [RING]}, "geometry_no_area"),
        ({}, "geometry_no_area"),
        (polygon(RING) | {"crs": "EPSG:3857"}, "geometry_member_unknown"),
        (polygon([[112 + i * 1e-6, 37] for i in range(MOST_POINTS + 1)]), "geometry_too_many_points"),
    ],
)
def test_an_outline_that_cannot_be_meant_is_refused_by_name(geometry: dict[str, Any], why: str) -> None:
    assert code(geometry) == why


@pytest.mark.parametrize(
    ("geometry", "taken"),
    [
        ({"type": "Point", "coordinates": [112, 37]}, True),
        ({"type": "MultiPoint", "coordinates": [[112, 37], [113, 38]]}, True),
        ({"type": "LineString", "coordinates": [[112, 37], [113, 38]]}, True),
        ({"type": "MultiLineString", "coordinates": [[[112, 37], [113, 38]]]}, True),
        ({"type": "LineString", "coordinates": [[112, 37]]}, False),
        ({"type": "LineString", "coordinates": [[112, 37], [112, 37]]}, False),
        ({"type": "GeometryCollection", "geometries": []}, False),
        ({"type": "Circle", "coordinates": [112, 37]}, False),
    ],
)
def test_points_and_lines_are_geometries_too(geometry: dict[str, Any], taken: bool) -> None:
    if taken:
        assert check_geometry(geometry) is geometry
    else:
        with pytest.raises(BadValue):
            check_geometry(geometry)


@given(st.lists(st.tuples(st.floats(110, 115), st.floats(35, 40)), min_size=3, max_size=12))
def test_whatever_is_taken_is_a_valid_shape_with_an_area(points: list[tuple[float, float]]) -> None:
    ring = [list(point) for point in [*points, points[0]]]
    if code(polygon(ring)) == "taken":
        outline = shape(polygon(ring))
        assert outline.is_valid
        assert outline.area > 0


json_like = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates"]), inner),
    max_leaves=20,
)


@given(st.sampled_from(["Polygon", "MultiPolygon", "Point", "LineString", "MultiPoint", "MultiLineString"]), json_like)
def test_anything_json_can_say_is_taken_or_refused_but_never_breaks(kind: str, coordinates: Any) -> None:
    with contextlib.suppress(BadValue):
        check_geometry({"type": kind, "coordinates": coordinates})


def test_the_wire_type_carries_the_refusal_in_both_languages() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter[dict[str, Any]](Area).validate_python(polygon(RING[:3]))
    found = caught.value.errors()[0]
    assert found["type"] == "geometry_ring_too_short"
    assert "至少要 4 个" in found["ctx"]["zh"]
