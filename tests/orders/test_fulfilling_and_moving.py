"""An order that the facts fulfil, and one whose limit moves as a whole: for the apps above, which judge the facts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.kernel.ids import new_id
from liandong.orders.events import OrderDone, OrderDueMoved
from liandong.orders.models import Assignment, Order
from liandong.orders.queries import assignments_of
from liandong.orders.rules import Addressee, DueBeforeStart, OrderNotInThisState, ReasonNeeded
from liandong.orders.services import (
    extend_order,
    fulfil_order,
    move_due,
    return_result,
    submit_result,
    telling,
    verify_result,
    withdraw_order,
)
from liandong.timeline.models import StoredEntry
from tests.orders.conftest import Cast
from tests.orders.seeing import again, clocks_of, record_holds, verbs_of

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def order(cast: Cast) -> Order:
    """One order to the fire brigade and the health bureau, due in four hours."""
    both = (Addressee.organization(cast.fire.id), Addressee.organization(cast.health.id))
    return cast.issue(addressees=both)[0]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    facts: list[Any] = []
    monkeypatch.setattr(telling, "publish", facts.append)
    return facts


def tasks(order: Order) -> list[Assignment]:
    return assignments_of(order.id)


def test_every_open_task_counts_as_done_and_its_clocks_stop(cast: Cast, order: Order, told: list[Any]) -> None:
    fulfil_order(cast.commander, order.id, reason="facts.valve_closed")
    assert [task.state for task in tasks(order)] == ["VERIFIED", "VERIFIED"]
    assert [clocks_of(task) for task in tasks(order)] == [{"sign": "MET", "complete": "MET"}] * 2
    assert [type(fact) for fact in told].count(OrderDone) == 1


def test_the_condition_that_was_met_stands_on_the_record(cast: Cast, order: Order) -> None:
    fulfil_order(cast.commander, order.id, reason="facts.valve_closed")
    assert StoredEntry.objects.get(verb="order_fulfilled").reason == "facts.valve_closed"
    assert verbs_of(order) == ["order_issued", "order_fulfilled", "order_done", "order_closed"]
    assert record_holds()


def test_what_was_verified_before_keeps_its_own_time(cast: Cast, order: Order, clock: SimulatedClock) -> None:
    first, second = tasks(order)
    submit_result(cast.fire_handler, first.id, text="已完成")
    verify_result(cast.commander, first.id)
    verified = clock.now()
    clock.move_to(verified + HOUR)
    fulfil_order(cast.commander, order.id, reason="facts.valve_closed")
    assert (again(first).verified_at, again(second).verified_at) == (verified, verified + HOUR)


def test_a_result_that_waits_for_its_verifier_is_accepted(cast: Cast, order: Order) -> None:
    first = tasks(order)[0]
    submit_result(cast.fire_handler, first.id, text="已完成")
    fulfil_order(cast.commander, order.id, reason="facts.valve_closed")
    assert again(first).state == "VERIFIED"


def test_what_is_over_is_not_fulfilled_again(cast: Cast, order: Order) -> None:
    withdraw_order(cast.commander, order.id, reason="误报")
    with pytest.raises(OrderNotInThisState):
        fulfil_order(cast.commander, order.id, reason="facts.valve_closed")
    with pytest.raises(OrderNotInThisState):
        move_due(cast.commander, order.id, due_at=order.issued_at + HOUR, reason="改期")


def test_it_says_why(cast: Cast, order: Order) -> None:
    with pytest.raises(ReasonNeeded):
        fulfil_order(cast.commander, order.id, reason=" ")
    with pytest.raises(ReasonNeeded):
        move_due(cast.commander, order.id, due_at=order.issued_at + HOUR, reason=" ")


def test_who_may_not_verify_may_not_fulfil(cast: Cast, order: Order) -> None:
    with pytest.raises(Forbidden):
        fulfil_order(cast.fire_handler, order.id, reason="facts.valve_closed")
    with pytest.raises(NotFound):
        fulfil_order(cast.commander, new_id(), reason="facts.valve_closed")


def test_the_limit_moves_for_everybody_with_the_clocks(cast: Cast, order: Order, told: list[Any]) -> None:
    later = order.issued_at + 9 * HOUR
    move_due(cast.commander, order.id, due_at=later, reason="起算时间更新")
    assert {task.due_at for task in tasks(order)} == {later}
    assert Order.objects.get(id=order.id).due_at == later
    assert told[-1] == OrderDueMoved(**telling.fact_of(order), due_at=later)
    assert verbs_of(order).count("order_extended") == 2
    assert record_holds()


def test_a_result_that_is_in_keeps_its_limit_and_does_not_stand_in_the_way(cast: Cast, order: Order) -> None:
    first, second = tasks(order)
    submit_result(cast.fire_handler, first.id, text="已完成")
    later = order.issued_at + 9 * HOUR
    move_due(cast.commander, order.id, due_at=later, reason="起算时间更新")
    assert (again(first).due_at, again(second).due_at) == (first.due_at, later)


def test_a_returned_result_gets_the_new_limit(cast: Cast, order: Order) -> None:
    first = tasks(order)[0]
    submit_result(cast.fire_handler, first.id, text="已完成")
    return_result(cast.commander, first.id, reason="照片不清")
    later = order.issued_at + 9 * HOUR
    move_due(cast.commander, order.id, due_at=later, reason="起算时间更新")
    assert again(first).due_at == later


def test_a_limit_that_moves_into_the_past_falls_due_when_it_can_be_read(
    cast: Cast, order: Order, clock: SimulatedClock
) -> None:
    clock.move_to(clock.now() + HOUR)
    moved = move_due(cast.commander, order.id, due_at=order.issued_at + HOUR / 2, reason="起算时间更新")
    assert moved.due_at == clock.now() + timedelta(minutes=1)


def test_by_hand_nobody_sets_a_limit_in_the_past(cast: Cast, order: Order, clock: SimulatedClock) -> None:
    with pytest.raises(DueBeforeStart):
        extend_order(cast.commander, tasks(order)[0].id, due_at=clock.now(), reason="改期")
