"""The one place that reads the time, so that a whole response can be rehearsed in simulated time."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Clock(Protocol):
    """What a clock answers: the wall time (aware, UTC) and elapsed seconds that never run backwards."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class SimulatedClock:
    """A clock that stands still until it is moved: for rehearsals and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = _aware(start)
        self._elapsed = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed

    def move_to(self, moment: datetime) -> None:
        """Set the wall time; elapsed time only ever grows, as on a machine whose wall clock is corrected."""
        step = (_aware(moment) - self._now).total_seconds()
        self._now = _aware(moment)
        self._elapsed += max(0.0, step)

    def advance(self, **delta: float) -> datetime:
        """Move by a `timedelta`'s keywords (`hours=4`) and answer the new time."""
        self.move_to(self._now + timedelta(**delta))
        return self._now


_current: Clock = SystemClock()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _current.now()


def monotonic() -> float:
    """Seconds since an arbitrary start; never runs backwards, not even when the wall clock is set back."""
    return _current.monotonic()


@contextmanager
def using(clock: Clock) -> Iterator[Clock]:
    """Let the whole process live by `clock` inside the block."""
    global _current
    previous, _current = _current, clock
    try:
        yield clock
    finally:
        _current = previous


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment!r}")
    return moment.astimezone(UTC)
