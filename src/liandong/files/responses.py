"""How bytes that strangers handed in are given to a browser: as a download that it will neither run nor guess at."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from django.http import FileResponse, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase


class Described(Protocol):
    """What is said of a file beside its bytes."""

    sha256: str
    name: str
    media_type: str
    size: int


def as_download(request: HttpRequest, file: Described, path: Path) -> HttpResponseBase:
    """The whole file with its hash as ETag; 304 when the reader has it. Content of one hash never changes."""
    etag = f'"{file.sha256}"'
    response: HttpResponseBase
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        response = FileResponse(path.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type)
        response["Content-Length"] = str(file.size)
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
