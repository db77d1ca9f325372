"""The loop that turns the clocks: any number of processes on PostgreSQL, one on SQLite."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from uuid import UUID

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from liandong.deadlines.services import firing, watching
from liandong.kernel import clock
from liandong.kernel.ids import new_id

log = logging.getLogger(__name__)
BATCH = 100
WAIT_S = 0.2
TROUBLE_WAIT_S = 2.0
BEAT_S = 10.0
AUDIT_S = 60.0
AUDITED_AT_ONCE = 20
"""Few, so that the audit of a node in trouble does not add to its trouble."""

JUMP_S = 30.0
"""A wall clock that moves this much more (or less) than time has passed was set, not slewed."""


def tick(limit: int = 5000) -> int:
    """Fire everything that is due at `clock.now()`, up to about `limit` clocks; answers the steps fired.

    Safe to call from several processes at once. A clock that raises is put off; the others are not held up by it.
    """
    now = clock.now()
    fired, done = 0, 0
    while done < limit and firing.anything_ready(now):
        token = new_id()
        ids = firing.claim(token, now, min(BATCH, limit - done))
        if not ids:
            break
        fired += _act(token, ids)
        done += len(ids)
    return fired


def _act(token: UUID, ids: list[UUID]) -> int:
    """The batch in one transaction; when any row of it raises, each row in a transaction of its own.

    What makes the connection unusable is the database's trouble, not a row's, and is raised.
    """
    if len(ids) == 1:
        return _alone(token, ids[0])
    try:
        return firing.act(token, ids)
    except Exception:
        if not connection.is_usable():
            raise
        log.exception("a batch of %d clocks failed; each is tried alone", len(ids))
    return sum(_alone(token, one) for one in ids)


def _alone(token: UUID, id: UUID) -> int:
    try:
        return firing.act(token, [id])
    except Exception as error:
        if not connection.is_usable():
            raise
        log.exception("the clock %s failed", id)
        firing.put_off(token, id, f"{type(error).__name__}: {error}")
        return 0


@dataclass(slots=True)
class Process:
    """One clock process: it beats, notices jumps of the wall clock and audits, each at its own interval."""

    id: UUID
    wall: float
    elapsed: float
    beat_at: float
    audit_at: float
    fired: int = 0

    @classmethod
    def begin(cls) -> Process:
        elapsed = clock.monotonic()
        return cls(watching.enroll(), clock.now().timestamp(), elapsed, elapsed, elapsed)

    def turn(self, limit: int = 5000) -> int:
        """One tick with everything around it; answers the steps fired."""
        self._look_for_jump()
        fired = tick(limit)
        self.fired += fired
        now = clock.monotonic()
        if now - self.beat_at >= BEAT_S:
            watching.beat(self.id, self.fired)
            self.beat_at, self.fired = now, 0
        if now - self.audit_at >= AUDIT_S:
            watching.audit(limit=AUDITED_AT_ONCE)
            self.audit_at = now
        return fired

    def _look_for_jump(self) -> None:
        wall, elapsed = clock.now().timestamp(), clock.monotonic()
        jump = (wall - self.wall) - (elapsed - self.elapsed)
        self.wall, self.elapsed = wall, elapsed
        if abs(jump) >= JUMP_S:
            watching.note_jump(self.id, jump)


def audit() -> list[UUID]:
    """Prove that what was due ran; flags and answers the clocks for which it did not."""
    return list(watching.audit())


def run_forever(stop: threading.Event) -> None:
    """Turn the clocks until `stop` is set; waits out a database that is away."""
    process: Process | None = None
    while not stop.is_set():
        try:
            process = process or Process.begin()
            fired = process.turn()
        except (OperationalError, InterfaceError):
            log.exception("the clock cannot reach its database")
            close_old_connections()
            stop.wait(TROUBLE_WAIT_S)
            continue
        if not fired:
            stop.wait(WAIT_S)
