"""What the readers of tile files have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from liandong.kernel.errors import Refused
from liandong.kernel.text import Localized

MEDIA = {
    "pbf": "application/vnd.mapbox-vector-tile",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}


class TilesUnreadable(Refused):
    code = "base_map_unreadable"
    message = Localized(
        zh="底图文件无法读取（{reason}）。请检查 LIANDONG_MAP_TILES。",
        en="The file of the base map cannot be read ({reason}); look at LIANDONG_MAP_TILES.",
    )


@dataclass(frozen=True, slots=True)
class Described:
    """`format` is a key of MEDIA; `bounds` west, south, east, north."""

    format: str
    minzoom: int
    maxzoom: int
    bounds: tuple[float, float, float, float]
    attribution: str


@dataclass(frozen=True, slots=True)
class Tile:
    """`packed`: the bytes are gzip as they lie in the file."""

    body: bytes
    packed: bool


class TileFile(Protocol):
    described: Described

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        """None where the file has nothing there."""
