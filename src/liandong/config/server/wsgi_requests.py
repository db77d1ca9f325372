"""A request from the wire as the WSGI environment Django reads, and Django's answer as bytes."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from io import BytesIO
from typing import IO, Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http.response import HttpResponseBase

IN_MEMORY = 1024 * 1024
"""Bytes of a body kept in memory; a longer one waits on disk."""


def environ_of(
    method: str,
    path: bytes,
    query: str,
    headers: Iterable[tuple[str, str]],
    body: IO[bytes],
    *,
    scheme: str,
    server: tuple[str, str],
    client: str,
) -> dict[str, Any]:
    """PEP 3333. `path` is percent-decoded bytes; header names are in lower case."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": server[0],
        "SERVER_PORT": server[1],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in headers:
        key = _header_key(name)
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


_KEYS: dict[str, str] = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def _header_key(name: str) -> str:
    # A name with an underscore could pass for the one with a dash (CVE-2015-0219): it is kept apart by its case.
    return _KEYS.get(name) or (f"HTTP_{name.upper().replace('-', '_')}" if "_" not in name else f"X_REFUSED_{name}")


def body_file(length: int) -> IO[bytes]:
    """An empty file for a body of about `length` bytes."""
    return BytesIO() if length <= IN_MEMORY else tempfile.SpooledTemporaryFile(IN_MEMORY)


def answer(handler: WSGIHandler, environ: dict[str, Any]) -> HttpResponseBase:
    """What Django answers, as its WSGI handler would, without the callback of WSGI.

    The signal that a request has started is not sent: its listener would close the connection under a group of writes.
    The lanes look after their connections themselves.
    """
    response = handler.get_response(WSGIRequest(environ))
    response._handler_class = WSGIHandler  # type: ignore[attr-defined]
    return response


def headers_of(response: HttpResponseBase) -> list[tuple[str, str]]:
    """Names in lower case, cookies as one header each."""
    headers = [(name.lower(), value) for name, value in response.items()]
    headers += [("set-cookie", morsel.output(header="").strip()) for morsel in response.cookies.values()]
    return headers
