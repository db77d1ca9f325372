"""底图 over HTTP: which one, and its tiles."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from liandong.access.api import actor_of
from liandong.overview.basemap import reading
from liandong.overview.basemap.tiles import Tile

router = Router(tags=["overview"])


class BaseMapOut(Schema):
    """`kind`: none, tianditu (with its `key`), or raster or vector: tiles of this node, `/api/base-map/{z}/{x}/{y}`."""

    kind: str
    attribution: str
    key: str = ""
    minzoom: int = 0
    maxzoom: int = 0
    bounds: list[float] = []


@router.get("/base-map", response=BaseMapOut, summary="Which ground the map is drawn on")
def show_base_map(request: HttpRequest) -> dict[str, Any]:
    """Anybody signed in."""
    actor_of(request)
    return reading.described()


@router.get("/base-map/{int:z}/{int:x}/{int:y}", summary="A tile of the node's own base map")
def show_base_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """204 where the file has nothing there."""
    actor_of(request)
    return _sent(*reading.tile(z, x, y))


def _sent(tile: Tile | None, media_type: str) -> HttpResponse:
    headers = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
    if tile is None:
        return HttpResponse(status=204, headers=headers)
    packed = {"Content-Encoding": "gzip"} if tile.packed else {}
    return HttpResponse(tile.body, content_type=media_type, headers=headers | packed)
