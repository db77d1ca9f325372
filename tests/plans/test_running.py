"""A running response: tasks follow each other, the facts and the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.orders.models import Order
from liandong.orders.queries import assignments_of
from liandong.orders.services import extend_order, submit_result, verify_result, withdraw_order
from liandong.plans import jobs, queries, rules, services
from liandong.plans.models import GroupMember, Response, TaskRun
from liandong.timeline.models import StoredEntry
from tests.incidents.people import actor
from tests.orders.seeing import clocks_of, record_holds
from tests.plans.conftest import PLATFORM, County, Install
from tests.plans.small_plan import SMALL

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def verbs(response: Response) -> list[str]:
    rows = StoredEntry.objects.filter(subject_kind="response", subject_id=str(response.id)).order_by("position")
    return list(rows.values_list("verb", flat=True))


def changed(**tasks: dict[str, object]) -> dict[str, dict[str, object]]:
    """The small plan's tasks, some of them with parts replaced; underscores stand for hyphens."""
    named = {name.replace("_", "-"): parts for name, parts in tasks.items()}
    return {name: {**task, **named.get(name, {})} for name, task in SMALL["tasks"].items()}


def test_a_task_starts_when_the_one_before_it_is_done(county: County) -> None:
    county.activate()
    county.clock.move_to(county.clock.now() + 0.25 * HOUR)
    assert county.run_of("search").state == "WAITING"
    county.knows(valve_closed=True)
    assert county.run_of("close-valve").state == "DONE"
    search = county.run_of("search")
    assert (search.state, search.starts_at) == ("ISSUED", county.clock.now())


def test_a_result_is_refused_while_the_tasks_own_condition_does_not_hold(county: County) -> None:
    county.activate()
    with pytest.raises(rules.ConditionOfTask) as refused:
        county.submit("close-valve")
    assert "facts.valve_closed" in refused.value.text("zh")
    assert county.run_of("close-valve").state == "ISSUED"


def test_a_fact_that_meets_the_condition_fulfils_the_task_and_stops_its_clocks(county: County) -> None:
    county.activate()
    county.knows(valve_closed=True)
    (assignment,) = assignments_of(county.order_of("close-valve").id)
    assert (assignment.state, clocks_of(assignment)) == ("VERIFIED", {"sign": "MET", "complete": "MET"})
    entry = StoredEntry.objects.get(verb="order_fulfilled")
    assert entry.reason == "facts.valve_closed"


def test_a_task_is_done_when_another_person_has_verified_it(county: County) -> None:
    response = county.activate()
    for assignment in assignments_of(county.order_of("treat").id):
        submit_result(PLATFORM, assignment.id, text="已送医")
        assert county.run_of("treat").state == "ISSUED"
        verify_result(county.commander, assignment.id)
    assert county.run_of("treat").done_at == county.clock.now()
    assert verbs(response)[-1] == "plan_task_done"


def test_a_withdrawn_order_stops_its_task_and_does_not_hold_up_those_after_it(county: County) -> None:
    county.activate()
    withdraw_order(county.commander, county.order_of("close-valve").id, reason="管道公司已远程关阀")
    run = county.run_of("close-valve")
    assert (run.state, run.stopped_because) == ("STOPPED", "管道公司已远程关阀")
    assert county.run_of("search").state == "ISSUED"


def test_an_extension_that_was_granted_shows_on_the_task(county: County) -> None:
    county.activate()
    (assignment,) = assignments_of(county.order_of("treat").id)
    later = county.clock.now() + 9 * HOUR
    extend_order(county.commander, assignment.id, due_at=later, reason="伤员多")
    assert county.run_of("treat").due_at == later


# --- facts that limits count from -----------------------------------------------------------------------------------


def test_a_task_whose_limit_counts_from_a_fact_waits_for_it_and_is_not_late(county: County) -> None:
    county.activate()
    county.clock.move_to(county.clock.now() + 5 * DAY)
    jobs.tick()
    run = county.run_of("check-rekindling")
    assert (run.state, run.order_id) == ("WAITING", None)


def test_the_limit_counts_from_the_time_that_the_fact_states(county: County) -> None:
    county.activate()
    out = county.clock.now() - HOUR
    county.knows(fire_out_at=out)
    run = county.run_of("check-rekindling")
    assert (run.state, run.counts_from, run.due_at) == ("ISSUED", out, out + DAY)


def test_the_limit_and_its_clock_move_when_the_fact_changes(county: County) -> None:
    county.activate()
    out = county.clock.now()
    county.knows(fire_out_at=out)
    county.knows(fire_out_at=out + 6 * HOUR)
    run, (assignment,) = county.run_of("check-rekindling"), assignments_of(county.order_of("check-rekindling").id)
    assert run.due_at == assignment.due_at == county.order_of("check-rekindling").due_at == out + 30 * HOUR
    entry = StoredEntry.objects.get(verb="order_extended")
    assert entry.reason == "明火扑灭时间更新为11月23日 14:00"


