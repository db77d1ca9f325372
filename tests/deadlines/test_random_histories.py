"""Whatever is started, met, moved, waived and cancelled, and whenever the clock is turned: each step fires once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from liandong.deadlines import jobs
from liandong.deadlines.models import Deadline, Firing
from liandong.deadlines.rules import State, Terms, ladder
from liandong.deadlines.services import cancel_all, meet, move, waive
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from tests.deadlines.conftest import BEIJING, SYSTEM, actor, begin


class Clocks(RuleBasedStateMachine):
    """A model that remembers which moments were passed by a tick while the clock was open."""

    def __init__(self) -> None:
        super().__init__()
        self.time = SimulatedClock(datetime(2026, 11, 23, 8, 0, tzinfo=BEIJING))
        self.context = kernel_clock.using(self.time)
        self.context.__enter__()
        self.clocks: list[Deadline] = []
        self.must: set[tuple[object, int, str]] = set()

    def teardown(self) -> None:
        self.context.__exit__(None, None, None)

    @rule(minutes=st.integers(1, 600))
    def start(self, minutes: int) -> None:
        self.clocks.append(begin(hours=minutes / 60))

    @rule(minutes=st.integers(1, 400))
    def time_passes(self, minutes: int) -> None:
        self.time.advance(minutes=minutes)

    @rule(minutes=st.integers(1, 200))
    def the_wall_clock_is_set_back(self, minutes: int) -> None:
        self.time.move_to(self.time.now() - timedelta(minutes=minutes))

    @rule()
    def turn(self) -> None:
        self.expect()
        jobs.tick()

    def expect(self) -> None:
        """What the model says must have fired after this tick."""
        for one in Deadline.objects.filter(state__in=[State.RUNNING, State.WARNED, State.OVERDUE]):
            steps = ladder(Terms.from_json(one.terms), one.warn_at, one.due_at)
            self.must |= {(one.id, one.round, step.name) for step in steps if step.at <= self.time.now()}

    @precondition(lambda self: self.clocks)
    @rule(data=st.data())
    def one_is_met(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(self.clocks))
        meet(SYSTEM, chosen.subject, chosen.kind)

    @precondition(lambda self: self.clocks)
    @rule(data=st.data(), minutes=st.integers(1, 900))
    def one_is_moved(self, data: st.DataObject, minutes: int) -> None:
        chosen = data.draw(st.sampled_from(self.clocks))
        due = chosen.starts_at + timedelta(minutes=minutes)
        move(SYSTEM, chosen.subject, chosen.kind, due_at=due, reason="改期")

    @precondition(lambda self: self.clocks)
    @rule(data=st.data())
    def one_is_cancelled(self, data: st.DataObject) -> None:
        cancel_all(SYSTEM, data.draw(st.sampled_from(self.clocks)).subject, "撤回")

    @precondition(lambda self: self.clocks)
    @rule(data=st.data())
    def one_is_waived(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(self.clocks))
        chosen.refresh_from_db()
        if chosen.is_open:
            waive(actor("duty_leader"), chosen.id, "免办")

    @invariant()
    def every_passed_step_fired_exactly_once(self) -> None:
        rows = list(Firing.objects.exclude(step__startswith="remind").values_list("deadline_id", "round", "step"))
        assert len(rows) == len(set(rows))
        assert set(rows) == self.must

    @invariant()
    def closed_clocks_wait_for_nothing(self) -> None:
        closed = Deadline.objects.filter(state__in=[State.MET, State.WAIVED, State.CANCELLED])
        assert not closed.exclude(next_at=None).exists()

    @invariant()
    def states_follow_what_fired(self) -> None:
        for one in Deadline.objects.filter(state__in=[State.RUNNING, State.WARNED, State.OVERDUE]):
            expected = (
                State.OVERDUE if "overdue" in one.fired else State.WARNED if "warn" in one.fired else State.RUNNING
            )
            assert one.state == expected


class TestRandomHistories(TestCase):
    """Run inside a transaction that is rolled back after each history."""

    def test_each_step_fires_once_whatever_happens(self) -> None:
        from django.db import transaction
        from hypothesis.stateful import run_state_machine_as_test

        class Fresh(Clocks):
            def __init__(self) -> None:
                self.atomic = transaction.atomic()
                self.atomic.__enter__()
                super().__init__()

            def teardown(self) -> None:
                super().teardown()
                transaction.set_rollback(True)
                self.atomic.__exit__(None, None, None)

        run_state_machine_as_test(
            Fresh,
            settings=settings(
                max_examples=25,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            ),
        )


pytestmark = pytest.mark.django_db
