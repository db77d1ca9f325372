"""The loops that run beside the requests: clocks, deliveries, cleaning up; each in its own thread with its own
connection, started again when it fails, and watched."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import close_old_connections, connection

from liandong.kernel import clock

Runner = Callable[[threading.Event], None]
"""Runs until the event is set; it may raise, and is then started again."""

logger = logging.getLogger("liandong.background")
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 10.0
LONG_ENOUGH_S = 60.0
"""A loop that ran this long was well; its next failure is waited out from the beginning."""


@dataclass(slots=True)
class Loop:
    """One registered loop and how it fares."""

    name: str
    run: Runner
    restarts: int = 0
    last_error: str = ""
    thread: threading.Thread | None = field(default=None, repr=False)

    @property
    def alive(self) -> bool:
        return self.thread is not None and self.thread.is_alive()


_loops: dict[str, Loop] = {}


def register(name: str, run: Runner) -> None:
    """Let `serve` and `clock` run this loop; called from `config.wiring`."""
    _loops.setdefault(name, Loop(name, run))


def every(name: str, seconds: float, work: Callable[[], object]) -> None:
    """Let `serve` and `clock` do this work again and again, `seconds` apart."""

    def run(stop: threading.Event) -> None:
        while not stop.is_set():
            close_old_connections()
            work()
            stop.wait(seconds)

    register(name, run)


def loops() -> list[Loop]:
    return list(_loops.values())


class Crew:
    """All registered loops, running."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    def start(self) -> None:
        for loop in _loops.values():
            loop.thread = threading.Thread(target=self._keep, args=[loop], name=f"loop-{loop.name}", daemon=True)
            loop.thread.start()

    def stop(self, within_s: float) -> None:
        """Tell all loops to end and wait for them, `within_s` seconds at most for all together."""
        self._stop.set()
        latest = clock.monotonic() + within_s
        for loop in _loops.values():
            if loop.thread:
                loop.thread.join(max(0.0, latest - clock.monotonic()))

    def _keep(self, loop: Loop) -> None:
        wait = FIRST_WAIT_S
        while not self._stop.is_set():
            began = clock.monotonic()
            try:
                loop.run(self._stop)
            except Exception as error:
                loop.restarts += 1
                loop.last_error = f"{type(error).__name__}: {error}"
                logger.exception("the loop %s failed and is started again", loop.name)
            close_old_connections()
            wait = FIRST_WAIT_S if clock.monotonic() - began > LONG_ENOUGH_S else min(wait * 2, LONGEST_WAIT_S)
            self._stop.wait(wait)
        connection.close()
