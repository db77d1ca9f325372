"""The wall clock may be set; what was due must be proved to have run."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from liandong.deadlines import jobs, queries
from liandong.deadlines.jobs import Process
from liandong.deadlines.models import ClockProcess, Deadline
from liandong.deadlines.rules import State
from liandong.deadlines.services import meet
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import Subject
from liandong.notices.models import Notice
from liandong.timeline.queries import of_subject
from tests.deadlines.conftest import BEIJING, SYSTEM, begin, fired, verbs_of

pytestmark = pytest.mark.django_db


class SetClock:
    """A wall clock that somebody sets, and elapsed time that goes on by itself."""

    def __init__(self) -> None:
        self.wall = datetime(2026, 11, 23, 8, 0, tzinfo=BEIJING)
        self.elapsed = 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.elapsed

    def run(self, **delta: float) -> None:
        self.wall += timedelta(**delta)
        self.elapsed += timedelta(**delta).total_seconds()


@pytest.fixture
def wall() -> SetClock:
    set_clock = SetClock()
    with kernel_clock.using(set_clock):
        yield set_clock


def jumps_on_record(process: Process) -> list[float]:
    page = of_subject(SYSTEM, Subject.of("clock_process", process.id))
    return [entry.data["seconds"] for entry in page.entries if entry.verb == "clock_jumped"]


def test_a_forward_jump_fires_what_it_passed_once_and_is_flagged(wall: SetClock) -> None:
    process, deadline = Process.begin(), begin(hours=1)
    process.turn()
    wall.wall += timedelta(hours=2)
    process.turn()
    process.turn()
    assert {"warn", "overdue", "escalate:leader"} <= set(fired(deadline))
    assert len(fired(deadline)) == len(set(fired(deadline)))
    assert jumps_on_record(process) == [7200.0]
    assert ClockProcess.objects.get().jumps == 1


def test_a_backward_jump_takes_nothing_back_and_fires_nothing_twice(wall: SetClock) -> None:
    process, deadline = Process.begin(), begin(hours=1)
    wall.run(hours=1)
    process.turn()
    before = fired(deadline)
    wall.wall -= timedelta(hours=2)
    process.turn()
    wall.run(hours=2)
    process.turn()
    deadline.refresh_from_db()
    assert deadline.state == State.OVERDUE
    assert fired(deadline) == before
    assert jumps_on_record(process) == [-7200.0]


def test_a_year_end_and_a_leap_day_are_ordinary_hours(wall: SetClock) -> None:
    for moment in ("2027-12-31T23:00", "2028-02-28T23:00"):
        wall.wall = datetime.fromisoformat(moment).replace(tzinfo=BEIJING)
        deadline = begin(hours=2)
        wall.run(hours=1, minutes=59)
        jobs.tick()
        assert fired(deadline) == ["warn"]
        wall.run(minutes=1)
        jobs.tick()
        assert "overdue" in fired(deadline)


def test_a_slow_drift_is_no_jump(wall: SetClock) -> None:
    process = Process.begin()
    for _ in range(20):
        wall.run(seconds=60)
        wall.wall += timedelta(seconds=0.5)
        process.turn()
    assert jumps_on_record(process) == []


def test_a_rehearsal_that_leaps_is_no_jump(clock: SimulatedClock) -> None:
    process = Process.begin()
    clock.advance(days=3)
    process.turn()
    assert jumps_on_record(process) == []


def test_a_process_beats_and_its_absence_shows(wall: SetClock) -> None:
    assert queries.health().beat_age_s is None
    process = Process.begin()
    wall.run(seconds=11)
    process.turn()
    assert queries.health().beat_age_s == 0
    assert queries.health().processes == 1
    wall.run(minutes=5)
    assert (queries.health().beat_age_s, queries.health().processes) == (300, 0)


def test_the_audit_finds_a_clock_nobody_turned(clock: SimulatedClock) -> None:
    deadline, met = begin(hours=4), begin(hours=4)
    meet(SYSTEM, met.subject, met.kind)
    clock.advance(hours=3, seconds=59)
    assert jobs.audit() == []
    clock.advance(seconds=2)
    assert jobs.audit() == [deadline.id]
    assert "deadline_not_fired" in verbs_of(deadline)
    assert Notice.objects.filter(template="deadline_not_fired").exists()
    assert queries.health().flagged == 1


def test_the_audit_finds_a_clock_whose_next_moment_was_lost(clock: SimulatedClock) -> None:
    deadline = begin(hours=4)
    Deadline.objects.filter(id=deadline.id).update(next_at=None)
    clock.advance(hours=5)
    assert jobs.tick() == 0
    assert jobs.audit() == [deadline.id]


def test_the_audit_flags_each_clock_once(clock: SimulatedClock) -> None:
    begin(hours=4)
    clock.advance(hours=5)
    assert len(jobs.audit()) == 1
    assert jobs.audit() == []


def test_the_audit_is_content_when_what_was_due_ran(clock: SimulatedClock) -> None:
    for hours in (1, 2, 3):
        begin(hours=hours)
    for _ in range(40):
        clock.advance(minutes=10)
        jobs.tick()
    clock.advance(seconds=30)
    assert jobs.audit() == []


def test_lag_is_how_long_the_oldest_step_has_waited(clock: SimulatedClock) -> None:
    begin(hours=4)
    clock.advance(hours=3, seconds=42)
    assert queries.health().lag_s == 42
    jobs.tick()
    assert queries.health().lag_s == 0
