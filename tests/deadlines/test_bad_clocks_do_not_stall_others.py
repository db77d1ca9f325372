"""A clock whose reaction raises is tried again, then given up and flagged; the others fire on time."""

from __future__ import annotations

from uuid import UUID

import pytest

from liandong.deadlines import jobs
from liandong.deadlines.events import DeadlinePassed, DeadlineWarned
from liandong.deadlines.models import Deadline, Firing
from liandong.deadlines.rules import NotDead, State
from liandong.deadlines.services import firing, rearm
from liandong.kernel import events
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import new_id
from liandong.notices.models import Notice
from tests.deadlines.conftest import actor, begin, fired, verbs_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> set[UUID]:
    """Clocks to which the app above reacts by raising."""
    bad: set[UUID] = set()

    def react(event: DeadlineWarned) -> None:
        if event.deadline_id in bad:
            raise ValueError("the app above stumbled")

    monkeypatch.setattr(events, "_handlers", {**events._handlers, DeadlineWarned: [react], DeadlinePassed: [react]})
    return bad


def test_its_neighbours_fire_in_the_same_tick(clock: SimulatedClock, poisoned: set[UUID]) -> None:
    good, bad = [begin() for _ in range(9)], begin()
    poisoned.add(bad.id)
    clock.advance(hours=3)
    assert jobs.tick() == 9
    assert all(fired(one) == ["warn"] for one in good)
    assert fired(bad) == []


def test_nothing_of_a_failed_attempt_stays(clock: SimulatedClock, poisoned: set[UUID]) -> None:
    bad = begin()
    poisoned.add(bad.id)
    clock.advance(hours=3)
    jobs.tick()
    assert not Firing.objects.exists()
    assert not Notice.objects.exists()
    assert verbs_of(bad) == ["deadline_started"]


def test_it_waits_twice_as_long_after_each_failure(clock: SimulatedClock, poisoned: set[UUID]) -> None:
    bad = begin()
    poisoned.add(bad.id)
    clock.advance(hours=3)
    waits = []
    for _ in range(4):
        jobs.tick()
        bad.refresh_from_db()
        waits.append((bad.claimed_until - clock.now()).total_seconds())
        clock.move_to(bad.claimed_until)
    assert waits == [2, 4, 8, 16]
    assert bad.last_error == "ValueError: the app above stumbled"


def give_up(clock: SimulatedClock, bad: Deadline) -> None:
    clock.advance(hours=3)
    for _ in range(firing.ATTEMPTS):
        jobs.tick()
        clock.advance(minutes=1)
    bad.refresh_from_db()


def test_after_the_last_attempt_it_is_given_up_and_the_duty_leader_is_told(
    clock: SimulatedClock, poisoned: set[UUID]
) -> None:
    bad = begin()
    poisoned.add(bad.id)
    give_up(clock, bad)
    assert bad.dead_at is not None
    assert bad.next_at is None
    assert "deadline_failed" in verbs_of(bad)
    assert Notice.objects.get(template="deadline_failed").recipient == "REGION_DUTY:140105:DUTY_LEADER"


def test_a_given_up_clock_can_be_rearmed_and_fires_what_it_owes(clock: SimulatedClock, poisoned: set[UUID]) -> None:
    bad, leader = begin(), actor("duty_leader")
    poisoned.add(bad.id)
    give_up(clock, bad)
    poisoned.clear()
    rearm(leader, bad.id)
    jobs.tick()
    bad.refresh_from_db()
    assert fired(bad) == ["warn"]
    assert (bad.state, bad.next_at) == (State.WARNED, bad.due_at)
    with pytest.raises(NotDead):
        rearm(leader, bad.id)


def test_it_is_tried_alone_and_one_success_clears_its_record(clock: SimulatedClock, poisoned: set[UUID]) -> None:
    bad = begin()
    poisoned.add(bad.id)
    clock.advance(hours=3)
    jobs.tick()
    poisoned.clear()
    clock.advance(seconds=2)
    assert jobs.tick() == 1
    bad.refresh_from_db()
    assert (bad.attempts, bad.last_error) == (0, "")


def test_a_clock_that_kills_its_process_each_time_is_given_up_too(clock: SimulatedClock) -> None:
    killer, good = begin(), begin()
    clock.advance(hours=3)
    for _ in range(firing.ATTEMPTS):
        # what a death after the claim leaves behind: the claim
        Deadline.objects.filter(id=good.id).update(next_at=None)
        assert firing.claim(new_id(), clock.now(), 10) == [killer.id]
        clock.advance(seconds=11)
    Deadline.objects.filter(id=good.id).update(next_at=good.next_at)
    jobs.tick()
    killer.refresh_from_db()
    assert killer.dead_at is not None
    assert fired(good) == ["warn"]


def test_a_claim_lasts_as_long_as_its_lease(clock: SimulatedClock) -> None:
    deadline = begin()
    clock.advance(hours=3)
    first, second = new_id(), new_id()
    assert firing.claim(first, clock.now(), 10) == [deadline.id]
    assert firing.claim(second, clock.now(), 10) == []
    clock.advance(seconds=10)
    assert firing.claim(second, clock.now(), 10) == [deadline.id]
    assert firing.act(first, [deadline.id]) == 0
    assert firing.act(second, [deadline.id]) == 1
