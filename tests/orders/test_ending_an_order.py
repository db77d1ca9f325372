"""结办、撤回: how an order ends, and what ends with it."""

from __future__ import annotations

import pytest

from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden
from liandong.orders.queries import assignments_of
from liandong.orders.rules import Addressee, NotInThisState, OrderNotInThisState, ReasonNeeded, StillOpen
from liandong.orders.services import close_order, sign_for, submit_result, verify_result, withdraw_order
from tests.orders.conftest import Cast
from tests.orders.seeing import Heard, again, clocks_of, told, verbs_of

pytestmark = pytest.mark.django_db


class TestClosing:
    def test_a_supervision_order_waits_for_its_issuer_to_close_it(self, cast: Cast) -> None:
        order, task = cast.issue(kind="supervision")
        submit_result(cast.fire_handler, task.id, text="完毕")
        verify_result(cast.commander, task.id)
        order.refresh_from_db()
        assert order.state == "DONE"
        assert close_order(cast.commander, order.id).state == "CLOSED"

    def test_is_refused_while_somebody_has_something_left_to_do(self, cast: Cast) -> None:
        order, _ = cast.issue(kind="supervision")
        with pytest.raises(StillOpen) as refusal:
            close_order(cast.commander, order.id)
        assert refusal.value.data["open"] == 1

    def test_a_second_time_is_refused(self, cast: Cast) -> None:
        order, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        verify_result(cast.commander, task.id)
        with pytest.raises(OrderNotInThisState):
            close_order(cast.commander, order.id)

    def test_is_not_for_the_addressee(self, cast: Cast) -> None:
        order, _ = cast.issue(kind="supervision")
        with pytest.raises(Forbidden):
            close_order(cast.fire_handler, order.id)


class TestWithdrawing:
    def test_ends_every_open_task_and_every_clock(self, cast: Cast) -> None:
        both = (Addressee.organization(cast.fire.id), Addressee.organization(cast.health.id))
        order, _ = cast.issue(addressees=both)
        withdraw_order(cast.commander, order.id, reason="险情解除")
        order.refresh_from_db()
        assert (order.state, order.ended_reason) == ("WITHDRAWN", "险情解除")
        for task in assignments_of(order.id):
            assert task.state == "WITHDRAWN"
            assert set(clocks_of(task).values()) == {"CANCELLED"}

    def test_leaves_what_is_done_as_done(self, cast: Cast) -> None:
        both = (Addressee.organization(cast.fire.id), Addressee.organization(cast.health.id))
        order, task = cast.issue(addressees=both)
        submit_result(cast.fire_handler, task.id, text="完毕")
        verify_result(cast.commander, task.id)
        withdraw_order(cast.commander, order.id, reason="险情解除")
        assert [one.state for one in assignments_of(order.id)] == ["VERIFIED", "WITHDRAWN"]

    def test_tells_those_who_need_do_no_more(self, cast: Cast) -> None:
        order, _ = cast.issue()
        withdraw_order(cast.commander, order.id, reason="险情解除")
        assert told("order_withdrawn") == {cast.fire.people[0]}
        assert verbs_of(order)[-1] == "order_withdrawn"

    def test_tells_the_apps_above_why(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        heard = Heard(monkeypatch)
        order, _ = cast.issue()
        withdraw_order(cast.commander, order.id, reason="险情解除")
        assert heard.kinds[-1] == "OrderWithdrawn"
        assert heard.facts[-1].reason == "险情解除"  # type: ignore[attr-defined]

    def test_needs_a_reason(self, cast: Cast) -> None:
        order, _ = cast.issue()
        with pytest.raises(ReasonNeeded):
            withdraw_order(cast.commander, order.id, reason="")

    def test_of_what_is_closed_is_refused(self, cast: Cast) -> None:
        order, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        verify_result(cast.commander, task.id)
        with pytest.raises(OrderNotInThisState):
            withdraw_order(cast.commander, order.id, reason="晚了")

    def test_leaves_nothing_to_sign_for(self, cast: Cast, clock: SimulatedClock) -> None:
        order, task = cast.issue()
        clock.advance(minutes=1)
        withdraw_order(cast.commander, order.id, reason="险情解除")
        with pytest.raises(NotInThisState) as refusal:
            sign_for(cast.fire_handler, task.id)
        assert refusal.value.data["by"] == "指挥中心甲"
        assert again(task).signed_at is None
