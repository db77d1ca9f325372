"""The one thread that reads the timeline for all streams of this process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import Error, close_old_connections, connection

from liandong.config.stream_events import Told, encoded
from liandong.kernel import clock
from liandong.timeline import queries, wakeup
from liandong.timeline.rules import Cursor

if TYPE_CHECKING:
    from liandong.config.stream import Admission

POLL_S = 0.2
"""How soon a commit of another process is seen; one of this process rings the bell."""

SPACING_S = 0.02
"""Commits that follow each other more quickly than this are read and encoded together."""

RECHECK_S = 3.0
"""A session that was ended or an account that was disabled stops listening within this time (and one poll)."""

TROUBLE_WAIT_S = 1.0
BATCH = 500
logger = logging.getLogger("liandong.stream")


class Feed:
    """Polls behind a cursor and hands on what it finds, encoded; asks anew who may still listen.

    Rests while nobody listens. Each `resume` begins a new epoch; what an earlier one still hands on is void.
    """

    def __init__(
        self,
        give: Callable[[int, Cursor, list[Told]], None],
        listening: Callable[[], list[Admission]],
        recheck: Callable[[dict[str, tuple[str, ...]]], None],
    ) -> None:
        self._give = give
        self._listening = listening
        self._recheck = recheck
        self._bell = threading.Event()
        self._pause = threading.Event()
        self._stopped = False
        self._guard = threading.Lock()
        self._cursor: Cursor | None = None
        self.epoch = 0
        self._checked_at = clock.monotonic()
        self._thread = threading.Thread(target=self._run, name="stream-feed", daemon=True)

    def start(self) -> None:
        wakeup.listen(self._bell.set)
        self._thread.start()

    @property
    def resting(self) -> bool:
        return self._cursor is None

    def resume(self, cursor: Cursor) -> None:
        """Read on from here."""
        with self._guard:
            self._cursor = cursor
            self.epoch += 1
        self._bell.set()

    def rest(self) -> None:
        """Nobody listens."""
        with self._guard:
            self._cursor = None
            self.epoch += 1

    def stop(self) -> None:
        self._stopped = True
        self._pause.set()
        self._bell.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopped:
            try:
                full = self.turn()
            except Error as trouble:
                # The readers stay; when the database is back they are told what they missed.
                logger.warning("the stream cannot read the timeline: %s", trouble)
                close_old_connections()
                self._bell.wait(TROUBLE_WAIT_S)
                continue
            if not full:
                self._bell.wait(POLL_S)
                self._pause.wait(SPACING_S)
            self._bell.clear()
        connection.close()

    def turn(self) -> bool:
        """Look once; whether there is more to read at once."""
        with self._guard:
            epoch, cursor = self.epoch, self._cursor
        if cursor is None:
            return False
        entries = queries.after(cursor, BATCH)
        if entries:
            self._hand_on(epoch, entries[-1].cursor, encoded(entries))
        if clock.monotonic() - self._checked_at >= RECHECK_S:
            self._ask_anew()
        return len(entries) == BATCH

    def _hand_on(self, epoch: int, position: Cursor, events: list[Told]) -> None:
        with self._guard:
            if epoch != self.epoch:
                return
            self._cursor = position
        self._give(epoch, position, events)

    def _ask_anew(self) -> None:
        by_credential = {admission.credential: admission for admission in self._listening()}
        self._recheck({credential: admission.check() for credential, admission in by_credential.items()})
        self._checked_at = clock.monotonic()
