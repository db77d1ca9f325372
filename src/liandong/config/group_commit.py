"""Several writes, one commit: each waiting request runs in its own savepoint, and is answered when all are durable.

SQLite has one writer and pays one `fsync` a commit; sharing it among the requests that are waiting anyway multiplies
the rate and shortens the wait. Nobody is answered before the commit: accepted means committed.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import DatabaseError, close_old_connections, connection, transaction

from liandong.kernel import clock

A = TypeVar("A")
logger = logging.getLogger("liandong.server")

MOST_IN_GROUP = 64
LONGEST_GROUP_S = 0.05
"""A group is closed after this time, so that the first of it does not wait for the last of a flood."""


@dataclass(slots=True)
class Job(Generic[A]):
    """One request: `work` answers it, `refuse` answers when it could not be committed, `give` hands the answer out."""

    work: Callable[[], A]
    refuse: Callable[[Exception], A]
    give: Callable[[A], None]
    answer: list[A] = field(default_factory=list)


class GroupCommit(Generic[A]):
    """The one thread that writes. Where `failed(answer)` holds, that request's writes are undone."""

    def __init__(self, failed: Callable[[A], bool], deliver: Callable[[list[Job[A]]], None]) -> None:
        self._failed = failed
        self._deliver = deliver
        self._waiting: queue.SimpleQueue[Job[A] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def submit(self, job: Job[A]) -> None:
        self._waiting.put(job)

    def waiting(self) -> int:
        """Requests that have not been begun."""
        return self._waiting.qsize()

    def stop(self, within_s: float) -> None:
        """Finish what is waiting, then end."""
        self._waiting.put(None)
        self._thread.join(within_s)

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            self.run_group(first)
        connection.close()

    def run_group(self, first: Job[A]) -> None:
        """Run `first` and whoever waits behind it, commit once, then hand out the answers."""
        close_old_connections()
        group: list[Job[A]] = []
        try:
            self._in_one_transaction(first, group)
        except Exception as error:
            logger.warning("a group of %d writes was not committed: %s", len(group), error)
            self._each_alone(group, error)
        self._deliver(group)

    def _in_one_transaction(self, first: Job[A], group: list[Job[A]]) -> None:
        with _committed_or_raised():
            for job in self._those_waiting(first):
                group.append(job)
                self._in_savepoint(job)

    def _in_savepoint(self, job: Job[A]) -> None:
        with transaction.atomic():
            answer = job.work()
            if self._failed(answer):
                transaction.set_rollback(True)
        job.answer = [answer]

    def _those_waiting(self, first: Job[A]) -> Iterator[Job[A]]:
        yield first
        closes = clock.monotonic() + LONGEST_GROUP_S
        for _ in range(MOST_IN_GROUP - 1):
            if clock.monotonic() > closes:
                return
            try:
                job = self._waiting.get_nowait()
            except queue.Empty:
                return
            if job is None:
                self._waiting.put(None)
                return
            yield job

    def _each_alone(self, group: list[Job[A]], error: Exception) -> None:
        """Nothing of the group was kept; one bad request must not fail the others, so each has its own commit now."""
        connection.close()
        for job in group:
            job.answer = [job.refuse(error) if len(group) == 1 else self._alone(job)]

    def _alone(self, job: Job[A]) -> A:
        try:
            with _committed_or_raised():
                self._in_savepoint(job)
        except Exception as error:
            connection.close()
            return job.refuse(error)
        return job.answer[0]


@contextmanager
def _committed_or_raised() -> Iterator[None]:
    """One transaction that is known to have been committed when the block is left without an exception.

    Django leaves an atomic block silently when the connection was closed inside it, though nothing was kept.
    """
    committed = threading.Event()
    try:
        with transaction.atomic():
            # Registered first and so told first: what fails later is a reaction, not the commit.
            transaction.on_commit(committed.set)
            yield
    except Exception:
        if not committed.is_set():
            raise
        logger.exception("a reaction to a commit failed")
    if not committed.is_set():
        raise DatabaseError("the connection was lost before the commit")
