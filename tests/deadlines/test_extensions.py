"""More time is asked for before the due time, with a reason; somebody else, a leader, decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.access.rules import Actor
from liandong.deadlines import jobs
from liandong.deadlines.rules import (
    Decision,
    ExtensionDecided,
    ExtensionNotAllowed,
    ExtensionNotLater,
    ExtensionPending,
    ExtensionTooLate,
    NotOpen,
    OwnExtension,
    ReasonMissing,
    State,
)
from liandong.deadlines.services import ask_extension, decide_extension, meet
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden
from liandong.notices.models import Notice
from tests.deadlines.conftest import SYSTEM, actor, begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def handler() -> Actor:
    return actor("department_handler")


def test_a_granted_extension_moves_the_clock(clock: SimulatedClock, handler: Actor, leader: Actor) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=3, minutes=30)
    jobs.tick()
    asked = ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(hours=4), reason="道路塌方")
    decide_extension(leader, asked.id, granted=True)
    deadline.refresh_from_db()
    assert (deadline.state, deadline.due_at) == (State.RUNNING, asked.due_at_asked)
    clock.advance(hours=1)
    assert jobs.tick() == 0


def test_while_the_asking_waits_the_clock_goes_on(clock: SimulatedClock, handler: Actor, leader: Actor) -> None:
    deadline = begin(hours=4)
    asked = ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(hours=8), reason="人手不足")
    clock.advance(hours=4)
    jobs.tick()
    deadline.refresh_from_db()
    assert deadline.state == State.OVERDUE
    decide_extension(leader, asked.id, granted=True)
    deadline.refresh_from_db()
    assert deadline.state == State.RUNNING


def test_a_refusal_needs_a_reason_and_leaves_the_clock(clock: SimulatedClock, handler: Actor, leader: Actor) -> None:
    deadline = begin(hours=4)
    asked = ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(hours=1), reason="人手不足")
    with pytest.raises(ReasonMissing):
        decide_extension(leader, asked.id, granted=False)
    refused = decide_extension(leader, asked.id, granted=False, reason="群众等待，不予延期")
    assert refused.decision == Decision.REFUSED
    before = deadline.due_at
    deadline.refresh_from_db()
    assert deadline.due_at == before


def test_after_the_due_time_nothing_can_be_asked(clock: SimulatedClock, handler: Actor) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=4)
    with pytest.raises(ExtensionTooLate):
        ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(hours=1), reason="晚了")


def test_it_must_be_later_than_now_due_and_give_a_reason(clock: SimulatedClock, handler: Actor) -> None:
    deadline = begin(hours=4)
    with pytest.raises(ExtensionNotLater):
        ask_extension(handler, deadline.id, due_at=deadline.due_at, reason="相同")
    with pytest.raises(ReasonMissing):
        ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(hours=1), reason="\n ")


def test_one_asking_waits_at_a_time(clock: SimulatedClock, handler: Actor) -> None:
    deadline = begin(hours=4)
    ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(hours=1), reason="人手不足")
    with pytest.raises(ExtensionPending):
        ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(hours=2), reason="人手不足")


def test_as_often_as_the_kind_of_clock_allows(clock: SimulatedClock, handler: Actor, leader: Actor) -> None:
    deadline = begin(hours=4)
    asked = ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(hours=1), reason="人手不足")
    decide_extension(leader, asked.id, granted=True)
    with pytest.raises(ExtensionNotAllowed):
        ask_extension(handler, deadline.id, due_at=clock.now() + timedelta(hours=9), reason="再次")


def test_no_longer_than_the_kind_of_clock_allows(clock: SimulatedClock, handler: Actor) -> None:
    deadline = begin(kind="working_obligation", hours=48)
    with pytest.raises(ExtensionNotAllowed):
        ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(days=10, seconds=1), reason="太久")
    ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(days=10), reason="刚好")


def test_who_asked_does_not_decide(clock: SimulatedClock) -> None:
    both = actor("department_handler", "duty_leader")
    deadline = begin()
    asked = ask_extension(both, deadline.id, due_at=deadline.due_at + timedelta(hours=1), reason="人手不足")
    with pytest.raises(OwnExtension):
        decide_extension(both, asked.id, granted=True)


def test_a_handler_may_not_decide(clock: SimulatedClock, handler: Actor) -> None:
    deadline = begin()
    asked = ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(hours=1), reason="人手不足")
    with pytest.raises(Forbidden):
        decide_extension(actor("department_handler"), asked.id, granted=True)


def test_a_decision_stands(clock: SimulatedClock, handler: Actor, leader: Actor) -> None:
    deadline = begin()
    asked = ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(hours=1), reason="人手不足")
    decide_extension(leader, asked.id, granted=True)
    with pytest.raises(ExtensionDecided):
        decide_extension(leader, asked.id, granted=False, reason="反悔")


def test_what_is_done_meanwhile_needs_no_decision(clock: SimulatedClock, handler: Actor, leader: Actor) -> None:
    deadline = begin()
    asked = ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(hours=1), reason="人手不足")
    meet(SYSTEM, deadline.subject, deadline.kind)
    with pytest.raises(NotOpen):
        decide_extension(leader, asked.id, granted=True)


def test_the_leader_hears_of_the_asking_and_the_holder_of_the_answer(
    clock: SimulatedClock, handler: Actor, leader: Actor
) -> None:
    deadline = begin()
    asked = ask_extension(handler, deadline.id, due_at=deadline.due_at + timedelta(hours=1), reason="人手不足")
    assert Notice.objects.filter(template="deadline_extension_asked").exists()
    decide_extension(leader, asked.id, granted=True)
    assert Notice.objects.get(template="deadline_extension_granted").person_id == deadline.holder_id
