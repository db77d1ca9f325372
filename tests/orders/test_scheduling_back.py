"""倒排时间、压茬推进: the last step ends when the order is due, and each starts before the one ahead of it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.orders.rules import Milestone, ScheduleDoesNotFit, Step, back_schedule, planned_percent, reached_percent

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DUE = START + timedelta(hours=10)


def hours(moment: datetime) -> float:
    return (moment - START) / timedelta(hours=1)


def test_steps_of_known_length_are_laid_back_from_the_due_time() -> None:
    steps = [Step("摸排", timedelta(hours=2)), Step("流调", timedelta(hours=3)), Step("转运", timedelta(hours=1))]
    placed = [(m.title, hours(m.starts_at), hours(m.due_at)) for m in back_schedule(START, DUE, steps)]
    assert placed == [("摸排", 4, 6), ("流调", 6, 9), ("转运", 9, 10)]


def test_an_overlapping_step_starts_before_the_one_ahead_of_it_ends() -> None:
    steps = [Step("摸排", timedelta(hours=4)), Step("流调", timedelta(hours=2), overlap=0.5)]
    placed = [(hours(m.starts_at), hours(m.due_at)) for m in back_schedule(START, DUE, steps)]
    assert placed == [(5, 9), (8, 10)]


def test_steps_without_a_length_share_the_whole_time_by_weight() -> None:
    placed = back_schedule(START, DUE, [Step("摸排", weight=3), Step("流调", weight=1), Step("转运", weight=1)])
    assert [(hours(m.starts_at), hours(m.due_at)) for m in placed] == [(0, 6), (6, 8), (8, 10)]


def test_a_schedule_that_needs_more_time_than_there_is_says_how_much() -> None:
    with pytest.raises(ScheduleDoesNotFit) as refusal:
        back_schedule(START, DUE, [Step("摸排", timedelta(hours=7)), Step("流调", timedelta(hours=4))])
    assert refusal.value.data == {"needed": "11:00:00", "available": "10:00:00"}


def test_overlapping_makes_it_fit() -> None:
    steps = [Step("摸排", timedelta(hours=7)), Step("流调", timedelta(hours=4), overlap=0.25)]
    assert back_schedule(START, DUE, steps)[0].starts_at == START


def test_no_steps_make_no_schedule() -> None:
    assert back_schedule(START, DUE, []) == ()


@pytest.mark.parametrize(("at", "percent"), [(0, 0), (3, 30), (6, 60), (7, 70), (10, 100), (20, 100)])
def test_what_should_be_done_grows_evenly_over_each_step(at: int, percent: int) -> None:
    plan = back_schedule(START, DUE, [Step("摸排", weight=3), Step("流调", weight=2)])
    assert planned_percent(plan, START + timedelta(hours=at)) == percent


def test_before_a_schedule_begins_nothing_is_planned_and_without_one_never() -> None:
    assert planned_percent([Milestone("摸排", 1, START, DUE)], START - timedelta(hours=1)) == 0
    assert planned_percent([], DUE) == 0


@pytest.mark.parametrize(
    ("weights", "percent"), [([], 0), ([(3, True), (1, False)], 75), ([(1, True)] * 3, 100), ([(2, False)], 0)]
)
def test_what_is_reached_counts_by_weight(weights: list[tuple[int, bool]], percent: int) -> None:
    assert reached_percent(weights) == percent


timed = st.builds(
    Step,
    title=st.just("节点"),
    takes=st.integers(60, 100_000).map(lambda seconds: timedelta(seconds=seconds)),
    overlap=st.floats(0, 0.99),
)
weighed = st.builds(Step, title=st.just("节点"), weight=st.integers(1, 50), overlap=st.floats(0, 0.99))


def length_of(steps: list[Step]) -> timedelta:
    """How long the steps take together, their overlaps taken off."""
    ample = START + timedelta(days=30)
    return ample - min(milestone.starts_at for milestone in back_schedule(START, ample, steps))


@given(st.lists(timed, min_size=1, max_size=8), st.integers(0, 50_000))
def test_a_schedule_ends_at_the_due_time_and_never_starts_before_the_order(steps: list[Step], spare_s: int) -> None:
    due = START + length_of(steps) + timedelta(seconds=spare_s)
    placed = back_schedule(START, due, steps)
    assert placed[-1].due_at == due
    for step, milestone in zip(steps, placed, strict=True):
        assert milestone.due_at - milestone.starts_at == step.takes
        assert milestone.starts_at >= START - timedelta(milliseconds=1)


@given(st.lists(timed, min_size=1, max_size=8), st.integers(1, 50_000))
def test_a_schedule_that_would_start_before_the_order_does_not_fit(steps: list[Step], short_s: int) -> None:
    with pytest.raises(ScheduleDoesNotFit):
        back_schedule(START, START + length_of(steps) - timedelta(seconds=short_s), steps)


@given(st.lists(weighed, min_size=1, max_size=8), st.integers(3600, 500_000))
def test_sharing_by_weight_uses_the_whole_time_whatever_overlaps(steps: list[Step], seconds: int) -> None:
    placed = back_schedule(START, START + timedelta(seconds=seconds), steps)
    assert abs(min(m.starts_at for m in placed) - START) <= timedelta(milliseconds=1)
    for before, step, milestone in zip(placed, steps[1:], placed[1:], strict=False):
        shared = before.due_at - milestone.starts_at
        shorter = min(before.due_at - before.starts_at, milestone.due_at - milestone.starts_at)
        assert abs(shared - shorter * step.overlap) <= timedelta(milliseconds=1)
