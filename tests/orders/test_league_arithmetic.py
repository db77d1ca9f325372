"""督办通报: rates, ranks and the line that adds up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from liandong.orders.rules import LeagueRow, ranked, total


def row(key: str, done: int = 0, due: int = 0, issued: int = 0) -> LeagueRow:
    return LeagueRow(key=key, issued=issued or due, fell_due=due, done_on_time=done, overdue=due - done)


def test_the_rate_is_of_what_fell_due_not_of_what_was_issued() -> None:
    assert row("消防", done=40, due=50, issued=80).rate == 80.0


def test_where_nothing_fell_due_there_is_no_rate() -> None:
    assert row("气象", issued=3).rate is None


def test_the_better_rate_comes_first_and_among_equals_who_carried_more() -> None:
    rows = [row("甲", 1, 2), row("乙", 9, 10), row("丙", 1, 1), row("丁", 5, 5)]
    assert [one.key for one in ranked(rows)] == ["丁", "丙", "乙", "甲"]


def test_a_unit_of_which_nothing_fell_due_comes_after_the_worst() -> None:
    assert [one.key for one in ranked([row("甲", issued=9), row("乙", 0, 4)])] == ["乙", "甲"]


counts = st.builds(
    LeagueRow,
    key=st.text(min_size=1, max_size=5),
    issued=st.integers(0, 99),
    sign_fell_due=st.integers(0, 99),
    signed_on_time=st.integers(0, 99),
    fell_due=st.integers(0, 99),
    done_on_time=st.integers(0, 99),
    overdue=st.integers(0, 99),
)


@given(st.lists(counts))
def test_the_total_adds_up_column_by_column(rows: list[LeagueRow]) -> None:
    whole = total(rows)
    for column in ("issued", "sign_fell_due", "signed_on_time", "fell_due", "done_on_time", "overdue"):
        assert getattr(whole, column) == sum(getattr(one, column) for one in rows)


@given(st.lists(counts))
def test_ranking_loses_nobody(rows: list[LeagueRow]) -> None:
    assert sorted(ranked(rows), key=repr) == sorted(rows, key=repr)
