"""The ladder as a plain rule: what is due at a moment, when to look again, what must be remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.deadlines.rules import (
    Rung,
    State,
    Terms,
    due_steps,
    kept_names,
    ladder,
    next_moment,
    reminder,
    state_after,
    warn_time,
)

START = datetime(2026, 11, 23, tzinfo=UTC)


def terms(*rungs_s: float, every_s: float = 0, at_most: int = 0) -> Terms:
    return Terms(
        title_zh="交办事项",
        title_en="Obligation",
        warn_ratio=0.75,
        warn_template="deadline_warned",
        overdue_template="deadline_overdue",
        urgency="URGENT",
        rungs=tuple(
            Rung(f"r{n}", after, ("holder_leader",), "deadline_escalated", "URGENT") for n, after in enumerate(rungs_s)
        ),
        remind_every_s=every_s,
        remind_at_most=at_most,
        remind_template="deadline_reminder",
    )


some_terms = st.builds(
    lambda rungs, every, at_most: terms(*rungs, every_s=every, at_most=at_most),
    st.lists(st.integers(0, 100_000), max_size=4),
    st.sampled_from([0, 60, 3600, 86_400]),
    st.integers(1, 50),
)
some_span = st.integers(4, 1_000_000).map(lambda s: timedelta(seconds=s))
some_ticks = st.lists(st.integers(0, 2_000_000), min_size=1, max_size=25).map(sorted)


class Turned:
    """A clock turned at some moments, as the loop would: only when its next moment has come."""

    def __init__(self, clock_terms: Terms, span: timedelta) -> None:
        self.terms, self.due_at = clock_terms, START + span
        self.warn_at = warn_time(START, self.due_at, clock_terms.warn_ratio)
        self.next_at: datetime | None = self.warn_at
        self.remembered: list[str] = []
        self.fired: list[str] = []

    def turn(self, now: datetime) -> None:
        if self.next_at is None or self.next_at > now:
            return
        due = due_steps(self.terms, self.warn_at, self.due_at, self.remembered, now)
        self.fired += [step.name for step in due]
        self.remembered = kept_names(self.remembered, due)
        self.next_at = next_moment(self.terms, self.warn_at, self.due_at, now)


@given(clock_terms=some_terms, span=some_span, ticks=some_ticks)
def test_each_passed_step_fires_once_and_no_other(clock_terms: Terms, span: timedelta, ticks: list[int]) -> None:
    turned = Turned(clock_terms, span)
    for seconds in ticks:
        turned.turn(START + timedelta(seconds=seconds))
    last = START + timedelta(seconds=ticks[-1])
    passed = [s.name for s in ladder(clock_terms, turned.warn_at, turned.due_at) if s.at <= last]
    assert sorted(name for name in turned.fired if not name.startswith("remind")) == sorted(passed)
    assert len(turned.fired) == len(set(turned.fired))


@given(clock_terms=some_terms, span=some_span, ticks=some_ticks)
def test_reminders_are_few_and_go_up(clock_terms: Terms, span: timedelta, ticks: list[int]) -> None:
    turned = Turned(clock_terms, span)
    for seconds in ticks:
        before = len(turned.fired)
        turned.turn(START + timedelta(seconds=seconds))
        assert sum(name.startswith("remind") for name in turned.fired[before:]) <= 1
    numbers = [int(name.split(":")[1]) for name in turned.fired if name.startswith("remind")]
    assert numbers == sorted(set(numbers))
    assert all(1 <= number <= clock_terms.remind_at_most for number in numbers)
    assert sum(name.startswith("remind") for name in turned.remembered) <= 1


@given(clock_terms=some_terms, span=some_span, seconds=st.integers(0, 2_000_000))
def test_the_next_moment_lies_ahead_and_nothing_lies_between(clock_terms: Terms, span: timedelta, seconds: int) -> None:
    turned, now = Turned(clock_terms, span), START + timedelta(seconds=seconds)
    coming = next_moment(clock_terms, turned.warn_at, turned.due_at, now)
    until = coming or now + timedelta(days=1000)
    assert until > now
    between = [s for s in ladder(clock_terms, turned.warn_at, turned.due_at) if now < s.at < until]
    assert between == []


@given(clock_terms=some_terms)
def test_terms_come_back_from_storage_as_they_were(clock_terms: Terms) -> None:
    import json

    assert Terms.from_json(json.loads(json.dumps(clock_terms.to_json()))) == clock_terms


@given(span=some_span, ratio=st.floats(0.01, 0.99))
def test_the_warning_lies_between_start_and_due(span: timedelta, ratio: float) -> None:
    assert START <= warn_time(START, START + span, ratio) <= START + span


def test_the_ladder_is_in_order_of_time_whatever_the_order_in_the_file() -> None:
    steps = ladder(terms(7200, 0, 1800), START, START + timedelta(hours=1))
    assert [step.name for step in steps] == ["warn", "overdue", "escalate:r1", "escalate:r2", "escalate:r0"]


@pytest.mark.parametrize(
    ("minutes_late", "name"),
    [(0, None), (59, None), (60, "remind:1"), (119, "remind:1"), (120, "remind:2"), (999, "remind:3")],
)
def test_the_reminder_whose_turn_it_is(minutes_late: int, name: str | None) -> None:
    found = reminder(terms(every_s=3600, at_most=3), START, START + timedelta(minutes=minutes_late))
    assert (found.name if found else None) == name


def test_without_reminders_nobody_is_reminded() -> None:
    assert reminder(terms(), START, START + timedelta(days=9)) is None


def test_a_later_effect_never_takes_a_state_back() -> None:
    assert state_after(State.RUNNING, "warn") is State.WARNED
    assert state_after(State.OVERDUE, "warn") is State.OVERDUE
    assert state_after(State.WARNED, "overdue") is State.OVERDUE
    assert state_after(State.OVERDUE, "escalate") is State.OVERDUE
    assert state_after(State.OVERDUE, "remind") is State.OVERDUE
