"""MBTiles 1.3: tiles in a SQLite file, rows counted from the south."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from liandong.overview.basemap.tiles import MEDIA, Described, Tile, TilesUnreadable

_GZIP = b"\x1f\x8b"
_WORLD = (-180.0, -85.0511, 180.0, 85.0511)


class MbTiles:
    """Opened anew for each tile: a connection belongs to one thread, and a tile is one indexed look-up."""

    def __init__(self, path: Path) -> None:
        self._uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            said: dict[str, Any] = dict(self._asked("SELECT name, value FROM metadata"))
        except sqlite3.Error as error:
            raise TilesUnreadable(reason=f"{path.name}: {error}") from error
        kind = {"jpeg": "jpg"}.get(str(said.get("format")), str(said.get("format")))
        if kind not in MEDIA:
            raise TilesUnreadable(reason=f"{path.name}: {kind}")
        self.described = Described(
            kind,
            int(said.get("minzoom", 0)),
            int(said.get("maxzoom", 14)),
            _bounds(str(said.get("bounds", ""))),
            str(said.get("attribution", "")),
        )

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        where = (z, x, 2**z - 1 - y)
        found = self._asked(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?", where
        )
        return Tile(found[0][0], found[0][0].startswith(_GZIP)) if found else None

    def _asked(self, statement: str, values: tuple[int, ...] = ()) -> list[Any]:
        connection = sqlite3.connect(self._uri, uri=True)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()


def _bounds(said: str) -> tuple[float, float, float, float]:
    parts = [float(part) for part in said.split(",")] if said else []
    return (parts[0], parts[1], parts[2], parts[3]) if len(parts) == 4 else _WORLD
