"""下达: who may issue, to whom, with which limits, and under which number."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from liandong.access.rules import Actor
from liandong.content.problems import UnknownContent
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.durations import Limit
from liandong.kernel.errors import Forbidden
from liandong.kernel.text import Localized
from liandong.orders import guards
from liandong.orders.models import Order
from liandong.orders.queries import assignments_of
from liandong.orders.rules import (
    Addressee,
    DueBeforeStart,
    NoAddressee,
    NoLimit,
    OrderDraft,
    RepeatedAddressee,
    UnknownAddressee,
)
from liandong.orders.services import issue_order
from tests.orders.conftest import CITY, Cast, actor, unit
from tests.orders.seeing import clocks_of, told, verbs_of

pytestmark = pytest.mark.django_db
BEIJING = ZoneInfo("Asia/Shanghai")


class TestWhoMayIssue:
    def test_who_holds_the_permission_in_the_region(self, cast: Cast) -> None:
        assert issue_order(cast.commander, cast.draft()).state == "ISSUED"

    def test_nobody_without_it(self, cast: Cast) -> None:
        with pytest.raises(Forbidden):
            issue_order(cast.fire_handler, cast.draft())

    def test_nobody_above_his_own_region(self, cast: Cast) -> None:
        with pytest.raises(Forbidden):
            issue_order(cast.commander, cast.draft(region_code=CITY))


class OnlyTheCommander(Forbidden):
    code = "only_the_commander"
    message = Localized(zh="只有{who}可以下达。", en="Only {who} may issue.")


class TestARuleOfAnotherApp:
    """D-06, D-09: after a handover, and after the upper team has joined, only the command issues orders."""

    def install(self, cast: Cast) -> None:
        def only_the_centre(issuer: Actor, draft: OrderDraft) -> None:
            if issuer.organization_id != cast.centre.id:
                raise OnlyTheCommander(who="指挥中心")

        guards.install(only_the_centre)

    def test_refuses_who_commands_no_longer_and_says_who_does(self, cast: Cast) -> None:
        self.install(cast)
        with pytest.raises(OnlyTheCommander) as refusal:
            issue_order(actor("commander", of=cast.fire), cast.draft())
        assert refusal.value.data["who"] == "指挥中心"
        assert not Order.objects.exists()

    def test_lets_the_command_issue(self, cast: Cast) -> None:
        self.install(cast)
        assert issue_order(cast.commander, cast.draft()).state == "ISSUED"

    def test_sees_in_whose_name_the_order_goes_out(self, cast: Cast) -> None:
        seen: list[str] = []
        guards.install(lambda issuer, draft: seen.append(draft.in_name_of))
        order = issue_order(cast.commander, cast.draft(in_name_of="应急指挥长"))
        assert (seen, order.in_name_of) == (["应急指挥长"], "应急指挥长")

    def test_installed_twice_is_asked_once(self, cast: Cast) -> None:
        asked: list[OrderDraft] = []

        def count(issuer: Actor, draft: OrderDraft) -> None:
            asked.append(draft)

        guards.install(count)
        guards.install(count)
        issue_order(cast.commander, cast.draft())
        assert len(asked) == 1

    def test_taken_away_is_asked_no_more(self, cast: Cast) -> None:
        asked: list[OrderDraft] = []

        def count(issuer: Actor, draft: OrderDraft) -> None:
            asked.append(draft)

        guards.install(count)
        guards.remove(count)
        issue_order(cast.commander, cast.draft())
        assert asked == []


class TestAddressees:
    def test_an_order_needs_one(self, cast: Cast) -> None:
        with pytest.raises(NoAddressee):
            issue_order(cast.commander, cast.draft(addressees=()))

    def test_each_may_appear_once(self, cast: Cast) -> None:
        fire = Addressee.organization(cast.fire.id)
        with pytest.raises(RepeatedAddressee):
            issue_order(cast.commander, cast.draft(addressees=(fire, fire)))

    def test_must_exist_as_what_they_are_called(self, cast: Cast) -> None:
        with pytest.raises(UnknownAddressee) as refusal:
            issue_order(cast.commander, cast.draft(addressees=(Addressee.post(cast.fire.id),)))
        assert str(cast.fire.id) in refusal.value.data["addressees"]

    @pytest.mark.parametrize("kind", ["organization", "post", "person"])
    def test_a_task_knows_the_unit_that_answers_for_it(self, cast: Cast, kind: str) -> None:
        addressees = {
            "organization": Addressee.organization(cast.fire.id),
            "post": Addressee.post(cast.fire.leader_post),
            "person": Addressee.person(cast.fire.people[1]),
        }
        _, task = cast.issue(addressees=(addressees[kind],))
        assert (task.organization_id, task.region_code) == (cast.fire.id, "140105")

    def test_one_order_fans_out_under_one_clock(self, cast: Cast) -> None:
        """S3-14 联合行动: screening, tracing and transfer in step."""
        both = (Addressee.organization(cast.fire.id), Addressee.organization(cast.health.id))
        order, _ = cast.issue(addressees=both)
        assert {task.due_at for task in assignments_of(order.id)} == {order.due_at}

    def test_are_told_the_unit_by_its_leader_the_post_by_its_holder(self, cast: Cast) -> None:
        cast.issue(addressees=(Addressee.organization(cast.fire.id), Addressee.post(cast.health.leader_post)))
        assert told("order_issued") == {cast.fire.people[0], cast.health.people[0]}


class TestLimits:
    def test_count_from_the_start_and_signing_from_the_issue(self, cast: Cast, clock: SimulatedClock) -> None:
        reported = clock.now() - timedelta(minutes=55)
        order, task = cast.issue(starts_at=reported, within=Limit.parse("4h"), sign_within=Limit.parse("10m"))
        assert order.due_at == reported + timedelta(hours=4)
        assert task.sign_due_at == clock.now() + timedelta(minutes=10)

    def test_of_the_kind_hold_where_the_order_states_none(self, cast: Cast, clock: SimulatedClock) -> None:
        _, task = cast.issue(kind="dispatch")
        assert task.sign_due_at == clock.now() + timedelta(minutes=3)

    def test_in_working_days_pass_over_the_weekend(self, cast: Cast, clock: SimulatedClock) -> None:
        clock.move_to(datetime(2026, 11, 27, 10, 0, tzinfo=BEIJING))  # a Friday
        order, _ = cast.issue(within=Limit.parse("1wd"))
        assert order.due_at == datetime(2026, 12, 1, 0, 0, tzinfo=BEIJING)

    def test_a_due_time_goes_before_a_limit(self, cast: Cast, clock: SimulatedClock) -> None:
        due = clock.now() + timedelta(hours=1)
        order, _ = cast.issue(due_at=due, within=Limit.parse("4h"))
        assert order.due_at == due

    def test_a_due_time_lies_after_the_start(self, cast: Cast, clock: SimulatedClock) -> None:
        with pytest.raises(DueBeforeStart):
            cast.issue(due_at=clock.now())

    def test_an_order_that_asks_for_a_result_must_say_by_when(self, cast: Cast) -> None:
        with pytest.raises(NoLimit):
            cast.issue(within=None)

    def test_a_notice_needs_no_due_time(self, cast: Cast) -> None:
        order, task = cast.issue(kind="notice", within=None)
        assert order.due_at is None
        assert clocks_of(task) == {"sign": "RUNNING"}

    def test_both_clocks_run_from_the_issue_on(self, cast: Cast) -> None:
        _, task = cast.issue()
        assert clocks_of(task) == {"sign": "RUNNING", "complete": "RUNNING"}

    def test_a_supervision_order_asks_for_feedback_every_day(self, cast: Cast) -> None:
        _, task = cast.issue(kind="supervision", within=Limit.parse("5d"))
        assert clocks_of(task)["feedback"] == "RUNNING"


class TestNumbers:
    def test_count_up_within_a_region_and_a_day(self, cast: Cast) -> None:
        assert [cast.issue()[0].number for _ in range(2)] == ["令-140105-20261123-0001", "令-140105-20261123-0002"]

    def test_begin_anew_the_next_day_by_the_clock_in_beijing(self, cast: Cast, clock: SimulatedClock) -> None:
        cast.issue()
        clock.move_to(datetime(2026, 11, 24, 0, 30, tzinfo=BEIJING))
        assert cast.issue()[0].number == "令-140105-20261124-0001"

    def test_of_each_kind_have_their_own_word_and_series(self, cast: Cast) -> None:
        cast.issue()
        assert cast.issue(kind="dispatch")[0].number == "出动-140105-20261123-0001"

    def test_of_a_drill_say_so_and_use_up_no_real_number(self, cast: Cast) -> None:
        assert cast.issue(drill=True)[0].number == "演令-140105-20261123-0001"
        assert cast.issue()[0].number == "令-140105-20261123-0001"

    def test_of_another_region_do_not_mix(self, cast: Cast) -> None:
        cast.issue()
        elsewhere = unit("清徐县消防", "140121")
        city = actor("commander", of=cast.centre, region=CITY)
        there = issue_order(city, cast.draft(region_code="140121", addressees=(Addressee.organization(elsewhere.id),)))
        assert there.number == "令-140121-20261123-0001"


def test_an_unknown_kind_is_refused_by_name(cast: Cast) -> None:
    with pytest.raises(UnknownContent):
        cast.issue(kind="wish")


def test_an_unknown_region_is_refused(cast: Cast) -> None:
    with pytest.raises(UnknownContent):
        issue_order(actor("commander", of=cast.centre, region=""), cast.draft(region_code="999999"))


def test_the_issue_stands_on_the_orders_own_timeline(cast: Cast) -> None:
    order, _ = cast.issue()
    assert verbs_of(order) == ["order_issued"]
