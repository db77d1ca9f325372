"""An export as an answer: its kind, its name, and never shown inside a page."""

from __future__ import annotations

from django.http import HttpResponse

_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}


def download(content: bytes, format: str) -> HttpResponse:
    """The export as a file called `resources.csv` and so on."""
    headers = {"Content-Disposition": f'attachment; filename="resources.{format}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=_MEDIA_TYPES[format], headers=headers)
