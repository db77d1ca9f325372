"""SQLite lets one transaction write and makes the others poll with growing naps, so that a busy writer starves them.

The threads of one process therefore queue for the write lock here, first come, first served; SQLite's own busy
timeout remains for other processes. Every `atomic` block is a write to SQLite (`transaction_mode = IMMEDIATE`).
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError


class FairLock:
    """A lock handed over in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._queue: deque[threading.Event] = deque()

    def acquire(self, timeout_s: float) -> bool:
        """Wait for the turn, at most `timeout_s`; False when it did not come."""
        with self._guard:
            if not self._held:
                self._held = True
                return True
            turn = threading.Event()
            self._queue.append(turn)
        return turn.wait(timeout_s) or not self._withdrawn(turn)

    def release(self) -> None:
        with self._guard:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._held = False

    def _withdrawn(self, turn: threading.Event) -> bool:
        """Leave the queue; False when the turn came in the very last moment after all."""
        with self._guard:
            if turn.is_set():
                return False
            self._queue.remove(turn)
            return True


_locks: dict[str, FairLock] = {}


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes the process's lock for its file from BEGIN until the transaction ends or the connection closes."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._turn: FairLock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        name = str(self.settings_dict["NAME"])
        lock = _locks.setdefault(name, FairLock())
        # In memory there is one connection for everybody, and it is its own lock.
        if self._turn is None and not self.is_in_memory_db():
            if not lock.acquire(float(self.settings_dict["OPTIONS"].get("timeout", 30))):
                raise OperationalError("database is locked")
            self._turn = lock
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if autocommit:
            self._end_turn()

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._end_turn_if_over()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn_if_over()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _end_turn_if_over(self) -> None:
        if self.connection is None or not self.connection.in_transaction:
            self._end_turn()

    def _end_turn(self) -> None:
        lock, self._turn = self._turn, None
        if lock is not None:
            lock.release()
