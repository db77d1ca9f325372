"""A position says where on earth, in which system it was measured, and is refused when it cannot be meant."""

from __future__ import annotations

import math
from typing import Any

import h3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from liandong.kernel.geo import Crs, GivenPosition, Position, cell, convert, distance_m
from liandong.kernel.text import BadValue

WITHIN_CHINA = {"lon": st.floats(73.5, 135.0), "lat": st.floats(18.0, 53.5)}
ANY_CRS = st.sampled_from(list(Crs))


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [((112.5489, 37.8706), (112.555199, 37.871125)), ((116.404, 39.915), (116.410244, 39.916404))],
)
def test_gcj02_is_reached_from_wgs84_by_the_published_vectors(
    wgs84: tuple[float, float], gcj02: tuple[float, float]
) -> None:
    assert convert(*wgs84, Crs.WGS84, Crs.GCJ02) == pytest.approx(gcj02, abs=1e-6)
    assert convert(*gcj02, Crs.GCJ02, Crs.WGS84) == pytest.approx(wgs84, abs=1e-6)


def test_bd09_lies_on_top_of_gcj02() -> None:
    # The example Baidu's own documentation of its conversion is usually quoted with.
    lon, lat = convert(116.404, 39.915, Crs.GCJ02, Crs.BD09)
    assert (lon, lat) == pytest.approx((116.41036949, 39.92133699), abs=1e-7)


@given(**WITHIN_CHINA, crs_from=ANY_CRS, crs_to=ANY_CRS)
def test_there_and_back_is_the_same_place_to_a_tenth_of_a_metre(
    lon: float, lat: float, crs_from: Crs, crs_to: Crs
) -> None:
    back = convert(*convert(lon, lat, crs_from, crs_to), crs_to, crs_from)
    assert back == pytest.approx((lon, lat), abs=1e-6)


@given(**WITHIN_CHINA, crs=st.sampled_from([Crs.GCJ02, Crs.BD09]))
def test_a_shifted_map_lies_beside_the_house_by_fifty_metres_to_two_kilometres(
    lon: float, lat: float, crs: Crs
) -> None:
    beside = Position(*convert(lon, lat, Crs.WGS84, crs))
    assert 50 < distance_m(Position(lon, lat), beside) < 2_500


@given(lon=st.floats(-180, 70), lat=st.floats(-90, 90))
def test_outside_china_gcj02_shifts_nothing(lon: float, lat: float) -> None:
    assert convert(lon, lat, Crs.WGS84, Crs.GCJ02) == (lon, lat)
    assert convert(lon, lat, Crs.GCJ02, Crs.WGS84) == (lon, lat)


@given(**WITHIN_CHINA)
def test_cgcs2000_is_taken_for_wgs84(lon: float, lat: float) -> None:
    assert convert(lon, lat, Crs.CGCS2000, Crs.WGS84) == (lon, lat)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_position_is_made_of_finite_numbers(bad: float) -> None:
    for lon, lat in ((bad, 37.8), (112.5, bad)):
        with pytest.raises(BadValue, match="position_not_finite"):
            Position(lon, lat)


@pytest.mark.parametrize(("lon", "lat"), [(999, 0), (-180.1, 0), (0, 90.1), (0, -91), (200, 100)])
def test_a_position_is_on_earth(lon: float, lat: float) -> None:
    with pytest.raises(BadValue, match="position_out_of_range"):
        Position(lon, lat)


@given(lon=st.floats(73.5, 135.0), lat=st.floats(18.0, 53.5))
def test_swapped_axes_within_china_are_noticed(lon: float, lat: float) -> None:
    assert Position(lon, lat)
    with pytest.raises(BadValue, match="position_axes_swapped"):
        Position(lat, lon)


@pytest.mark.parametrize(
    "place", [(-120.66, 35.28), (-75.4, 40.2), (14.5, 46.05), (-0.1, 51.5), (151.2, -33.9), (180, 90)]
)
def test_places_abroad_are_not_taken_for_swapped(place: tuple[float, float]) -> None:
    assert Position(*place).lon == place[0]


def test_a_swapped_position_is_told_what_to_do() -> None:
    with pytest.raises(ValidationError) as caught:
        GivenPosition.model_validate({"lon": 37.87, "lat": 112.55})
    found = caught.value.errors()[0]
    assert found["type"] == "position_axes_swapped"
    assert "先写经度" in found["ctx"]["zh"]
    assert "lon comes first" in found["ctx"]["en"]


@pytest.mark.parametrize(
    "given_position",
    [
        {"lon": "112.5", "lat": 37.8},
        {"lon": True, "lat": 37.8},
        {"lon": None, "lat": 37.8},
        {"lon": 112.5},
        {"lon": 112.5, "lat": 37.8, "crs": "EPSG:3857"},
        {"lon": 112.5, "lat": 37.8, "alt": 3},
        {"lon": 112.5, "lat": math.inf},
        [112.5, 37.8],
    ],
)
def test_a_position_that_comes_in_has_numbers_and_a_known_system_and_nothing_else(given_position: Any) -> None:
    with pytest.raises(ValidationError):
        GivenPosition.model_validate(given_position)


def test_a_position_from_a_web_map_is_stored_where_the_house_is() -> None:
    picked = GivenPosition(lon=112.555199, lat=37.871125, crs=Crs.GCJ02)
    assert distance_m(picked.stored(), Position(112.5489, 37.8706)) < 0.2
    assert GivenPosition(lon=112.5489, lat=37.8706).stored() == Position(112.5489, 37.8706)


def test_the_api_description_states_the_bounds() -> None:
    properties = GivenPosition.model_json_schema()["properties"]
    assert (properties["lon"]["minimum"], properties["lon"]["maximum"]) == (-180, 180)
    assert (properties["lat"]["minimum"], properties["lat"]["maximum"]) == (-90, 90)


def test_a_cell_holds_the_position_and_nests() -> None:
    fine, coarse = cell(112.5489, 37.8706, 9), cell(112.5489, 37.8706)
    assert h3.get_resolution(coarse) == 7
    assert h3.cell_to_parent(fine, 7) == coarse
    lat, lon = h3.cell_to_latlng(coarse)
    assert distance_m(Position(lon, lat), Position(112.5489, 37.8706)) < 2_000


def test_distance_is_that_of_the_great_circle() -> None:
    taiyuan, beijing = Position(112.5489, 37.8706), Position(116.404, 39.915)
    assert distance_m(taiyuan, beijing) == pytest.approx(404_000, rel=0.01)
    assert distance_m(Position(0, 0), Position(180, 0)) == pytest.approx(math.pi * 6_371_008.8)


@given(a=st.tuples(st.floats(-180, 180), st.floats(-90, 90)), b=st.tuples(st.floats(-180, 180), st.floats(-90, 90)))
def test_distance_is_the_same_both_ways_and_never_more_than_half_way_round(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    try:
        one, other = Position(*a), Position(*b)
    except BadValue:
        return
    assert distance_m(one, other) == pytest.approx(distance_m(other, one), abs=1e-3)
    assert 0 <= distance_m(one, other) <= math.pi * 6_371_009
    assert distance_m(one, one) == 0
