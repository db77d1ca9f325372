"""PMTiles 3: tiles in one file, found through directories of runs along a Hilbert curve.

https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

from __future__ import annotations

import gzip
import json
import struct
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from liandong.overview.basemap.tiles import Described, Tile, TilesUnreadable

_HEADER = struct.Struct("<7sB11QBBBBBBiiii")
_TYPES = {1: "pbf", 2: "png", 3: "jpg", 4: "webp"}
_PLAIN, _GZIP = 1, 2
_DEEPEST_DIRECTORY = 4
_KEPT_DIRECTORIES = 256


class Run(NamedTuple):
    """`tiles` from `first` on share the bytes; no tiles: it names a further directory."""

    first: int
    tiles: int
    offset: int
    length: int


class PmTiles:
    def __init__(self, path: Path) -> None:
        self._path = path
        head = self._bytes(0, _HEADER.size)
        if len(head) < _HEADER.size or not head.startswith(b"PMTiles\x03"):
            raise TilesUnreadable(reason=f"{path.name}: no PMTiles 3")
        _, _, *rest = _HEADER.unpack(head)
        self._root, about, self._leaves, self._data = (rest[0], rest[1]), (rest[2], rest[3]), rest[4], rest[6]
        _, self._inner, self._outer, kind, minzoom, maxzoom, *box = rest[11:]
        if kind not in _TYPES or self._inner not in {_PLAIN, _GZIP} or self._outer not in {_PLAIN, _GZIP}:
            raise TilesUnreadable(reason=f"{path.name}: tiles of type {kind}, compression {self._inner}/{self._outer}")
        west, south, east, north = (part / 1e7 for part in box)
        attribution = str(self._about(*about).get("attribution", ""))
        self.described = Described(_TYPES[kind], minzoom, maxzoom, (west, south, east, north), attribution)
        self._directory = lru_cache(_KEPT_DIRECTORIES)(self._read_directory)

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        wanted, place = tile_number(z, x, y), self._root
        for _ in range(_DEEPEST_DIRECTORY):
            run = _run_of(self._directory(*place), wanted)
            if run is None:
                return None
            if run.tiles:
                return Tile(self._bytes(self._data + run.offset, run.length), self._outer == _GZIP)
            place = self._leaves + run.offset, run.length
        return None

    def _about(self, offset: int, length: int) -> dict[str, Any]:
        try:
            said: dict[str, Any] = json.loads(self._unpacked(self._bytes(offset, length)) or b"{}")
        except (OSError, ValueError) as error:
            raise TilesUnreadable(reason=f"{self._path.name}: {error}") from error
        return said

    def _bytes(self, offset: int, length: int) -> bytes:
        with self._path.open("rb") as file:
            file.seek(offset)
            return file.read(length)

    def _unpacked(self, body: bytes) -> bytes:
        return gzip.decompress(body) if self._inner == _GZIP and body else body

    def _read_directory(self, offset: int, length: int) -> list[Run]:
        numbers = _varints(self._unpacked(self._bytes(offset, length)))
        total = next(numbers)
        firsts, last = [], 0
        for _ in range(total):
            last += next(numbers)
            firsts.append(last)
        counts = [next(numbers) for _ in range(total)]
        lengths = [next(numbers) for _ in range(total)]
        runs: list[Run] = []
        for place in range(total):
            said = next(numbers)
            behind = runs[-1].offset + runs[-1].length if runs else 0
            runs.append(Run(firsts[place], counts[place], said - 1 if said else behind, lengths[place]))
        return runs


def tile_number(z: int, x: int, y: int) -> int:
    """The place of a tile on the Hilbert curve, behind all tiles of lower zooms."""
    number = ((1 << 2 * z) - 1) // 3
    for level in range(z - 1, -1, -1):
        side = 1 << level
        right, down = int(bool(x & side)), int(bool(y & side))
        number += ((3 * right) ^ down) << (2 * level)
        if not down:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
    return number


def _run_of(runs: list[Run], wanted: int) -> Run | None:
    at = bisect_right(runs, wanted, key=lambda run: run.first) - 1
    if at < 0:
        return None
    run = runs[at]
    return run if run.tiles == 0 or wanted < run.first + run.tiles else None


def _varints(body: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in body:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            yield value
            value = shift = 0
