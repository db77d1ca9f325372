"""Which thread answers which request.

SQLite: writes go to the one writer with group commit, reads to a thread with its own connection, so that a list never
waits for a write. PostgreSQL: a few threads take both, each with its own connection.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import close_old_connections, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from liandong.config.group_commit import GroupCommit, Job
from liandong.config.health import Health, doctor
from liandong.config.problems import RETRY_AFTER_S, problem_response
from liandong.config.server import express
from liandong.config.server.wsgi_requests import answer
from liandong.kernel.errors import Unavailable

PATIENCE_S = 1.0
"""After this a request that is not answered yet asks whether the database is still there."""

READS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
Answer = HttpResponseBase
logger = logging.getLogger("liandong.server")


class Lanes:
    """Takes a WSGI environment, answers with Django's response; to be used from one event loop."""

    def __init__(self, handler: WSGIHandler, threads: int, loop: asyncio.AbstractEventLoop) -> None:
        self._handler = handler
        self._loop = loop
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="reader")
        self._writer: GroupCommit[Answer] | None = None
        self._asking: asyncio.Future[Health] | None = None
        self.in_flight = 0
        if connection.vendor == "sqlite":
            self._writer = GroupCommit(_is_failure, self._deliver)
            self._writer.start()

    async def answer(self, environ: dict[str, Any]) -> Answer:
        """Django's answer, or that the database is silent: nobody is kept waiting for one that hangs.

        Work that was given up on may still be done when the database wakes; the sender asks again under the same key.
        """
        self.in_flight += 1
        try:
            promised = self._taken(environ)
            while True:
                done, _ = await asyncio.wait({promised}, timeout=PATIENCE_S)
                if done:
                    return promised.result()
                if await self._database_is_silent():
                    return unavailable(WSGIRequest(environ), TimeoutError("the database does not answer"))
        finally:
            self.in_flight -= 1

    async def read(self, work: Callable[[], Any]) -> Any:
        """Run something that only reads on a thread with a database connection."""
        return await self._loop.run_in_executor(self._threads, work)

    def waiting(self) -> int:
        """Writes that have not been begun."""
        return self._writer.waiting() if self._writer else 0

    def stop(self, within_s: float) -> None:
        """Finish what was taken, then end the threads."""
        if self._writer:
            self._writer.stop(within_s)
        self._threads.shutdown(wait=True, cancel_futures=False)

    def _read(self, environ: dict[str, Any]) -> Answer:
        close_old_connections()
        return self._answered(environ)

    def _answered(self, environ: dict[str, Any]) -> Answer:
        return express.answered(environ) or answer(self._handler, environ)

    def _taken(self, environ: dict[str, Any]) -> asyncio.Future[Answer]:
        if self._writer and environ["REQUEST_METHOD"] not in READS:
            return self._written(self._writer, environ)
        return self._loop.run_in_executor(self._threads, self._read, environ)

    async def _database_is_silent(self) -> bool:
        """Asked once for all who wait."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(asyncio.to_thread(doctor.examine))
        return (await asyncio.shield(self._asking)).silent

    def _written(self, writer: GroupCommit[Answer], environ: dict[str, Any]) -> asyncio.Future[Answer]:
        promised: asyncio.Future[Answer] = self._loop.create_future()
        body = environ["wsgi.input"]

        def work() -> Answer:
            body.seek(0)  # a group that fails is run again, each request alone
            return self._answered(environ)

        job = Job(
            work,
            refuse=lambda error: unavailable(WSGIRequest(environ), error),
            give=lambda answered: _keep_promise(promised, answered),
        )
        writer.submit(job)
        return promised

    def _deliver(self, group: list[Job[Answer]]) -> None:
        def hand_out() -> None:
            for job in group:
                job.give(job.answer[0])

        self._loop.call_soon_threadsafe(hand_out)


def _keep_promise(promised: asyncio.Future[Answer], answered: Answer) -> None:
    if not promised.done():
        promised.set_result(answered)


def _is_failure(answered: Answer) -> bool:
    """A server error keeps nothing of what it had written."""
    return answered.status_code >= 500


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer for a write that could not be committed."""
    logger.error("%s %s was not committed: %s", request.method, request.path, error)
    return problem_response(request, Unavailable(retry_after=RETRY_AFTER_S))


def threads_wanted() -> int:
    """`LIANDONG_WEB_THREADS`, else what was measured to be best for the database at hand."""
    return int(os.environ.get("LIANDONG_WEB_THREADS") or (2 if connection.vendor == "sqlite" else 4))
