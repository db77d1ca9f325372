"""PMTiles 3: tiles in one file, found through directories that are read once and kept."""

from __future__ import annotations

import gzip
import json
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmtiles.tile import (
    Compression,
    Entry,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from liandong.overview.basemap.tiles import Described, Tile, TilesUnreadable

_HEADER_BYTES = 127
_TYPES = {TileType.MVT: "pbf", TileType.PNG: "png", TileType.JPEG: "jpg", TileType.WEBP: "webp"}
_BROKEN = (MagicNumberNotFound, SpecVersionUnsupported, ValueError, IndexError, KeyError, EOFError, OSError, zlib.error)
_DEEPEST_DIRECTORY = 4
_KEPT_DIRECTORIES = 256


class PmTiles:
    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._head = deserialize_header(self._bytes(0, _HEADER_BYTES))
            self.described = self._described()
        except _BROKEN as error:
            raise TilesUnreadable(reason=f"{path.name}: {type(error).__name__} {error}") from error
        self._directory = lru_cache(_KEPT_DIRECTORIES)(self._read_directory)

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        head, wanted = self._head, zxy_to_tileid(z, x, y)
        place = head["root_offset"], head["root_length"]
        for _ in range(_DEEPEST_DIRECTORY):
            entry = find_tile(self._directory(*place), wanted)
            if entry is None:
                return None
            if entry.run_length:
                body = self._bytes(head["tile_data_offset"] + entry.offset, entry.length)
                return Tile(body, head["tile_compression"] is Compression.GZIP)
            place = head["leaf_directory_offset"] + entry.offset, entry.length
        return None

    def _described(self) -> Described:
        head = self._head
        if head["internal_compression"] is not Compression.GZIP:
            raise ValueError("its directories are not packed with gzip")
        if head["tile_compression"] not in {Compression.NONE, Compression.GZIP}:
            raise ValueError("its tiles are packed as no browser reads them")
        west, south, east, north = (
            head[side] / 1e7 for side in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
        )
        about: dict[str, Any] = json.loads(
            gzip.decompress(self._bytes(head["metadata_offset"], head["metadata_length"]))
        )
        return Described(
            _TYPES[head["tile_type"]],
            head["min_zoom"],
            head["max_zoom"],
            (west, south, east, north),
            str(about.get("attribution", "")),
        )

    def _bytes(self, offset: int, length: int) -> bytes:
        with self._path.open("rb") as file:
            file.seek(offset)
            return file.read(length)

    def _read_directory(self, offset: int, length: int) -> list[Entry]:
        return deserialize_directory(self._bytes(offset, length))
