"""The threads of one process get SQLite's write lock in the order in which they asked."""

from __future__ import annotations

import threading

from hypothesis import given, settings
from hypothesis import strategies as st

from liandong.config.sqlite.base import FairLock


def waiting(lock: FairLock, name: str, served: list[str], timeout_s: float = 10) -> threading.Thread:
    """A thread that asks for the lock, and is known to stand in the queue when this returns."""
    before = len(lock._queue)

    def ask() -> None:
        if lock.acquire(timeout_s):
            served.append(name)
            lock.release()

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    while len(lock._queue) == before and thread.is_alive():
        pass
    return thread


@settings(max_examples=20, deadline=None)
@given(count=st.integers(1, 8))
def test_first_come_first_served(count: int) -> None:
    lock, served = FairLock(), []  # type: tuple[FairLock, list[str]]
    assert lock.acquire(1)
    threads = [waiting(lock, str(number), served) for number in range(count)]
    lock.release()
    for thread in threads:
        thread.join(10)
    assert served == [str(number) for number in range(count)]


def test_a_free_lock_is_had_at_once() -> None:
    lock = FairLock()
    assert lock.acquire(0)
    lock.release()
    assert lock.acquire(0)


def test_whoever_has_waited_long_enough_leaves_and_the_next_is_served() -> None:
    lock, served = FairLock(), []  # type: tuple[FairLock, list[str]]
    assert lock.acquire(1)
    impatient = waiting(lock, "impatient", served, timeout_s=0.01)
    impatient.join(10)
    patient = waiting(lock, "patient", served)
    lock.release()
    patient.join(10)
    assert served == ["patient"]


def test_one_holder_at_a_time() -> None:
    lock, inside, most = FairLock(), [0], [0]

    def work() -> None:
        for _ in range(200):
            assert lock.acquire(10)
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            inside[0] -= 1
            lock.release()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most == [1]
