"""圈选 (D-22): a circle or an area answers what comparing every place answers, by type, ranked, with the dangers."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from shapely.geometry import Point, Polygon

from liandong.kernel.geo import Position, distance_m
from liandong.resources.services import ResourceDraft, register_resources
from tests.orders.calling import Caller
from tests.resources.conftest import COUNTY, Store

TAIYUAN = Position(112.5489, 37.8706)
TYPES = ("tent", "hospital", "target_school", "hazard_landslide", "comprehensive_fire_force", "facility_fuel_station")
RING = [[112.40, 37.80], [112.70, 37.78], [112.75, 37.95], [112.55, 37.85], [112.42, 37.99], [112.40, 37.80]]


@pytest.fixture
def drafts(store: Store) -> list[ResourceDraft]:
    """Five thousand, dense in the middle."""
    chance = random.Random(22)
    made = [
        ResourceDraft(
            type=chance.choice(TYPES),
            name=f"第{n}号",
            region_code=COUNTY,
            place=Position(TAIYUAN.lon + chance.gauss(0, 0.15), TAIYUAN.lat + chance.gauss(0, 0.15)),
            attributes={"phone": "13812345678"} if n % 2 else {},
        )
        for n in range(5_000)
    ]
    register_resources(store.keeper, made)
    return made


def at(draft: ResourceDraft) -> Position:
    assert draft.place is not None
    return draft.place


def test_a_circle_of_ten_kilometres_counts_by_type_what_brute_force_counts(drafts: list[ResourceDraft]) -> None:
    """The point is given in GCJ-02, as a click on a public map gives it."""
    body = {"lon": 112.555199, "lat": 37.871125, "crs": "GCJ02", "radius_m": 10_000, "limit": 2_000}
    told = Caller("dispatcher").post("resources/around", body).json()
    inside = [one for one in drafts if distance_m(TAIYUAN, at(one)) <= 10_000]
    assert told["counts"] == dict(Counter(one.type for one in inside))
    assert told["total"] == len(inside) == len(told["items"])
    apart = [row["distance_m"] for row in told["items"]]
    assert apart == sorted(apart)


def test_the_dangers_near_the_scene_are_listed_whatever_the_limit(drafts: list[ResourceDraft]) -> None:
    body = {"lon": TAIYUAN.lon, "lat": TAIYUAN.lat, "radius_m": 5_000, "limit": 50}
    told = Caller("dispatcher").post("resources/around", body).json()
    assert len(told["items"]) == 50
    assert {row["type"] for row in told["hazards"]} == {"hazard_landslide", "facility_fuel_station"}


def test_an_area_counts_what_lies_inside_its_outline(drafts: list[ResourceDraft]) -> None:
    body = {"area": {"type": "Polygon", "coordinates": [RING]}, "type": ["tent"]}
    told = Caller("dispatcher").post("resources/around", body).json()
    outline = Polygon(RING)
    inside = [one for one in drafts if one.type == "tent" and outline.covers(Point(at(one).lon, at(one).lat))]
    assert told["counts"] == {"tent": len(inside)}


def test_a_row_says_whom_to_call_how_far_how_many_and_how_old(drafts: list[ResourceDraft]) -> None:
    body = {"lon": TAIYUAN.lon, "lat": TAIYUAN.lat, "type": ["hospital"], "limit": 20}
    rows: list[dict[str, Any]] = Caller("dispatcher").post("resources/around", body).json()["items"]
    assert {row["phone"] for row in rows} == {"", "138****5678"}
    assert all(row["free"] == 1 and row["stale"] and row["distance_m"] >= 0 for row in rows)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"lon": 112.5},
        {"lon": 112.5, "lat": 37.8, "area": {"type": "Polygon", "coordinates": [RING]}},
        {"area": {"type": "Polygon", "coordinates": [RING[:-1]]}},
        {"area": {"type": "Point", "coordinates": [1, 2]}},
        {"lon": 112.5, "lat": 37.8, "radius_m": -1},
    ],
)
def test_half_a_question_is_refused(db: None, body: dict[str, Any]) -> None:
    assert Caller("dispatcher").post("resources/around", body).status_code == 422


def test_along_a_line_everything_within_so_many_metres_is_found(drafts: list[ResourceDraft]) -> None:
    """Two kilometres to both sides of a meridian: whoever lies so near and between its ends."""
    line = {"type": "LineString", "coordinates": [[112.55, 37.80], [112.55, 37.95]]}
    answer = Caller("dispatcher").post("resources/around", {"along": line, "radius_m": 2_000, "limit": 2000}).json()
    beside = [at(one) for one in drafts]
    near = [one for one in beside if 37.80 <= one.lat <= 37.95 and distance_m(one, Position(112.55, one.lat)) <= 1_990]
    reach = [one for one in beside if distance_m(one, Position(112.55, min(max(one.lat, 37.80), 37.95))) <= 2_010]
    assert len(near) <= answer["total"] <= len(reach)
    assert answer["outline"]["type"] == "Polygon"


@pytest.mark.parametrize("said", [{}, {"lon": 112.5, "lat": 37.8, "along": {"type": "Point", "coordinates": [1, 1]}}])
def test_one_place_is_asked_and_only_one(store: Store, said: dict[str, Any]) -> None:
    answer = Caller("dispatcher").post("resources/around", said)
    assert (answer.status_code, "三选一" in answer.text) == (422, True)