def test_an_extension_is_kept_when_the_fact_changes(county: County) -> None:
    county.activate()
    out = county.clock.now()
    county.knows(fire_out_at=out)
    (assignment,) = assignments_of(county.order_of("check-rekindling").id)
    extend_order(county.commander, assignment.id, due_at=out + 26 * HOUR, reason="道路不通")
    county.knows(fire_out_at=out + HOUR)
    assert county.run_of("check-rekindling").due_at == out + 27 * HOUR


def test_a_fact_repeated_as_it_was_moves_nothing(county: County) -> None:
    county.activate()
    out = county.clock.now()
    for _ in range(2):
        county.knows(fire_out_at=out)
    assert not StoredEntry.objects.filter(verb="order_extended").exists()


def test_a_result_that_is_already_in_keeps_its_limit(county: County) -> None:
    county.activate()
    out = county.clock.now()
    county.knows(fire_out_at=out)
    county.submit("check-rekindling")
    county.knows(fire_out_at=out + HOUR)
    (assignment,) = assignments_of(county.order_of("check-rekindling").id)
    assert (assignment.state, assignment.due_at) == ("SUBMITTED", out + DAY)


# --- not before -----------------------------------------------------------------------------------------------------


def test_a_task_is_not_accepted_before_its_earliest_moment(county: County, library: Install) -> None:
    library(tasks=changed(treat={"not_before": "3h"}))
    reported = county.clock.now()
    county.activate()
    county.clock.move_to(reported + 3 * HOUR - timedelta(seconds=1))
    with pytest.raises(rules.TooEarly) as refused:
        county.submit("treat")
    assert "11月23日 11:00" in refused.value.text("zh")
    assert refused.value.status == 409
    county.clock.move_to(reported + 3 * HOUR)
    county.finish("treat")
    assert county.run_of("treat").state == "DONE"


def test_a_fact_does_not_fulfil_a_task_before_its_earliest_moment(county: County, library: Install) -> None:
    library(tasks=changed(close_valve={"not_before": "10m"}))
    county.activate()
    county.knows(valve_closed=True)
    assert county.run_of("close-valve").state == "ISSUED"
    county.clock.move_to(county.clock.now() + timedelta(minutes=10))
    county.knows(people_hurt=11)
    assert county.run_of("close-valve").state == "DONE"


def test_days_that_pass_allow_a_result_but_do_not_make_one(county: County, library: Install) -> None:
    condition = "days_since(facts.fire_out_at) >= 1"
    library(tasks=changed(check_rekindling={"done_when": condition, "within": "2d"}))
    county.activate()
    county.knows(fire_out_at=county.clock.now())
    county.clock.move_to(county.clock.now() + DAY - timedelta(seconds=1))
    with pytest.raises(rules.ConditionOfTask):
        county.submit("check-rekindling")
    county.clock.move_to(county.clock.now() + timedelta(seconds=1))
    county.knows(people_hurt=11)
    assert county.run_of("check-rekindling").state == "ISSUED"
    county.finish("check-rekindling")
    assert county.run_of("check-rekindling").state == "DONE"


# --- tasks that apply or not ----------------------------------------------------------------------------------------


def test_a_task_joins_when_its_condition_comes_to_hold_and_leaves_when_it_no_longer_does(
    county: County, library: Install
) -> None:
    library(tasks=changed(treat={"applies_when": "facts.people_hurt > 10"}))
    county.activate()
    assert not TaskRun.objects.filter(task_id="treat").exists()
    county.knows(people_hurt=11)
    first = county.order_of("treat")
    county.knows(people_hurt=9)
    assert (county.run_of("treat").state, Order.objects.get(id=first.id).state) == ("STOPPED", "WITHDRAWN")
    county.knows(people_hurt=12)
    assert county.run_of("treat").state == "ISSUED"
    assert county.order_of("treat").id != first.id


def test_a_task_whose_condition_is_not_known_yet_is_listed(county: County, library: Install) -> None:
    library(tasks=changed(treat={"applies_when": "facts.fire_out_at != ''"}))
    county.activate()
    assert county.run_of("treat").state == "ISSUED"


# --- tasks that come again ------------------------------------------------------------------------------------------


def test_a_repeating_task_comes_again_at_the_same_hour_whoever_is_late(county: County) -> None:
    county.activate()
    began = county.clock.now()
    for day in (1, 2):
        county.clock.move_to(began + day * DAY + timedelta(minutes=7))
        jobs.tick()
    runs = TaskRun.objects.filter(task_id="brief").order_by("occurrence")
    assert [run.starts_at for run in runs] == [began, began + DAY, began + 2 * DAY]
    assert [run.due_at - run.starts_at for run in runs] == [6 * HOUR] * 3


def test_two_clocks_do_not_issue_the_same_turn_twice(county: County) -> None:
    county.activate()
    county.clock.move_to(county.clock.now() + DAY)
    assert (jobs.tick(), jobs.tick()) == (1, 0)
    assert TaskRun.objects.filter(task_id="brief").count() == 2


