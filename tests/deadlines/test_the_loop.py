"""The loop that turns the clocks: it stops when told, and waits out a database that is away."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError

from liandong.deadlines import jobs
from liandong.deadlines.jobs import Process
from liandong.deadlines.models import ClockProcess
from liandong.kernel.clock import SimulatedClock
from tests.deadlines.conftest import begin, fired

pytestmark = pytest.mark.django_db


class Stop(threading.Event):
    """Stands still for no time at all, and stops the loop after some turns."""

    def __init__(self, turns: int, meanwhile: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self.left, self.waits, self.meanwhile = turns, [], meanwhile

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        self.meanwhile()
        self.left -= 1
        if self.left <= 0:
            self.set()
        return self.is_set()


def test_it_fires_what_comes_due_while_it_runs(clock: SimulatedClock) -> None:
    deadline = begin(hours=1)
    jobs.run_forever(Stop(8, lambda: clock.advance(minutes=10)))
    assert fired(deadline)[0] == "warn"
    assert "overdue" in fired(deadline)


def test_each_process_is_enrolled_once(clock: SimulatedClock) -> None:
    jobs.run_forever(Stop(3))
    assert ClockProcess.objects.count() == 1


def test_a_database_that_is_away_is_waited_for(clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    troubles = iter([OperationalError("away"), OperationalError("still away")])
    turn = Process.turn

    def troubled(self: Process, limit: int = 5000) -> int:
        for trouble in troubles:
            raise trouble
        return turn(self, limit)

    monkeypatch.setattr(Process, "turn", troubled)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    stop = Stop(3)
    deadline = begin(hours=1)
    clock.advance(hours=1)
    jobs.run_forever(stop)
    assert stop.waits[:2] == [jobs.TROUBLE_WAIT_S, jobs.TROUBLE_WAIT_S]
    assert "overdue" in fired(deadline)


def test_between_ticks_without_work_it_rests_a_fifth_of_a_second(clock: SimulatedClock) -> None:
    stop = Stop(2)
    jobs.run_forever(stop)
    assert stop.waits == [jobs.WAIT_S, jobs.WAIT_S]
    assert jobs.WAIT_S < 1


def test_every_minute_it_audits(clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    audits = []
    monkeypatch.setattr(jobs.watching, "audit", lambda limit: audits.append(limit))
    process = Process.begin()
    for _ in range(180):
        clock.advance(seconds=1)
        process.turn()
    assert len(audits) == 3


def test_what_it_fired_is_added_up_in_its_heartbeat(clock: SimulatedClock) -> None:
    process = Process.begin()
    for _ in range(3):
        begin(hours=1)
    clock.advance(minutes=45)
    process.turn()
    clock.advance(seconds=10)
    process.turn()
    assert ClockProcess.objects.get().fired == 3
