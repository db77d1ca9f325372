"""A reader's cursor never passes an entry that is committed late, however the transactions are interleaved."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.timeline.queries import after
from liandong.timeline.rules import START, Cursor
from tests.timeline.telling import an_order, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def several_writers() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: its numbers are handed out in the order of commits")


class Writer:
    """A transaction of its own on a connection of its own, told when to write and when to commit."""

    def __init__(self) -> None:
        self._orders: list[tuple[Callable[[], Any], threading.Event]] = []
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self.subject = an_order()

    def write(self) -> None:
        self._do(lambda: told(self.subject))

    def commit(self) -> None:
        self._do(None)
        self._thread.join(10)

    def _do(self, act: Callable[[], Any] | None) -> None:
        done = threading.Event()
        with self._news:
            self._orders.append((act, done))  # type: ignore[arg-type]
            self._news.notify()
        assert done.wait(10)

    def _run(self) -> None:
        last = threading.Event()
        try:
            with transaction.atomic():
                while True:
                    with self._news:
                        self._news.wait_for(lambda: self._orders)
                        act, done = self._orders.pop(0)
                    if act is None:
                        last = done
                        break
                    act()
                    done.set()
        finally:
            connection.close()
            last.set()


class Reader:
    """Follows the record from its start, and keeps what it saw."""

    def __init__(self) -> None:
        self.cursor: Cursor = START
        self.seen: list[str] = []

    def look(self) -> None:
        for entry in after(self.cursor, 100_000):
            self.cursor = entry.cursor
            self.seen.append(entry.subject.id)

    def look_until(self, count: int) -> None:
        """Look again until so many were seen: one open in another database of the cluster holds readers up."""
        pause = threading.Event()
        for _ in range(600):
            self.look()
            if len(self.seen) >= count:
                return
            pause.wait(0.05)


def test_an_entry_with_an_early_number_and_a_late_commit_is_still_ahead_of_the_reader() -> None:
    reader, slow, quick = Reader(), Writer(), Writer()
    slow.write()
    quick.write()
    quick.commit()
    reader.look()
    slow.commit()
    reader.look_until(2)
    assert sorted(reader.seen) == sorted([slow.subject.id, quick.subject.id])


def test_a_transaction_that_began_first_but_wrote_last_is_still_ahead() -> None:
    reader, first, second = Reader(), Writer(), Writer()
    first.write()
    second.write()
    first.write()
    second.commit()
    reader.look()
    assert reader.seen == []
    first.commit()
    reader.look_until(3)
    assert len(reader.seen) == 3


def test_one_s_own_entries_can_be_read_in_the_transaction_that_wrote_them() -> None:
    with transaction.atomic():
        entry = told(an_order())
        assert [found.id for found in after()] == [entry.id]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["write", "commit", "look"])), max_size=14))
def test_in_any_interleaving_every_entry_is_seen_once(story: list[tuple[int, str]]) -> None:
    reader = Reader()
    reader.look()
    reader.seen.clear()
    open_writers: dict[int, Writer] = {}
    written: list[str] = []
    for who, act in story:
        if act == "look":
            reader.look()
        elif act == "write":
            writer = open_writers.setdefault(who, Writer()) if who not in open_writers else open_writers[who]
            writer.write()
            written.append(writer.subject.id)
        elif who in open_writers:
            open_writers.pop(who).commit()
    for writer in open_writers.values():
        writer.commit()
    reader.look_until(len(written))
    assert sorted(reader.seen) == sorted(written)