def test_a_repeating_task_that_still_waits_does_not_come_again(county: County, library: Install) -> None:
    library(tasks=changed(search={"repeat": {"every": "12h"}}))
    county.activate()
    county.clock.move_to(county.clock.now() + 13 * HOUR)
    jobs.tick()
    assert TaskRun.objects.filter(task_id="search").count() == 1
    county.knows(valve_closed=True)
    assert county.run_of("search").repeat_at == county.clock.now() + 12 * HOUR


def test_a_repeating_task_ends_when_its_condition_holds(county: County, library: Install) -> None:
    library(tasks=changed(brief={"repeat": {"every": "24h", "until": "facts.people_hurt == 0"}}))
    county.activate()
    county.knows(people_hurt=0)
    county.clock.move_to(county.clock.now() + DAY)
    jobs.tick()
    assert TaskRun.objects.filter(task_id="brief").count() == 1


# --- command and the end, by facts and by time ----------------------------------------------------------------------


def test_command_passes_when_the_upper_team_joins_and_only_the_commander_orders(county: County) -> None:
    response = county.activate()
    county.knows(upper_team_joined=True)
    again = Response.objects.get(id=response.id)
    assert (again.commander_post, again.merged_at) == ("upper", county.clock.now())
    assert "plan_command_passed" in verbs(response)


def test_the_end_is_announced_once_and_decided_by_a_person(county: County) -> None:
    response = county.activate()
    county.knows(people_hurt=0)
    county.knows(valve_closed=True)
    assert verbs(response).count("stand_down_possible") == 1
    assert Response.objects.get(id=response.id).state == "ACTIVE"


def test_the_end_is_announced_on_the_day_it_becomes_possible_though_no_fact_changes(
    county: County, library: Install
) -> None:
    library(stand_down={"when": "days_since(facts.fire_out_at) >= 14", "approved_by": "leader"})
    response = county.activate()
    out = county.clock.now()
    county.knows(fire_out_at=out)
    for day in range(1, 14):
        county.clock.move_to(out + day * DAY)
        jobs.tick()
    assert "stand_down_possible" not in verbs(response)
    assert queries.next_turn_at() == out + 14 * DAY
    county.clock.move_to(out + 14 * DAY)
    jobs.tick()
    assert "stand_down_possible" in verbs(response)


# --- heads ----------------------------------------------------------------------------------------------------------


def test_a_new_head_takes_the_seat_of_the_former_one(county: County) -> None:
    response = county.activate()
    head = services.appoint_head(county.commander, response.id, "medical", county.rescue_head, "接替")
    now = GroupMember.objects.filter(group__group_id="medical", role="HEAD", until__isnull=True)
    assert [member.id for member in now] == [head.id]


def test_a_group_that_this_response_does_not_have_has_no_head(county: County) -> None:
    response = county.activate("III")
    with pytest.raises(rules.UnknownGroup):
        services.appoint_head(county.commander, response.id, "medical", county.rescue_head)


def test_a_group_that_lost_its_head_shows_it(county: County) -> None:
    response = county.activate()
    services.lose_head(county.commander, response.id, "rescue", "病倒")
    assert not GroupMember.objects.filter(group__group_id="rescue", role="HEAD", until__isnull=True).exists()
    assert verbs(response)[-1] == "group_head_lost"


# --- needs ----------------------------------------------------------------------------------------------------------


def test_a_request_for_support_states_the_figures(county: County) -> None:
    response = county.activate()
    order_id = services.request_resource(
        county.commander, response.id, "bed", queries.addressee(None, county.medical_post), "请市里支援"
    )
    order = Order.objects.get(id=order_id)
    assert order.body == "需要20张，现有0张，缺口20张。请市里支援"
    assert response.needs.get(requested_order_id=order_id).required == 20


def test_a_request_waits_for_the_facts_that_say_how_much(county: County, library: Install) -> None:
    need = SMALL["needs"]["bed"] | {"formula": "facts.trapped * 2"}
    library(needs={"bed": need}, facts=SMALL["facts"] | {"trapped": {"title": {"zh": "被困", "en": "Trapped"}}})
    response = county.activate()
    with pytest.raises(rules.NeedNotKnown):
        services.request_resource(county.commander, response.id, "bed", queries.addressee(None, county.medical_post))


def test_a_request_names_one_addressee(county: County) -> None:
    for both in ((None, None), (county.medical_post, county.medical_post)):
        with pytest.raises(rules.OneAddressee):
            queries.addressee(*both)


def test_a_comparison_of_needs_is_kept_with_its_moment(county: County) -> None:
    response = county.activate()
    county.clock.move_to(county.clock.now() + HOUR)
    county.knows(people_hurt=12)
    (line,) = services.check_needs(actor("observer"), response.id)
    assert (line.required, line.gap) == (24, 24)
    assert response.needs.filter(checked_at=county.clock.now()).count() == 2
    assert record_holds()


def test_the_platform_may_do_without_a_person(county: County) -> None:
    assert county.activate(by=PLATFORM).activated_by is None
