"""One clock for everyone; it can be set, and elapsed time never runs backwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock

START = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


def test_the_time_is_aware_and_in_utc() -> None:
    assert kernel_clock.now().tzinfo is UTC
    beijing = timezone(timedelta(hours=8))
    simulated = SimulatedClock(datetime(2026, 11, 23, 8, 0, tzinfo=beijing))
    assert simulated.now() == START
    assert simulated.now().tzinfo is UTC


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        SimulatedClock(datetime(2026, 11, 23))
    with pytest.raises(ValueError, match="time zone"):
        SimulatedClock(START).move_to(datetime(2026, 11, 23))


def test_everyone_lives_by_the_clock_in_use_and_returns_to_the_one_before() -> None:
    outer, inner = SimulatedClock(START), SimulatedClock(START + timedelta(days=1))
    with kernel_clock.using(outer):
        with kernel_clock.using(inner):
            assert kernel_clock.now() == START + timedelta(days=1)
        assert kernel_clock.now() == START
    assert abs(kernel_clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_clock_before_returns_even_after_a_failure() -> None:
    with pytest.raises(RuntimeError), kernel_clock.using(SimulatedClock(START)):
        raise RuntimeError
    assert kernel_clock.now() != START


def test_a_simulated_clock_stands_still_until_it_is_moved() -> None:
    simulated = SimulatedClock(START)
    assert simulated.now() == simulated.now() == START
    assert simulated.advance(hours=4, minutes=30) == START + timedelta(hours=4, minutes=30)


@given(st.lists(st.integers(-(10**6), 10**6), max_size=20))
def test_elapsed_time_never_runs_backwards_whatever_happens_to_the_wall_clock(jumps: list[int]) -> None:
    simulated = SimulatedClock(START)
    with kernel_clock.using(simulated):
        elapsed = [kernel_clock.monotonic()]
        for jump in jumps:
            simulated.advance(seconds=jump)
            elapsed.append(kernel_clock.monotonic())
    assert elapsed == sorted(elapsed)
    assert elapsed[-1] == sum(jump for jump in jumps if jump > 0)
    assert simulated.now() == START + timedelta(seconds=sum(jumps))


def test_the_real_clock_counts_elapsed_time() -> None:
    first = kernel_clock.monotonic()
    assert kernel_clock.monotonic() >= first
