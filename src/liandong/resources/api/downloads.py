"""An export as an answer: its kind, its name, and never shown inside a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django.http import HttpResponse

from liandong.access.rules import Actor
from liandong.resources.queries import exporting

_KINDS: dict[str, tuple[str, Callable[[Actor, Mapping[str, Any]], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", exporting.as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", exporting.as_xlsx),
    "geojson": (
        "application/geo+json",
        lambda actor, columns: msgspec.json.encode(exporting.as_geojson(actor, columns), enc_hook=str),
    ),
}


def download(actor: Actor, format: str, columns: Mapping[str, Any]) -> HttpResponse:
    """The export as a file called `resources.csv` and so on."""
    media_type, made_by = _KINDS[format]
    headers = {"Content-Disposition": f'attachment; filename="resources.{format}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(made_by(actor, columns), content_type=media_type, headers=headers)
