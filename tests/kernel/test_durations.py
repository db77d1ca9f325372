"""Limits read as the documents write them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel.durations import Limit


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("30s", Limit(clock=timedelta(seconds=30))),
        ("30m", Limit(clock=timedelta(minutes=30))),
        ("4h", Limit(clock=timedelta(hours=4))),
        ("0.5h", Limit(clock=timedelta(minutes=30))),
        ("14d", Limit(clock=timedelta(days=14))),
        (" 2h ", Limit(clock=timedelta(hours=2))),
        ("0m", Limit()),
        ("3wd", Limit(working_days=3)),
    ],
)
def test_a_limit_is_time_of_the_clock_or_working_days(text: str, limit: Limit) -> None:
    assert Limit.parse(text) == limit


@pytest.mark.parametrize(
    "text", ["", "4", "h", "4 h", "-4h", "4hours", "1.5wd", "４h", "٤h", "1e3h", "4h30m", "nan", "4h\n5h"]
)
def test_what_is_no_limit_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"reads like 30m|whole"):
        Limit.parse(text)


@pytest.mark.parametrize("text", ["999999999d", "99999999h", "3661d", "4000wd"])
def test_a_limit_beyond_ten_years_is_taken_for_a_wrong_unit(text: str) -> None:
    with pytest.raises(ValueError, match="is the unit right"):
        Limit.parse(text)


@given(st.integers(1, 3660), st.sampled_from(["s", "m", "h", "d", "wd"]))
def test_a_limit_written_down_reads_the_same(amount: int, unit: str) -> None:
    limit = Limit.parse(f"{amount}{unit}")
    assert Limit.parse(str(limit)) == limit


@pytest.mark.parametrize(
    ("text", "written"), [("60m", "1h"), ("24h", "1d"), ("90m", "90m"), ("0s", "0s"), ("3wd", "3wd")]
)
def test_a_limit_is_written_in_its_largest_whole_unit(text: str, written: str) -> None:
    assert str(Limit.parse(text)) == written
