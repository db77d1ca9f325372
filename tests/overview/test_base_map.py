"""底图: a file of tiles beside the node, or 天地图 by its key; without either the outlines are all there is."""

from __future__ import annotations

import gzip
import json
import sqlite3
import struct
from pathlib import Path
from typing import Any

import pytest
from pmtiles.tile import zxy_to_tileid

from liandong.overview.basemap.pmtiles import PmTiles
from liandong.overview.basemap.tiles import TilesUnreadable
from tests.orders.calling import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TILES = {(0, 0, 0): b"whole world", (5, 26, 12): b"north of China", (5, 26, 13): b"south of it"}


def mbtiles(path: Path, kind: str = "png") -> Path:
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE metadata (name text, value text)")
        file.execute("CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)")
        said = {"format": kind, "minzoom": "0", "maxzoom": "5", "bounds": "73,3,136,54", "attribution": "演示底图"}
        file.executemany("INSERT INTO metadata VALUES (?, ?)", said.items())
        for (z, x, y), body in TILES.items():
            file.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (z, x, 2**z - 1 - y, body))
    file.close()
    return path


def varint(number: int) -> bytes:
    parts = []
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    return bytes([*parts, number])


def directory(runs: list[tuple[int, int, int, int]]) -> bytes:
    """(first, tiles, offset, length), as the specification writes them."""
    firsts = [run[0] - (runs[place - 1][0] if place else 0) for place, run in enumerate(runs)]
    numbers = [len(runs), *firsts, *(r[1] for r in runs), *(r[3] for r in runs), *(r[2] + 1 for r in runs)]
    return gzip.compress(b"".join(map(varint, numbers)))


def pmtiles(path: Path, kind: int = 2) -> Path:
    """Two levels of directories: the root leads to a leaf that holds the tiles."""
    data, runs = b"", []
    for number, body in sorted((zxy_to_tileid(*where), body) for where, body in TILES.items()):
        runs.append((number, 1, len(data), len(body)))
        data += body
    leaf = directory(runs)
    root = directory([(0, 0, 0, len(leaf))])
    about = gzip.compress(json.dumps({"attribution": "演示底图"}).encode())
    at = [127, 127 + len(root), 127 + len(root) + len(about), 127 + len(root) + len(about) + len(leaf)]
    sizes = [len(root), len(about), len(leaf), len(data)]
    places = [number for pair in zip(at, sizes, strict=True) for number in pair]
    box = [int(degree * 1e7) for degree in (73, 3, 136, 54)]
    head = struct.pack("<7sB11QBBBBBBiiiiBii", b"PMTiles", 3, *places, 3, 3, 3, 1, 2, 1, kind, 0, 5, *box, 5, 0, 0)
    path.write_bytes(head + root + about + leaf + data)
    return path


def test_without_a_setting_there_is_no_ground_but_the_outlines() -> None:
    somebody = Caller("observer")
    assert somebody.get("base-map").json()["kind"] == "none"
    assert somebody.get("base-map/0/0/0").status_code == 404


@pytest.mark.parametrize("made", [mbtiles, pmtiles])
def test_tiles_of_a_file_are_answered_where_it_has_them(made: Any, tmp_path: Path, settings: Any) -> None:
    settings.MAP_TILES = made(tmp_path / f"base.{made.__name__}")
    somebody = Caller("observer")
    told = somebody.get("base-map").json()
    assert (told["kind"], told["attribution"], told["maxzoom"]) == ("raster", "演示底图", 5)
    assert told["bounds"] == [73, 3, 136, 54]
    for (z, x, y), body in TILES.items():
        answer = somebody.get(f"base-map/{z}/{x}/{y}")
        assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, body, "image/png")
    assert somebody.get("base-map/5/0/0").status_code == 204
    assert somebody.get("base-map/5/32/0").status_code == 404
    assert somebody.get("base-map/25/0/0").status_code == 404


def test_the_operator_may_say_what_stands_beside_the_map(tmp_path: Path, settings: Any) -> None:
    settings.MAP_TILES, settings.MAP_ATTRIBUTION = mbtiles(tmp_path / "a.mbtiles"), "审图号：演示"
    assert Caller("observer").get("base-map").json()["attribution"] == "审图号：演示"


def test_vector_tiles_travel_packed_as_they_lie_in_the_file(tmp_path: Path, settings: Any) -> None:
    file = mbtiles(tmp_path / "v.mbtiles", "pbf")
    with sqlite3.connect(file) as opened:
        opened.execute("UPDATE tiles SET tile_data = ?", (gzip.compress(b"tile"),))
    opened.close()
    settings.MAP_TILES = file
    answer = Caller("observer").get("base-map/0/0/0")
    assert (answer["Content-Encoding"], gzip.decompress(answer.content)) == ("gzip", b"tile")


def test_tianditu_is_the_ground_where_only_its_key_is_set(settings: Any) -> None:
    settings.TIANDITU_KEY = "abc123"
    told = Caller("observer").get("base-map").json()
    assert (told["kind"], told["key"]) == ("tianditu", "abc123")


def test_a_file_that_is_none_is_a_problem_that_says_which(tmp_path: Path, settings: Any) -> None:
    settings.MAP_TILES = tmp_path / "bad.pmtiles"
    settings.MAP_TILES.write_bytes(b"no tiles at all")
    answer = Caller("observer").get("base-map")
    assert (answer.status_code, answer.json()["code"]) == (409, "base_map_unreadable")
    with pytest.raises(TilesUnreadable):
        PmTiles(pmtiles(tmp_path / "unknown.pmtiles", kind=9))
