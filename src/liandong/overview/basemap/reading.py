"""Which ground the console draws, and the tiles of the file on this node."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from liandong.kernel.errors import NotFound
from liandong.overview.basemap.mbtiles import MbTiles
from liandong.overview.basemap.pmtiles import PmTiles
from liandong.overview.basemap.tiles import MEDIA, Tile, TileFile

TIANDITU = "天地图 © 国家基础地理信息中心"
_DEEPEST = 24


def described() -> dict[str, Any]:
    """`kind` none, tianditu, raster or vector; a file of tiles goes before 天地图, for it works without a network."""
    file = configured_file()
    if file is not None:
        about = file.described
        kind = "vector" if about.format == "pbf" else "raster"
        zooms = {"minzoom": about.minzoom, "maxzoom": about.maxzoom, "bounds": list(about.bounds)}
        return {"kind": kind, "attribution": settings.MAP_ATTRIBUTION or about.attribution, "key": "", **zooms}
    if settings.TIANDITU_KEY:
        return {"kind": "tianditu", "attribution": TIANDITU, "key": settings.TIANDITU_KEY, "minzoom": 1, "maxzoom": 18}
    return {"kind": "none", "attribution": ""}


def tile(z: int, x: int, y: int) -> tuple[Tile | None, str]:
    """A tile and its media type; NotFound where no file is configured or the tile is impossible."""
    file = configured_file()
    if file is None or not 0 <= z <= _DEEPEST or not (0 <= x < 2**z and 0 <= y < 2**z):
        raise NotFound(kind="tile", id=f"{z}/{x}/{y}")
    return file.tile(z, x, y), MEDIA[file.described.format]


def configured_file() -> TileFile | None:
    return _opened(settings.MAP_TILES) if settings.MAP_TILES else None


@lru_cache(2)
def _opened(path: Path) -> TileFile:
    return PmTiles(path) if path.suffix == ".pmtiles" else MbTiles(path)
