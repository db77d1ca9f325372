"""倒排时间、压茬推进: milestones scheduled back from the due time, each step overlapping the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from liandong.orders.rules.problems import ScheduleDoesNotFit


@dataclass(frozen=True, slots=True)
class Step:
    """One step towards the result.

    `takes` is its own duration; when no step has one, the whole time is shared out by `weight`. `overlap` (0 to 1) is
    the part of the shorter of the two neighbours by which this step starts before the step ahead of it ends.
    """

    title: str
    takes: timedelta | None = None
    weight: int = 1
    overlap: float = 0.0


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step with its place in time."""

    title: str
    weight: int
    starts_at: datetime
    due_at: datetime


def back_schedule(starts_at: datetime, due_at: datetime, steps: Sequence[Step]) -> tuple[Milestone, ...]:
    """The steps placed so that the last ends at `due_at`; ScheduleDoesNotFit when the first would start too early."""
    durations = _durations(due_at - starts_at, steps)
    placed: list[Milestone] = []
    end = due_at
    for index in range(len(steps) - 1, -1, -1):
        begin = end - durations[index]
        placed.append(Milestone(steps[index].title, steps[index].weight, begin, end))
        if index:
            end = begin + _shared(durations[index - 1], durations[index], steps[index].overlap)
    placed.reverse()
    _check_fits(placed, starts_at, due_at)
    return tuple(placed)


def planned_percent(milestones: Sequence[Milestone], now: datetime) -> int:
    """Which percentage should be done by `now`, each step counting evenly over its own time; 0 without steps."""
    whole = sum(m.weight for m in milestones)
    done = sum(m.weight * _share_past(m, now) for m in milestones)
    return int(100 * done / whole + 1e-9) if whole else 0


def reached_percent(weights: Sequence[tuple[int, bool]]) -> int:
    """Which percentage of the weight is reached, rounded down; 0 without steps."""
    whole = sum(weight for weight, _ in weights)
    return 100 * sum(weight for weight, reached in weights if reached) // whole if whole else 0


def _durations(available: timedelta, steps: Sequence[Step]) -> list[timedelta]:
    if any(step.takes is not None for step in steps):
        return [step.takes if step.takes is not None else timedelta() for step in steps]
    shares = [float(step.weight) for step in steps]
    overlaps = sum(
        step.overlap * min(before, share)
        for before, share, step in zip(shares[:-1], shares[1:], steps[1:], strict=True)
    )
    return [available * (share / (sum(shares) - overlaps)) for share in shares]


def _shared(before: timedelta, step: timedelta, overlap: float) -> timedelta:
    return min(before, step) * overlap


def _share_past(milestone: Milestone, now: datetime) -> float:
    span = (milestone.due_at - milestone.starts_at).total_seconds()
    if now >= milestone.due_at:
        return 1.0
    return max(0.0, (now - milestone.starts_at).total_seconds() / span)


def _check_fits(placed: Sequence[Milestone], starts_at: datetime, due_at: datetime) -> None:
    first = min((m.starts_at for m in placed), default=starts_at)
    # sharing out by weight rounds to microseconds
    if first < starts_at - timedelta(milliseconds=1):
        raise ScheduleDoesNotFit(needed=str(due_at - first), available=str(due_at - starts_at))
