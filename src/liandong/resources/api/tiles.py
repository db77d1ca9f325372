"""矢量瓦片 over HTTP."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from liandong.access.api import actor_of
from liandong.resources import queries

router = Router()


@router.get("/tiles/{layer}/{int:z}/{int:x}/{int:y}.mvt", summary="A vector tile of a family or type of resources")
def show_tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """Mapbox Vector Tile 2.1, of what the reader sees, as fresh as the last commit."""
    body = queries.tile(actor_of(request), layer, z, x, y)
    headers = {"Cache-Control": "private, no-cache"}
    return HttpResponse(body, content_type="application/vnd.mapbox-vector-tile", headers=headers)
