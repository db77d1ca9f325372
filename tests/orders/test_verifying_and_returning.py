"""核验、退回: another person looks at the result; what is returned is due again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.deadlines.models import Deadline
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden
from liandong.orders import kinds
from liandong.orders.queries import feedback_of
from liandong.orders.rules import (
    DueBeforeStart,
    IssuerVerifies,
    NotInThisState,
    ReasonNeeded,
    SameOrganizationVerifies,
    SameVerifier,
)
from liandong.orders.services import return_result, submit_result, verify_result
from tests.orders.conftest import Cast, actor
from tests.orders.seeing import Heard, again, clocks_of, told, verbs_of

pytestmark = pytest.mark.django_db


class TestWhoVerifies:
    def test_not_who_did_the_work_even_with_the_permission(self, cast: Cast) -> None:
        _, task = cast.issue()
        both = actor("department_handler", "commander", of=cast.fire)
        submit_result(both, task.id, text="完毕")
        with pytest.raises(SameVerifier):
            verify_result(both, task.id)

    def test_not_who_did_the_work_under_another_account(self, cast: Cast) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        with pytest.raises(SameVerifier):
            verify_result(actor("commander", of=cast.fire), task.id)

    def test_a_colleague_with_the_permission_may_verify_a_task(self, cast: Cast) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        assert verify_result(actor("commander", of=cast.fire, person=1), task.id).state == "VERIFIED"

    def test_only_another_unit_may_assess_a_rectification(self, cast: Cast) -> None:
        """D-19: assessed by another unit."""
        _, task = cast.issue(kind="rectification")
        submit_result(cast.fire_handler, task.id, text="消防车通道已清理，附照片")
        with pytest.raises(SameOrganizationVerifies):
            verify_result(actor("commander", of=cast.fire, person=1), task.id)
        assert verify_result(actor("commander", of=cast.health), task.id).state == "VERIFIED"

    def test_only_the_issuing_unit_verifies_a_dispatch(self, cast: Cast) -> None:
        _, task = cast.issue(kind="dispatch")
        submit_result(cast.fire_handler, task.id, text="已归队")
        with pytest.raises(IssuerVerifies):
            verify_result(actor("commander", of=cast.health), task.id)
        assert verify_result(cast.second_commander, task.id).state == "VERIFIED"

    def test_nobody_without_the_permission(self, cast: Cast) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        with pytest.raises(Forbidden):
            verify_result(cast.health_handler, task.id)

    def test_nobody_before_there_is_a_result(self, cast: Cast) -> None:
        _, task = cast.issue()
        with pytest.raises(NotInThisState):
            verify_result(cast.commander, task.id)


class TestReturning:
    def test_needs_a_reason(self, cast: Cast) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        with pytest.raises(ReasonNeeded):
            return_result(cast.commander, task.id, reason="  ")

    def test_is_not_for_who_did_the_work(self, cast: Cast) -> None:
        _, task = cast.issue()
        both = actor("department_handler", "commander", of=cast.fire)
        submit_result(both, task.id, text="完毕")
        with pytest.raises(SameVerifier):
            return_result(both, task.id, reason="改主意了")

    def test_lets_the_clock_run_again_to_the_old_due_time(self, cast: Cast, clock: SimulatedClock) -> None:
        order, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        clock.advance(hours=1)
        return_result(cast.commander, task.id, reason="缺现场照片")
        assert again(task).due_at == order.due_at
        assert (again(task).done_at, again(task).returns) == (None, 1)
        assert clocks_of(task)["complete"] == "RUNNING"

    def test_after_the_due_time_gives_the_kinds_time_for_rework(self, cast: Cast, clock: SimulatedClock) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        clock.advance(hours=6)
        return_result(cast.commander, task.id, reason="缺现场照片")
        assert again(task).due_at == clock.now() + timedelta(hours=4)

    def test_may_state_the_new_due_time(self, cast: Cast, clock: SimulatedClock) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        due = clock.now() + timedelta(minutes=30)
        return_result(cast.commander, task.id, reason="缺现场照片", due_at=due)
        assert again(task).due_at == due

    def test_cannot_state_one_that_has_passed(self, cast: Cast, clock: SimulatedClock) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        with pytest.raises(DueBeforeStart):
            return_result(cast.commander, task.id, reason="缺现场照片", due_at=clock.now())

    def test_moves_a_clock_that_still_runs_for_the_verifier(self, cast: Cast, clock: SimulatedClock) -> None:
        _, task = cast.issue(kind="supervision")
        submit_result(cast.fire_handler, task.id, text="完毕")
        due = clock.now() + timedelta(hours=9)
        return_result(cast.commander, task.id, reason="未整改到位", due_at=due)
        clocks = Deadline.objects.filter(key=str(task.id), kind="order_complete")
        assert [(one.state, one.due_at) for one in clocks] == [("RUNNING", due)]

    def test_tells_the_addressee_why(self, cast: Cast) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        return_result(cast.commander, task.id, reason="缺现场照片")
        assert told("order_returned") == {cast.fire.people[0]}

    def test_keeps_everything_that_was_said(self, cast: Cast) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        return_result(cast.commander, task.id, reason="缺现场照片")
        submit_result(cast.fire_handler, task.id, text="补照片")
        verify_result(cast.commander, task.id, text="同意")
        said = {(entry.kind, entry.text) for entry in feedback_of(cast.commander, task.id)}
        assert said == {("SUBMIT", "完毕"), ("RETURN", "缺现场照片"), ("SUBMIT", "补照片"), ("VERIFY", "同意")}

    def test_and_submitting_again_ends_well(self, cast: Cast) -> None:
        order, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        return_result(cast.commander, task.id, reason="缺现场照片")
        submit_result(cast.fire_handler, task.id, text="补照片")
        verify_result(cast.commander, task.id)
        order.refresh_from_db()
        assert order.state == "CLOSED"
        assert verbs_of(order).count("order_submitted") == 2


def test_what_nobody_verifies_is_done_when_submitted_and_opens_again_when_returned(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    unverified = kinds.kind_of("task").model_copy(update={"verified_by": "NOBODY", "closes": "BY_ISSUER"})
    monkeypatch.setattr(kinds, "kind_of", lambda _: unverified)
    heard = Heard(monkeypatch)
    order, task = cast.issue()
    submit_result(cast.fire_handler, task.id, text="完毕")
    order.refresh_from_db()
    assert order.state == "DONE"
    return_result(cast.commander, task.id, reason="不符")
    order.refresh_from_db()
    assert (order.state, order.done_at) == ("ISSUED", None)
    assert heard.kinds[-2:] == ["OrderReturned", "OrderReopened"]
