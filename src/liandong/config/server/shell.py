"""The application on the port: ASGI, which holds a sender back when the other side does not read.

Granian's own interface, RSGI, was measured a tenth faster for writes, but takes bytes for a reader who is not reading
without end (docs/decisions/0008-server-shape.md).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import IO, Any

import msgspec
from django.core.handlers.wsgi import WSGIHandler
from django.http.response import HttpResponseBase

from liandong.config import metrics
from liandong.config.background import Crew
from liandong.config.health import doctor
from liandong.config.server import parent
from liandong.config.server.lanes import READS, Lanes, threads_wanted
from liandong.config.server.static import StaticFiles, file_of
from liandong.config.server.wsgi_requests import answer, body_file, environ_of, headers_of
from liandong.config.stream import StreamHub
from liandong.kernel import clock

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Native = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[str, str]]

LONGEST_BODY = 256 * 1024 * 1024
"""Bytes; more is cut off before Django sees it. Django and the evidence store set the real, lower limits."""

PLAIN: Headers = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")]
logger = logging.getLogger("liandong.server")


class Shell:
    """Answers health and the stream itself; hands everything else to Django on the lanes."""

    def __init__(self, *, with_loops: bool = True) -> None:
        self._with_loops = with_loops
        self._handler = WSGIHandler()
        self._static = StaticFiles()
        self._native: dict[str, Native] = {
            "/live": _live,
            "/ready": _ready,
            "/metrics": self._metrics,
            "/api/stream": self._stream,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live_through(receive, send)
            return
        native = self._native.get(scope["path"])
        if native and scope["method"] == "GET":
            await native(scope, receive, send)
            return
        if scope["method"] in {"GET", "HEAD"} and await self._file(scope, send):
            return
        body = await _body(scope, receive)
        if body is None:
            await _answer(send, 413, PLAIN, "内容过大 · too large\n".encode())
            return
        began = clock.monotonic()
        answered = await self.lanes.answer(_environ(scope, body))
        metrics.requests.labels(scope["method"], answered.status_code).inc()
        metrics.durations.labels(scope["method"]).observe(clock.monotonic() - began)
        await _send(send, answered, self.lanes)

    async def _file(self, scope: Scope, send: Send) -> bool:
        """Answer a file of the package; False where the address is none."""
        file = file_of(scope["path"])
        if file is None:
            return False
        asked = {name: value.decode("latin-1") for name, value in scope["headers"]}
        sent = await asyncio.to_thread(
            self._static.answer, file, asked.get(b"accept-encoding", ""), asked.get(b"if-none-match", "")
        )
        await _answer(send, sent.status, sent.headers, b"" if scope["method"] == "HEAD" else sent.body)
        return True

    async def drained(self, within_s: float) -> bool:
        """Wait until nothing is being worked on; False when that took too long."""
        latest = clock.monotonic() + within_s
        while self.lanes.in_flight:
            if clock.monotonic() > latest:
                return False
            await asyncio.sleep(0.02)
        return True

    async def _live_through(self, receive: Receive, send: Send) -> None:
        """ASGI's lifespan: begin with the worker, end with it."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._begin()
                await self.lanes.read(self._warm_up)
                await send({"type": "lifespan.startup.complete"})
            else:
                await asyncio.to_thread(self._end)
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _begin(self) -> None:
        parent.die_with_it()
        loop = asyncio.get_running_loop()
        self.lanes = Lanes(self._handler, threads_wanted(), loop)
        self.hub = StreamHub(loop)
        self.hub.start()
        self.crew = Crew()
        if self._with_loops:
            self.crew.start()

    def _warm_up(self) -> None:
        """Ask once, so that the first caller does not wait for what is made on first use (addresses, content)."""
        first = {"type": "http", "method": "GET", "path": "/api/session", "query_string": b"", "headers": ()}
        answer(self._handler, _environ({**first, "scheme": "http"}, body_file(0))).close()
        doctor.examine()

    def _end(self) -> None:
        self.hub.stop()
        self.crew.stop(within_s=10)
        self.lanes.stop(within_s=10)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Django decide who may listen, as for any other address; then the hub takes over."""
        admission = self.hub.admission()
        environ = _environ(scope, body_file(0))
        environ["liandong.stream"] = admission
        answered = await self.lanes.answer(environ)
        if not admission.regions:
            await _send(send, answered, self.lanes)
            return
        answered.close()
        await self.hub.serve(admission, receive, send, self.lanes)

    async def _metrics(self, scope: Scope, receive: Receive, send: Send) -> None:
        metrics.gauges["liandong_stream_readers"] = ("Open streams", len(self.hub))
        metrics.gauges["liandong_stream_dropped"] = ("Streams let go because they did not keep up", self.hub.dropped)
        metrics.gauges["liandong_requests_in_flight"] = ("Requests being answered", self.lanes.in_flight)
        body = await asyncio.to_thread(metrics.exposition)
        await _answer(send, 200, [("content-type", metrics.CONTENT_TYPE)], body)


async def _body(scope: Scope, receive: Receive) -> IO[bytes] | None:
    """The whole body, on disk when it is long; None when it is too long."""
    given = dict(scope["headers"]).get(b"content-length", b"0")
    body = body_file(int(given) if given.isdigit() else 0)
    if scope["method"] in READS:
        return body
    taken, more = 0, True
    while more:
        message = await receive()
        piece = message.get("body", b"")
        taken += len(piece)
        if taken > LONGEST_BODY:
            return None
        body.write(piece)
        more = message.get("more_body", False)
    body.seek(0)
    return body


def _environ(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    server, client = scope.get("server") or ("", 80), scope.get("client") or ("", 0)
    return environ_of(
        scope["method"],
        scope["path"].encode("utf-8", "surrogatepass"),
        scope["query_string"].decode("latin-1"),
        [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]],
        body,
        scheme=scope["scheme"],
        server=(str(server[0]), str(server[1])),
        client=client[0],
    )


async def _live(scope: Scope, receive: Receive, send: Send) -> None:
    """The process turns; nothing else is asked, so that a database that is away does not get it killed."""
    await _answer(send, 200, PLAIN, b"live\n")


async def _ready(scope: Scope, receive: Receive, send: Send) -> None:
    """200, or 503 with the reasons; asked on a thread, answered within two seconds whatever the database does."""
    health = await asyncio.to_thread(doctor.examine)
    headers = [("content-type", "application/json"), ("cache-control", "no-store")]
    await _answer(send, 200 if health.ok else 503, headers, msgspec.json.encode(health.as_dict()))


async def _answer(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _as_bytes(headers)})
    await send({"type": "http.response.body", "body": body})


async def _send(send: Send, response: HttpResponseBase, lanes: Lanes) -> None:
    try:
        if response.streaming:
            await _send_pieces(send, response, lanes)
        else:
            content: bytes = response.content  # type: ignore[attr-defined]
            await _answer(send, response.status_code, headers_of(response), content)
    finally:
        _close(response)


def _close(response: HttpResponseBase) -> None:
    """Let go of its files, without the signal that a request has ended: no connection of this thread has served it."""
    for let_go in response._resource_closers:  # type: ignore[attr-defined]
        let_go()


async def _send_pieces(send: Send, response: HttpResponseBase, lanes: Lanes) -> None:
    """A file or another long answer, read piece by piece on a thread so that nobody waits for the disk."""
    start = {"type": "http.response.start", "status": response.status_code}
    await send({**start, "headers": _as_bytes(headers_of(response))})
    pieces = iter(response)
    while (piece := await lanes.read(lambda: next(pieces, None))) is not None:
        await send({"type": "http.response.body", "body": bytes(piece), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _as_bytes(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
