"""The pure rules of delivery: how long to wait, when a channel rests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel.ids import new_id
from liandong.notices.rules import Breaker, Recipient, backoff

NOW = datetime(2026, 11, 23, tzinfo=UTC)
FIRST, LONGEST, REST = timedelta(seconds=5), timedelta(minutes=10), timedelta(seconds=30)


@given(attempt=st.integers(1, 10_000), chance=st.floats(0, 1, exclude_max=True))
def test_a_wait_lies_between_half_and_the_whole_of_the_doubled_time(attempt: int, chance: float) -> None:
    full = min(FIRST.total_seconds() * 2 ** min(attempt - 1, 60), LONGEST.total_seconds())
    assert full / 2 <= backoff(attempt, FIRST, LONGEST, chance).total_seconds() <= full


@given(chance=st.floats(0, 1, exclude_max=True), attempt=st.integers(1, 7))
def test_by_the_same_chance_each_wait_is_no_shorter_than_the_one_before(chance: float, attempt: int) -> None:
    assert backoff(attempt, FIRST, LONGEST, chance) <= backoff(attempt + 1, FIRST, LONGEST, chance)


@given(results=st.lists(st.booleans(), max_size=30))
def test_a_channel_rests_exactly_after_three_failures_in_a_row(results: list[bool]) -> None:
    breaker = Breaker()
    for succeeded in results:
        breaker = breaker.after(succeeded, NOW, 3, REST)
    in_a_row = next((n for n, ok in enumerate(reversed(results)) if ok), len(results))
    assert breaker.is_open(NOW) is (in_a_row >= 3)
    assert not breaker.is_open(NOW + REST)


def test_a_recipient_is_written_down_so_that_it_can_be_read() -> None:
    person = new_id()
    assert str(Recipient.person(person)) == f"PERSON:{person}"
    assert str(Recipient.region_duty("140105", "duty_officer")) == "REGION_DUTY:140105:DUTY_OFFICER"
    assert Recipient.region_duty("140105", "duty_officer") == Recipient.region_duty("140105", "DUTY_OFFICER")


@pytest.mark.parametrize("failures", [0, 1, 2])
def test_before_that_it_works_on(failures: int) -> None:
    assert not Breaker(failures).is_open(NOW)
