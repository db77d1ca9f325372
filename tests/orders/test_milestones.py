"""倒排节点 of an order: each has its own clock, and the schedule shows what is reached beside what should be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.deadlines import jobs
from liandong.deadlines.models import Deadline
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden
from liandong.kernel.ids import new_id
from liandong.orders.models import Order
from liandong.orders.queries import back_schedule, milestones_of
from liandong.orders.rules import (
    AlreadyReached,
    NoLimit,
    NoSuchMilestone,
    NotAddressee,
    OrderNotInThisState,
    ScheduleDoesNotFit,
    Step,
)
from liandong.orders.services import (
    reach_milestone,
    set_milestones,
    submit_result,
    verify_result,
    withdraw_order,
)
from tests.orders.conftest import Cast, actor
from tests.orders.seeing import told, verbs_of

pytestmark = pytest.mark.django_db

STEPS = (Step("摸排", weight=1), Step("流调", weight=2), Step("转运", weight=1))


def states(order: Order) -> list[str]:
    clocks = {d.key: d.state for d in Deadline.objects.filter(kind="order_milestone")}
    return [clocks[str(m.id)] for m in milestones_of(order.id)]


def test_an_order_may_go_out_with_its_schedule(cast: Cast) -> None:
    order, _ = cast.issue(steps=STEPS)
    assert [m.title for m in milestones_of(order.id)] == ["摸排", "流调", "转运"]
    assert milestones_of(order.id)[-1].due_at == order.due_at
    assert states(order) == ["RUNNING"] * 3


def test_a_schedule_that_does_not_fit_keeps_the_order_back(cast: Cast) -> None:
    with pytest.raises(ScheduleDoesNotFit):
        cast.issue(steps=(Step("摸排", timedelta(hours=5)),))
    assert not Order.objects.exists()


def test_without_a_due_time_there_is_nothing_to_schedule_back_from(cast: Cast) -> None:
    order, _ = cast.issue(kind="notice", within=None)
    with pytest.raises(NoLimit):
        set_milestones(cast.commander, order.id, STEPS)


def test_a_new_schedule_takes_the_place_of_the_old(cast: Cast) -> None:
    order, _ = cast.issue(steps=STEPS)
    set_milestones(cast.commander, order.id, [Step("封控")])
    assert [m.title for m in milestones_of(order.id)] == ["封控"]
    running = Deadline.objects.filter(kind="order_milestone", state="RUNNING")
    assert running.count() == 1


def test_only_who_may_issue_schedules(cast: Cast) -> None:
    order, _ = cast.issue()
    with pytest.raises(Forbidden):
        set_milestones(cast.fire_handler, order.id, STEPS)


def test_an_ended_order_is_not_scheduled_any_more(cast: Cast) -> None:
    order, _ = cast.issue()
    withdraw_order(cast.commander, order.id, reason="险情解除")
    with pytest.raises(OrderNotInThisState):
        set_milestones(cast.commander, order.id, STEPS)


def test_an_overdue_milestone_escalates_to_the_units_leader(cast: Cast, clock: SimulatedClock) -> None:
    """S3-15: overdue milestone escalates."""
    order, _ = cast.issue(steps=STEPS)
    clock.advance(hours=1, seconds=1)
    jobs.tick()
    assert states(order) == ["OVERDUE", "RUNNING", "RUNNING"]
    assert cast.fire.people[0] in told("deadline_escalated")


class TestReaching:
    def test_stops_the_milestones_clock(self, cast: Cast) -> None:
        order, _ = cast.issue(steps=STEPS)
        reach_milestone(cast.fire_handler, order.id, 1)
        assert states(order) == ["MET", "RUNNING", "RUNNING"]
        assert verbs_of(order)[-1] == "order_milestone_reached"

    def test_is_said_once(self, cast: Cast) -> None:
        order, _ = cast.issue(steps=STEPS)
        reach_milestone(cast.fire_handler, order.id, 1)
        with pytest.raises(AlreadyReached):
            reach_milestone(cast.commander, order.id, 1)

    def test_is_for_an_addressee_or_a_supervisor(self, cast: Cast) -> None:
        order, _ = cast.issue(steps=STEPS)
        with pytest.raises(NotAddressee):
            reach_milestone(cast.health_handler, order.id, 1)
        assert reach_milestone(cast.commander, order.id, 1).reached_by == cast.centre.people[0]

    def test_needs_a_milestone_that_is_there(self, cast: Cast) -> None:
        order, _ = cast.issue(steps=STEPS)
        with pytest.raises(NoSuchMilestone):
            reach_milestone(cast.fire_handler, order.id, 4)


def test_when_the_order_is_done_its_milestones_run_no_longer(cast: Cast) -> None:
    order, task = cast.issue(steps=STEPS)
    submit_result(cast.fire_handler, task.id, text="完毕")
    verify_result(cast.commander, task.id)
    assert states(order) == ["CANCELLED"] * 3


class TestTheScheduleOfAnIncident:
    def test_shows_what_is_reached_beside_what_should_be(self, cast: Cast, clock: SimulatedClock) -> None:
        incident = new_id()
        order, _ = cast.issue(incident_id=incident, steps=STEPS)
        clock.advance(hours=2)
        reach_milestone(cast.fire_handler, order.id, 1)
        schedule = back_schedule(cast.commander, incident)[0]
        assert (schedule.planned, schedule.reached) == (50, 25)
        assert [node.late for node in schedule.nodes] == [True, False, False]

    def test_goes_from_the_last_due_time_backwards_and_leaves_out_what_has_none(
        self, cast: Cast, clock: SimulatedClock
    ) -> None:
        incident = new_id()
        for title, hours in (("甲", 2), ("乙", 6), ("丙", 4)):
            due = clock.now() + timedelta(hours=hours)
            cast.issue(incident_id=incident, title=title, due_at=due, steps=STEPS)
        cast.issue(incident_id=incident, title="未倒排")
        cast.issue(incident_id=new_id(), title="别的事件", steps=STEPS)
        assert [one.title for one in back_schedule(cast.commander, incident)] == ["乙", "丙", "甲"]

    def test_is_not_for_other_regions(self, cast: Cast) -> None:
        incident = new_id()
        cast.issue(incident_id=incident, steps=STEPS)
        assert back_schedule(actor("commander", region="140121"), incident) == []
