"""From issue to close: what each step leaves behind, and what the apps above learn of it."""

from __future__ import annotations

import pytest

from liandong.deadlines.models import Deadline
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.durations import Limit
from liandong.kernel.ids import new_id
from liandong.orders.queries import assignments_of
from liandong.orders.rules import Addressee, NotAddressee, NotInThisState
from liandong.orders.services import give_feedback, sign_for, submit_result, verify_result
from tests.orders.conftest import COUNTY, Cast, actor
from tests.orders.seeing import Heard, again, clocks_of, record_holds, told, verbs_of

pytestmark = pytest.mark.django_db


def test_a_task_runs_from_issue_to_close(cast: Cast) -> None:
    order, task = cast.issue()
    sign_for(cast.fire_handler, task.id)
    give_feedback(cast.fire_handler, task.id, text="已到场", percent=30)
    submit_result(cast.fire_handler, task.id, text="搜救完毕，无被困人员")
    verify_result(cast.commander, task.id)
    order.refresh_from_db()
    assert order.state == "CLOSED"
    assert verbs_of(order) == [
        "order_issued",
        "order_signed_for",
        "order_fed_back",
        "order_submitted",
        "order_verified",
        "order_done",
        "order_closed",
    ]
    assert record_holds()


def test_the_apps_above_learn_of_every_step(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    heard, incident, response = Heard(monkeypatch), new_id(), new_id()
    _, task = cast.issue(incident_id=incident, response_id=response, task_id="seal-off")
    sign_for(cast.fire_handler, task.id)
    give_feedback(cast.fire_handler, task.id, text="已到场", percent=30)
    submit_result(cast.fire_handler, task.id, text="搜救完毕")
    verify_result(cast.commander, task.id)
    assert heard.kinds == [
        "OrderIssued",
        "OrderSignedFor",
        "OrderFedBack",
        "OrderSubmitted",
        "OrderVerified",
        "OrderDone",
        "OrderClosed",
    ]
    assert {(f.incident_id, f.response_id, f.task_id) for f in heard.facts} == {(incident, response, "seal-off")}


class TestSigning:
    def test_stops_the_clock_for_signing_alone(self, cast: Cast) -> None:
        _, task = cast.issue()
        sign_for(cast.fire_handler, task.id)
        assert clocks_of(task) == {"sign": "MET", "complete": "RUNNING"}

    def test_keeps_when_and_by_whom(self, cast: Cast, clock: SimulatedClock) -> None:
        _, task = cast.issue()
        clock.advance(minutes=4)
        sign_for(cast.fire_handler, task.id)
        assert (again(task).signed_at, again(task).signed_by) == (clock.now(), cast.fire.people[0])

    def test_a_second_time_is_refused_and_says_who_did(self, cast: Cast) -> None:
        _, task = cast.issue()
        sign_for(cast.fire_handler, task.id)
        with pytest.raises(NotInThisState) as refusal:
            sign_for(cast.fire_colleague, task.id)
        assert refusal.value.data["by"] == "消防救援大队甲"

    def test_ends_an_order_that_only_has_to_be_known(self, cast: Cast) -> None:
        order, task = cast.issue(kind="notice", within=None)
        sign_for(cast.fire_handler, task.id)
        order.refresh_from_db()
        assert order.state == "CLOSED"
        assert again(task).done_at is not None


class TestFeedback:
    def test_signs_for_the_order_where_nobody_has(self, cast: Cast) -> None:
        order, task = cast.issue()
        give_feedback(cast.fire_handler, task.id, text="已到场")
        assert verbs_of(order)[1:] == ["order_signed_for", "order_fed_back"]
        assert clocks_of(task)["sign"] == "MET"

    def test_without_a_figure_leaves_the_progress_as_it_was(self, cast: Cast) -> None:
        _, task = cast.issue()
        give_feedback(cast.fire_handler, task.id, text="过半", percent=60)
        give_feedback(cast.fire_handler, task.id, text="仍在处置")
        assert again(task).percent == 60

    def test_at_intervals_sets_the_next_one_due_a_day_later(self, cast: Cast, clock: SimulatedClock) -> None:
        _, task = cast.issue(kind="supervision", within=Limit.parse("5d"))
        clock.advance(hours=5)
        give_feedback(cast.fire_handler, task.id, text="已摸排")
        clocks = Deadline.objects.filter(key=str(task.id), kind="order_feedback").order_by("due_at")
        assert [(one.state, one.due_at) for one in clocks] == [
            ("MET", task.assigned_at + Limit.parse("1d").clock),
            ("RUNNING", clock.now() + Limit.parse("1d").clock),
        ]

    def test_is_not_asked_for_any_more_once_the_result_is_in(self, cast: Cast) -> None:
        _, task = cast.issue(kind="supervision", within=Limit.parse("5d"))
        submit_result(cast.fire_handler, task.id, text="整改完毕")
        assert clocks_of(task)["feedback"] == "CANCELLED"


class TestSubmitting:
    def test_stops_the_doers_clock(self, cast: Cast) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        assert clocks_of(task) == {"sign": "MET", "complete": "MET"}

    def test_leaves_the_clock_of_a_supervision_order_running_until_it_is_verified(self, cast: Cast) -> None:
        _, task = cast.issue(kind="supervision")
        submit_result(cast.fire_handler, task.id, text="完毕")
        assert clocks_of(task)["complete"] == "RUNNING"
        verify_result(cast.commander, task.id)
        assert clocks_of(task)["complete"] == "MET"

    def test_tells_who_issued_the_order(self, cast: Cast) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        assert told("order_submitted") == {cast.centre.people[0]}

    def test_a_second_time_is_refused(self, cast: Cast) -> None:
        _, task = cast.issue()
        submit_result(cast.fire_handler, task.id, text="完毕")
        with pytest.raises(NotInThisState):
            submit_result(cast.fire_handler, task.id, text="再次完毕")


class TestOnlyTheAddressee:
    def test_acts_another_unit_learns_whose_task_it_is(self, cast: Cast) -> None:
        _, task = cast.issue()
        with pytest.raises(NotAddressee) as refusal:
            sign_for(cast.health_handler, task.id)
        assert refusal.value.data["addressee"] == "消防救援大队"

    def test_acts_not_even_who_issued_the_order(self, cast: Cast) -> None:
        _, task = cast.issue()
        with pytest.raises(NotAddressee):
            submit_result(cast.commander, task.id, text="代办")

    def test_who_holds_the_addressed_post_is_the_addressee(self, cast: Cast) -> None:
        _, task = cast.issue(addressees=(Addressee.post(cast.fire.leader_post),))
        assert sign_for(actor(of=cast.fire), task.id).state == "SIGNED"

    def test_a_colleague_may_stand_in_with_the_permission(self, cast: Cast) -> None:
        _, task = cast.issue(addressees=(Addressee.post(cast.fire.leader_post),))
        assert sign_for(cast.fire_colleague, task.id).state == "SIGNED"

    def test_a_colleague_without_the_permission_may_not(self, cast: Cast) -> None:
        _, task = cast.issue(addressees=(Addressee.person(cast.fire.people[0]),))
        with pytest.raises(NotAddressee):
            sign_for(actor("observer", of=cast.fire, person=1), task.id)


def test_of_several_addressees_each_has_an_own_task_and_the_last_ends_the_order(cast: Cast) -> None:
    both = (Addressee.organization(cast.fire.id), Addressee.organization(cast.health.id))
    order, _ = cast.issue(addressees=both, region_code=COUNTY)
    fire, health = assignments_of(order.id)
    submit_result(cast.fire_handler, fire.id, text="完毕")
    verify_result(cast.commander, fire.id)
    order.refresh_from_db()
    assert order.state == "ISSUED"
    submit_result(cast.health_handler, health.id, text="完毕")
    verify_result(cast.commander, health.id)
    order.refresh_from_db()
    assert order.state == "CLOSED"
