"""Starting and stopping the server process."""

from __future__ import annotations

import asyncio
import logging
import signal

from django.db import connection
from granian import Granian
from granian.constants import Interfaces
from granian.server.embed import Server

from liandong.config.server.shell import Shell

GRACE_S = 30
"""In-flight requests are finished within this time after SIGTERM."""

BACKLOG = 1024
logger = logging.getLogger("liandong.server")


def run(host: str, port: int, workers: int = 1, *, with_loops: bool = True) -> None:
    """Serve until SIGTERM or SIGINT. One worker runs in this very process; more are its children."""
    connection.close()  # the processes and threads that follow open their own
    if workers > 1:
        _run_workers(host, port, workers, with_loops)
    else:
        asyncio.run(_run_here(host, port, with_loops))


async def _run_here(host: str, port: int, with_loops: bool) -> None:
    shell = Shell(with_loops=with_loops)
    server = Server(
        shell,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        backlog=BACKLOG,
        log_enabled=False,
    )
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    serving = asyncio.create_task(server.serve())
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
    shell.hub.let_go("closing")
    if not await shell.drained(GRACE_S):
        logger.warning("some requests were not finished within %d s", GRACE_S)
    server.stop()  # type: ignore[no-untyped-call]
    await serving


def _run_workers(host: str, port: int, workers: int, with_loops: bool) -> None:
    Granian(
        "liandong.config.server.application:shell",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        websockets=False,
        backlog=BACKLOG,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_S,
    ).serve()
