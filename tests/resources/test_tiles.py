"""矢量瓦片: what a general decoder reads from a tile is what lies in it, gathered or single, and what one may see."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from typing import Any

import mapbox_vector_tile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel.geo import Position
from liandong.kernel.ids import new_id
from liandong.resources.queries import tile
from liandong.resources.services import ResourceDraft, register_resources, reserve_resource
from liandong.resources.tiles.encoding import EXTENT, Features, encode, varint
from tests.orders.calling import Caller
from tests.resources.conftest import COUNTY, Store, actor

TAIYUAN = Position(112.5489, 37.8706)


def tile_of(place: Position, z: int) -> tuple[int, int, int]:
    lat = math.radians(place.lat)
    x = (place.lon / 360 + 0.5) * 2**z
    y = (0.5 - math.asinh(math.tan(lat)) / (2 * math.pi)) * 2**z
    return z, int(x), int(y)


def read(data: bytes) -> dict[str, list[dict[str, Any]]]:
    decoded = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
    return {name: layer["features"] for name, layer in decoded.items()}


def enter(store: Store, number: int, **said: Any) -> list[Any]:
    chance = random.Random(9)
    return register_resources(
        store.keeper,
        [
            ResourceDraft(
                **{
                    "type": "fire_hydrant",
                    "name": f"第{n}号",
                    "region_code": COUNTY,
                    "place": Position(TAIYUAN.lon + chance.gauss(0, 0.05), TAIYUAN.lat + chance.gauss(0, 0.05)),
                    "quantity": Decimal(1),
                }
                | said
            )
            for n in range(number)
        ],
    )


@given(st.integers(0, 2**63 - 1))
def test_a_varint_reads_back(number: int) -> None:
    data, found = varint(number), 0
    for place, byte in enumerate(data):
        found |= (byte & 127) << 7 * place
    assert found == number
    assert all(byte & 128 for byte in data[:-1])


points = st.tuples(
    st.integers(-64, EXTENT + 64),
    st.integers(-64, EXTENT + 64),
    st.sampled_from(["消火栓", "", "tent"]),
    st.booleans(),
    st.sampled_from([0, 1, -1, 2**62, -(2**62), 300]),
)


@given(st.lists(points, min_size=1, max_size=200))
def test_what_is_encoded_a_general_decoder_reads(drawn: list[tuple[int, int, str, bool, int]]) -> None:
    x, y, kind, ready, count = (list(column) for column in zip(*drawn, strict=True))
    said = {"type": kind, "ready": ready, "count": count}
    data = encode({"点": Features(x, y, said), "空": Features()})
    (layer,) = read(data).values()
    found = [(*one["geometry"]["coordinates"], *(one["properties"][key] for key in said)) for one in layer]
    assert found == drawn
    assert all(type(one["properties"]["ready"]) is bool for one in layer)


def test_single_points_say_what_they_are_and_where(store: Store) -> None:
    (row,) = enter(store, 1, place=TAIYUAN)
    z, x, y = tile_of(TAIYUAN, 14)
    (point,) = read(tile(store.keeper, "public_point", z, x, y))["public_point"]
    assert point["properties"] == {"id": str(row.id), "type": "fire_hydrant", "ready": True, "name": "第0号"}
    column, line = point["geometry"]["coordinates"]
    lon = ((x + column / EXTENT) / 2**z - 0.5) * 360
    assert lon == pytest.approx(TAIYUAN.lon, abs=360 / 2**z / EXTENT * 2)
    assert 0 <= line < EXTENT


def test_what_is_held_is_not_ready(store: Store) -> None:
    (row,) = enter(store, 1, place=TAIYUAN)
    reserve_resource(store.dispatcher, row.id, incident_id=new_id())
    (point,) = read(tile(store.keeper, "fire_hydrant", *tile_of(TAIYUAN, 10)))["fire_hydrant"]
    assert point["properties"]["ready"] is False


def test_many_are_gathered_and_their_numbers_add_up(store: Store) -> None:
    enter(store, 1_500)
    squares = read(tile(store.keeper, "public_point", 0, 0, 0))["public_point"]
    assert sum(one["properties"]["count"] for one in squares) == 1_500
    assert sum(one["properties"]["ready"] for one in squares) == 1_500
    z, x, y = tile_of(TAIYUAN, 9)
    near = [read(tile(store.keeper, "public_point", z, x + a, y + b)) for a in (-1, 0, 1) for b in (-1, 0, 1)]
    inside = [one for layers in near for layer in layers.values() for one in layer]
    assert sum(one["properties"].get("count", 1) for one in inside) >= 1_500


def test_others_regions_exercises_and_other_layers_are_not_in_it(store: Store) -> None:
    enter(store, 3, place=TAIYUAN)
    enter(store, 2, place=TAIYUAN, drill=True)
    z, x, y = tile_of(TAIYUAN, 12)
    assert len(read(tile(store.keeper, "public_point", z, x, y))["public_point"]) == 3
    assert tile(actor("observer", region="1402"), "public_point", z, x, y) == b""
    assert tile(actor("system_administrator"), "public_point", z, x, y) == b""
    assert tile(store.keeper, "shelter", z, x, y) == b""


def test_a_tile_comes_over_http_and_an_impossible_one_is_not_found(store: Store) -> None:
    enter(store, 1, place=TAIYUAN)
    z, x, y = tile_of(TAIYUAN, 8)
    answer = Caller("observer").get(f"tiles/public_point/{z}/{x}/{y}.mvt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/vnd.mapbox-vector-tile")
    assert len(read(answer.content)["public_point"]) == 1
    for path in ("tiles/nothing/1/0/0.mvt", "tiles/team/1/2/0.mvt", "tiles/team/23/0/0.mvt"):
        assert Caller("observer").get(path).status_code == 404
