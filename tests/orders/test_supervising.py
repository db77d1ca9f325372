"""督办: urge, give more time, follow what nobody signed for, and see at a glance what needs an eye."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.deadlines import jobs
from liandong.deadlines.models import Deadline
from liandong.deadlines.services import ask_extension, decide_extension
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.durations import Limit
from liandong.kernel.errors import Forbidden
from liandong.orders.models import Assignment
from liandong.orders.queries import Concern, concerns_of, supervision_list
from liandong.orders.rules import Addressee, DueBeforeStart, NotInThisState, ReasonNeeded
from liandong.orders.services import extend_order, sign_for, submit_result, urge_order, verify_result
from tests.orders.conftest import CITY, Cast, actor
from tests.orders.seeing import again, told, verbs_of

pytestmark = pytest.mark.django_db


def clock_for_work(task: Assignment) -> Deadline:
    return Deadline.objects.get(key=str(task.id), kind="order_complete")


class TestUrging:
    def test_tells_the_addressee_and_counts(self, cast: Cast) -> None:
        order, task = cast.issue()
        urge_order(cast.commander, task.id, text="请速报")
        urge_order(cast.commander, task.id)
        assert again(task).urges == 2
        assert told("order_urged") == {cast.fire.people[0]}
        assert verbs_of(order)[-2:] == ["order_urged", "order_urged"]

    def test_is_not_for_the_addressee(self, cast: Cast) -> None:
        _, task = cast.issue()
        with pytest.raises(Forbidden):
            urge_order(cast.health_handler, task.id)

    def test_is_pointless_once_the_result_is_in(self, cast: Cast) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        with pytest.raises(NotInThisState):
            urge_order(cast.commander, task.id)


class TestMoreTime:
    def test_given_by_a_supervisor_moves_the_clock_and_the_order(self, cast: Cast, clock: SimulatedClock) -> None:
        order, task = cast.issue()
        due = clock.now() + timedelta(hours=9)
        extend_order(cast.commander, task.id, due_at=due, reason="道路中断")
        order.refresh_from_db()
        assert (again(task).due_at, order.due_at, clock_for_work(task).due_at) == (due, due, due)
        assert verbs_of(order).count("order_extended") == 1
        assert "order_due_moved" not in verbs_of(order)

    def test_given_for_one_of_several_leaves_the_others_where_they_were(
        self, cast: Cast, clock: SimulatedClock
    ) -> None:
        both = (Addressee.organization(cast.fire.id), Addressee.organization(cast.health.id))
        order, task = cast.issue(addressees=both)
        extend_order(cast.commander, task.id, due_at=clock.now() + timedelta(hours=1), reason="先行完成")
        before = order.due_at
        order.refresh_from_db()
        assert order.due_at == before

    def test_needs_a_reason_and_a_time_to_come(self, cast: Cast, clock: SimulatedClock) -> None:
        _, task = cast.issue()
        with pytest.raises(ReasonNeeded):
            extend_order(cast.commander, task.id, due_at=clock.now() + timedelta(hours=9), reason=" ")
        with pytest.raises(DueBeforeStart):
            extend_order(cast.commander, task.id, due_at=clock.now(), reason="道路中断")

    def test_is_not_for_the_addressee_to_give(self, cast: Cast, clock: SimulatedClock) -> None:
        _, task = cast.issue()
        with pytest.raises(Forbidden):
            extend_order(cast.fire_handler, task.id, due_at=clock.now() + timedelta(hours=9), reason="道路中断")

    def test_asked_for_and_granted_shows_on_the_task(self, cast: Cast, clock: SimulatedClock) -> None:
        order, task = cast.issue()
        due = clock.now() + timedelta(hours=6)
        asked = ask_extension(cast.fire_handler, clock_for_work(task).id, due_at=due, reason="道路中断")
        decide_extension(cast.commander, asked.id, granted=True)
        assert again(task).due_at == due
        assert "order_due_moved" in verbs_of(order)


class TestWhatNobodySignsFor:
    def test_is_told_to_the_issuer_and_to_the_units_leader(self, cast: Cast, clock: SimulatedClock) -> None:
        """S3-15 and the gap found in every peer: escalation when an order is not signed for."""
        order, task = cast.issue()
        clock.advance(minutes=10, seconds=1)
        jobs.tick()
        assert told("order_unsigned") == {cast.centre.people[0]}
        assert cast.fire.people[0] in told("deadline_escalated")
        assert verbs_of(order).count("order_unsigned") == 1
        assert again(task).unsigned_escalated_at == clock.now()

    def test_is_told_once_however_long_it_lasts(self, cast: Cast, clock: SimulatedClock) -> None:
        order, _ = cast.issue()
        for _ in range(4):
            clock.advance(minutes=11)
            jobs.tick()
        assert verbs_of(order).count("order_unsigned") == 1

    def test_is_not_told_of_what_was_signed_for_in_time(self, cast: Cast, clock: SimulatedClock) -> None:
        order, task = cast.issue()
        sign_for(cast.fire_handler, task.id)
        clock.advance(minutes=11)
        jobs.tick()
        assert "order_unsigned" not in verbs_of(order)


class TestTheList:
    def listed(self, cast: Cast, *concerns: Concern) -> set[object]:
        rows = supervision_list(cast.commander, concerns=concerns or tuple(Concern))
        return {row.id for row in rows}

    def test_shows_each_concern_when_it_arises(self, cast: Cast, clock: SimulatedClock) -> None:
        _, task = cast.issue()
        assert concerns_of(task) == (Concern.UNSIGNED,)
        clock.advance(minutes=11)
        assert concerns_of(again(task)) == (Concern.UNSIGNED, Concern.SIGNING_LATE)
        sign_for(cast.fire_handler, task.id)
        assert concerns_of(again(task)) == ()
        clock.advance(hours=3)
        assert concerns_of(again(task)) == (Concern.DUE_SOON,)
        clock.advance(hours=1)
        assert concerns_of(again(task)) == (Concern.OVERDUE,)
        submit_result(cast.fire_handler, task.id, text="完毕")
        assert concerns_of(again(task)) == (Concern.UNVERIFIED,)

    @pytest.mark.parametrize("advance", [0, 11, 190, 260])
    @pytest.mark.parametrize("concern", list(Concern))
    def test_agrees_with_the_concerns_of_each_task(
        self, cast: Cast, clock: SimulatedClock, concern: Concern, advance: int
    ) -> None:
        tasks = [cast.issue(within=Limit.parse(limit))[1] for limit in ("1h", "4h", "2d")]
        submit_result(cast.fire_handler, tasks[1].id, text="完毕")
        sign_for(cast.fire_handler, tasks[2].id)
        clock.advance(minutes=advance)
        expected = {task.id for task in tasks if concern in concerns_of(again(task))}
        assert self.listed(cast, concern) == expected

    def test_forgets_what_is_verified_or_withdrawn(self, cast: Cast, clock: SimulatedClock) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        verify_result(cast.commander, task.id)
        clock.advance(days=3)
        assert self.listed(cast) == set()

    def test_keeps_exercises_apart(self, cast: Cast) -> None:
        cast.issue(drill=True)
        assert self.listed(cast) == set()
        assert supervision_list(cast.commander, drill=True).count() == 1

    def test_is_narrowed_to_a_region(self, cast: Cast) -> None:
        _, task = cast.issue()
        assert [row.id for row in supervision_list(cast.commander, region="140105")] == [task.id]
        assert not supervision_list(cast.commander, region="140121").exists()

    def test_shows_nothing_of_other_regions(self, cast: Cast) -> None:
        cast.issue()
        assert not supervision_list(actor("commander", region="140121")).exists()
        assert supervision_list(actor("commander", region=CITY)).count() == 1
