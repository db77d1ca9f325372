"""Warn, due, overdue, escalate, remind: each once, in order, in one transaction with what they tell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.deadlines import jobs, queries
from liandong.deadlines.events import DeadlineEscalated, DeadlinePassed, DeadlineReminded, DeadlineWarned
from liandong.deadlines.models import Firing
from liandong.deadlines.rules import State
from liandong.deadlines.services import meet
from liandong.kernel import events
from liandong.kernel.clock import SimulatedClock
from liandong.notices.models import Notice
from tests.deadlines.conftest import SYSTEM, begin, fired, verbs_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[events.Event]:
    """What the clock told the apps above, in order."""
    heard: list[events.Event] = []
    fresh: dict = {}
    for kind in (DeadlineWarned, DeadlinePassed, DeadlineEscalated, DeadlineReminded):
        fresh[kind] = [heard.append]
    monkeypatch.setattr(events, "_handlers", {**{k: [] for k in events._handlers}, **fresh})
    return heard


def test_nothing_happens_before_three_quarters_of_the_time_have_gone(clock: SimulatedClock) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=2, minutes=59, seconds=59)
    assert jobs.tick() == 0
    assert fired(deadline) == []


def test_it_warns_at_three_quarters_of_the_time(clock: SimulatedClock, told: list[events.Event]) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=3)
    assert jobs.tick() == 1
    deadline.refresh_from_db()
    assert deadline.state == State.WARNED
    assert deadline.next_at == deadline.due_at
    assert [type(event) for event in told] == [DeadlineWarned]


def test_at_the_due_moment_it_is_overdue_and_its_first_rung_is_climbed(
    clock: SimulatedClock, told: list[events.Event]
) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=3)
    jobs.tick()
    clock.advance(hours=1)
    jobs.tick()
    deadline.refresh_from_db()
    assert deadline.state == State.OVERDUE
    assert set(fired(deadline)) == {"warn", "overdue", "escalate:leader"}
    assert [type(event) for event in told] == [DeadlineWarned, DeadlinePassed, DeadlineEscalated]


def test_the_ladder_climbs_from_the_leader_to_the_duty_leader_to_the_upper_level(clock: SimulatedClock) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=4)
    for _ in range(5):
        jobs.tick()
        clock.advance(minutes=30)
    steps = [name for name in fired(deadline) if name.startswith("escalate")]
    assert steps == ["escalate:leader", "escalate:duty_leader", "escalate:upper"]
    upper = Notice.objects.get(key=f"deadline:{deadline.id}:1:escalate:upper")
    assert upper.recipient == "REGION_DUTY:1401:DUTY_OFFICER"


def test_a_second_tick_at_the_same_moment_does_nothing(clock: SimulatedClock) -> None:
    begin(hours=4)
    clock.advance(hours=4)
    assert jobs.tick() > 0
    assert jobs.tick() == 0


def test_after_a_day_away_each_step_fires_once_and_only_the_last_reminder_is_sent(clock: SimulatedClock) -> None:
    deadline = begin(hours=4)
    clock.advance(days=1)
    jobs.tick()
    assert sorted(fired(deadline)) == sorted(
        ["warn", "overdue", "escalate:leader", "escalate:duty_leader", "escalate:upper", "remind:20"]
    )


def test_reminders_stop_after_the_number_the_kind_allows(clock: SimulatedClock) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=4)
    for _ in range(30):
        clock.advance(hours=1)
        jobs.tick()
    reminders = [name for name in fired(deadline) if name.startswith("remind")]
    assert reminders == [f"remind:{number}" for number in range(1, 25)]
    deadline.refresh_from_db()
    assert deadline.next_at is None
    assert deadline.state == State.OVERDUE


def test_a_met_clock_fires_no_more(clock: SimulatedClock) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=3)
    jobs.tick()
    meet(SYSTEM, deadline.subject, deadline.kind)
    clock.advance(days=30)
    assert jobs.tick() == 0
    assert fired(deadline) == ["warn"]


def test_a_clock_started_after_its_warning_time_warns_at_once(clock: SimulatedClock) -> None:
    deadline = begin(hours=4, starts_at=clock.now() - timedelta(hours=3, minutes=30))
    assert jobs.tick() == 1
    assert fired(deadline) == ["warn"]


def test_each_firing_remembers_when_it_was_planned_and_when_it_happened(clock: SimulatedClock) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=3, seconds=7)
    jobs.tick()
    firing = Firing.objects.get(deadline=deadline)
    assert (firing.planned_at, firing.fired_at) == (deadline.warn_at, clock.now())


def test_what_fires_is_said_on_the_record_and_to_the_holder(clock: SimulatedClock) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=3)
    jobs.tick()
    verbs = verbs_of(deadline)
    assert verbs == ["deadline_started", "deadline_warned"]
    notice = Notice.objects.get()
    assert (notice.person_id, notice.template) == (deadline.holder_id, "deadline_warned")


def test_editing_the_content_does_not_change_a_running_clock(
    clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liandong.content import queries as content

    deadline = begin(hours=4)
    other = content.deadline_kind("obligation").model_copy(update={"warn_ratio": 0.1, "escalation": ()})
    monkeypatch.setattr(content, "deadline_kind", lambda _: other)
    clock.advance(hours=5)
    jobs.tick()
    assert "escalate:leader" in fired(deadline)


def test_a_rehearsal_can_leap_to_the_next_moment(clock: SimulatedClock) -> None:
    assert queries.next_at() is None
    deadline = begin(hours=4)
    begin(hours=40)
    assert queries.next_at() == deadline.warn_at
    clock.move_to(deadline.warn_at)
    jobs.tick()
    assert queries.next_at() == deadline.due_at


def test_a_limit_stops_the_tick_and_the_rest_comes_with_the_next(clock: SimulatedClock) -> None:
    for _ in range(7):
        begin(hours=4)
    clock.advance(hours=3)
    assert jobs.tick(limit=5) == 5
    assert jobs.tick(limit=5) == 2
