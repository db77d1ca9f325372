"""周边资源: rings of cells find what a comparison with every single place finds."""

from __future__ import annotations

import random
from math import asin, atan2, cos, degrees, radians, sin

import h3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel.clock import SimulatedClock
from liandong.kernel.geo import EARTH_RADIUS_M, Position, distance_m
from liandong.kernel.ids import new_id
from liandong.resources.models import Resource
from liandong.resources.queries import around, features, nearest
from liandong.resources.rules import ResourceState, covering, resolution_for
from liandong.resources.rules.rings import FINE, WIDE
from liandong.resources.services import ResourceDraft, register_resources, reserve_resource, set_state
from tests.resources.conftest import COUNTY, Store, actor

pytestmark = pytest.mark.django_db
TAIYUAN = Position(112.5489, 37.8706)
TYPES = ("tent", "water_rescue_team", "hospital")


@pytest.fixture
def scattered(store: Store, clock: SimulatedClock) -> list[Resource]:
    """Four hundred resources within some 200 km, dense in the middle."""
    chance = random.Random(7)
    drafts = []
    for n in range(400):
        spread = chance.choice((0.05, 0.3, 1.5))
        place = Position(TAIYUAN.lon + chance.uniform(-spread, spread), TAIYUAN.lat + chance.uniform(-spread, spread))
        drafts.append(ResourceDraft(type=chance.choice(TYPES), name=f"第{n}号", region_code=COUNTY, place=place))
    return register_resources(store.keeper, drafts)


def place_of(row: Resource) -> Position:
    assert row.lon is not None
    assert row.lat is not None
    return Position(row.lon, row.lat)


@pytest.mark.parametrize("radius_m", [1, 500, 5_000, 11_999, 12_001, 40_000, 150_000, 900_000])
def test_rings_find_what_comparing_every_place_finds(store: Store, scattered: list[Resource], radius_m: float) -> None:
    expected = {row.id for row in scattered if distance_m(TAIYUAN, place_of(row)) <= radius_m}
    found = around(store.keeper, TAIYUAN, radius_m)
    assert {one.resource.id for one in found} == expected
    assert [one.distance_m for one in found] == sorted(one.distance_m for one in found)


def test_the_edge_belongs_to_the_circle(store: Store) -> None:
    row = store.enter("tent", place=Position(112.6, 37.9))
    exact = distance_m(TAIYUAN, Position(112.6, 37.9))
    assert [one.resource.id for one in around(store.keeper, TAIYUAN, exact)] == [row.id]
    assert around(store.keeper, TAIYUAN, exact - 0.01) == []


def test_the_search_is_narrowed_to_types_and_cut_at_the_nearest(store: Store, scattered: list[Resource]) -> None:
    found = nearest(store.keeper, TAIYUAN, 3, within_m=150_000, types=["hospital"])
    expected = sorted(distance_m(TAIYUAN, place_of(row)) for row in scattered if row.type == "hospital")[:3]
    assert [one.distance_m for one in found] == expected


def test_what_is_not_ready_is_left_out_when_asked(store: Store) -> None:
    free, busy, broken = (store.enter("water_rescue_team", 1, place=TAIYUAN) for _ in range(3))
    reserve_resource(store.dispatcher, busy.id, incident_id=new_id())
    set_state(store.keeper, broken.id, ResourceState.UNAVAILABLE, reason="检修")
    ready = around(store.keeper, TAIYUAN, 10, ready_only=True)
    assert [one.resource.id for one in ready] == [free.id]
    assert len(around(store.keeper, TAIYUAN, 10)) == 3


def test_what_has_no_place_is_nowhere_near(store: Store) -> None:
    store.enter("tent")
    assert around(store.keeper, TAIYUAN, 900_000) == []


def test_other_regions_and_exercises_are_not_shown(store: Store) -> None:
    store.enter("tent", place=TAIYUAN)
    store.enter("tent", place=TAIYUAN, drill=True)
    assert len(around(store.keeper, TAIYUAN, 10)) == 1
    assert nearest(actor("observer", region="140121"), TAIYUAN, 10) == []


def test_a_map_shows_longitude_first_and_leaves_out_what_has_no_place(store: Store) -> None:
    shown = features([store.enter("tent", place=TAIYUAN), store.enter("tent")])
    assert [one["geometry"]["coordinates"] for one in shown["features"]] == [[112.5489, 37.8706]]


@given(
    st.floats(73, 135),
    st.floats(18, 53),
    st.floats(0, 360),
    st.floats(1, 300_000),
    st.floats(0, 1),
)
def test_no_point_within_the_radius_lies_outside_the_cells(
    lon: float, lat: float, bearing: float, radius_m: float, share: float
) -> None:
    resolution = resolution_for(radius_m)
    if resolution is None:
        return
    center = Position(lon, lat)
    point = _towards(center, bearing, radius_m * share)
    cell = h3.latlng_to_cell(point.lat, point.lon, resolution)
    assert cell in covering(lon, lat, radius_m, resolution)


def _towards(start: Position, bearing: float, meters: float) -> Position:
    """The point that many metres away along a great circle."""
    arc, lat, lon, course = meters / EARTH_RADIUS_M, radians(start.lat), radians(start.lon), radians(bearing)
    there = asin(sin(lat) * cos(arc) + cos(lat) * sin(arc) * cos(course))
    east = lon + atan2(sin(course) * sin(arc) * cos(lat), cos(arc) - sin(lat) * sin(there))
    return Position(degrees(east), degrees(there))


@pytest.mark.parametrize(
    ("radius_m", "resolution"), [(1, FINE), (12_000, FINE), (12_001, WIDE), (200_000, WIDE), (2_000_000, None)]
)
def test_wide_circles_use_wide_cells_and_the_widest_none(radius_m: float, resolution: int | None) -> None:
    assert resolution_for(radius_m) == resolution
