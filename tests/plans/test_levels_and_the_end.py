"""A change of level starts and stops the difference; the stand-down ends all but the aftermath."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from liandong.kernel.errors import Forbidden
from liandong.notices.models import Notice
from liandong.orders.models import Order
from liandong.orders.queries import assignments_of
from liandong.orders.services import extend_order
from liandong.plans import jobs, queries, rules, services
from liandong.plans.models import GroupMember, Response, TaskRun, WorkingGroup
from liandong.timeline.models import StoredEntry
from tests.incidents.people import actor
from tests.orders.seeing import record_holds
from tests.plans.conftest import County, Install
from tests.plans.small_plan import SMALL
from tests.plans.test_running import changed

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REPORT = {"title": {"zh": "书面总结", "en": "Write the summary"}, "group": "rescue", "within": "3d"}


def aftermath(**parts: Any) -> dict[str, Any]:
    """The small plan's tasks and one of the aftermath."""
    return SMALL["tasks"] | {"report": {**REPORT, "phase": "AFTERMATH", **parts}}


def test_the_preview_says_what_a_level_would_start_stop_and_move(county: County) -> None:
    response = county.activate("III")
    change = queries.preview_level(county.commander, response.id, "II")
    assert (change.groups_start, change.tasks_start, change.tasks_move) == (("medical",), ("treat",), ("brief",))
    assert change.is_higher
    assert Response.objects.get(id=response.id).level == "III"


def test_raising_the_level_starts_what_it_adds_and_shortens_limits(county: County) -> None:
    response = county.activate("III")
    began = county.clock.now()
    assert county.run_of("brief").due_at == began + 12 * HOUR
    services.change_level(county.commander, response.id, "II", "伤员增加")
    assert county.run_of("treat").state == "ISSUED"
    assert WorkingGroup.objects.get(group_id="medical").stopped_at is None
    assert county.run_of("brief").due_at == county.order_of("brief").due_at == began + 6 * HOUR


def test_lowering_the_level_stops_what_it_drops_and_tells_the_addressees(county: County) -> None:
    response = county.activate("II")
    treat = county.order_of("treat")
    services.change_level(county.commander, response.id, "III", "伤员已送医")
    assert (county.run_of("treat").state, Order.objects.get(id=treat.id).state) == ("STOPPED", "WITHDRAWN")
    assert Notice.objects.filter(template="order_withdrawn").count() == 1
    assert not GroupMember.objects.filter(group__group_id="medical", until__isnull=True).exists()


def test_what_was_stopped_starts_again_when_the_level_returns(county: County) -> None:
    response = county.activate("II")
    first = county.order_of("treat").id
    services.change_level(county.commander, response.id, "III", "降级")
    services.change_level(county.commander, response.id, "II", "又有伤员")
    assert county.run_of("treat").state == "ISSUED"
    assert county.order_of("treat").id != first
    assert WorkingGroup.objects.get(group_id="medical").stopped_at is None


def test_a_task_that_the_level_drops_does_not_come_again(county: County, library: Install) -> None:
    library(tasks=changed(brief={"levels": ["II"]}))
    response = county.activate("II")
    county.finish("brief")
    services.change_level(county.commander, response.id, "III", "降级")
    county.clock.move_to(county.clock.now() + DAY)
    jobs.tick()
    assert TaskRun.objects.filter(task_id="brief").count() == 1


def test_a_shorter_interval_brings_the_next_turn_forward(county: County, library: Install) -> None:
    library(tasks=changed(brief={"at": {"II": {"every": "8h"}}}))
    response = county.activate("III")
    began = county.clock.now()
    services.change_level(county.commander, response.id, "II", "升级")
    assert county.run_of("brief").repeat_at == began + 8 * HOUR


def test_an_extension_is_kept_when_the_level_shortens_the_limit(county: County) -> None:
    response = county.activate("III")
    began = county.clock.now()
    (assignment,) = assignments_of(county.order_of("brief").id)
    extend_order(county.commander, assignment.id, due_at=began + 13 * HOUR, reason="会场未备")
    services.change_level(county.commander, response.id, "II", "升级")
    assert county.run_of("brief").due_at == began + 7 * HOUR


def test_the_change_is_recorded_with_what_it_started_stopped_and_moved(county: County) -> None:
    response = county.activate("III")
    services.change_level(county.commander, response.id, "II", "伤员增加")
    entry = StoredEntry.objects.get(subject_id=str(response.id), verb="response_level_changed")
    payload = entry.payload.replace(" ", "")
    assert all(part in payload for part in ('"before":"III"', '"started":["treat"]', '"moved":["brief"]'))
    assert Notice.objects.filter(template="response_level_changed").exists()
    assert record_holds()


def test_the_same_level_is_no_change(county: County) -> None:
    response = county.activate("III")
    with pytest.raises(rules.SameLevel):
        services.change_level(county.commander, response.id, "III", "不变")


def test_a_change_that_the_plan_reserves_needs_its_approver_or_the_approvers_word(
    county: County, library: Install
) -> None:
    title = {"zh": "级别调整由指挥长批准", "en": "The commander approves a change of level"}
    library(approvals=[{"title": title, "before": "level_change", "by": "leader"}])
    response = county.activate("III")
    with pytest.raises(rules.NeedsApproval) as refused:
        services.change_level(county.duty_leader, response.id, "II", "伤员增加")
    assert refused.value.text("zh") == "级别调整由指挥长批准：请报指挥长批准后再办。"
    services.decide_activation(county.commander, county.incident_id, "small", "II", granted=True)
    services.change_level(county.duty_leader, response.id, "II", "伤员增加")
    assert Response.objects.get(id=response.id).level == "II"


def test_without_such_a_reservation_whoever_may_change_the_level_does(county: County) -> None:
    response = county.activate("III")
    services.change_level(county.duty_leader, response.id, "II", "伤员增加")
    assert Response.objects.get(id=response.id).level == "II"


# --- stand-down -----------------------------------------------------------------------------------------------------


def test_a_response_does_not_end_before_its_condition_holds(county: County) -> None:
    response = county.activate()
    with pytest.raises(rules.StandDownTooEarly):
        services.stand_down(county.commander, response.id, "结束")
    with pytest.raises(rules.StandDownTooEarly):
        services.stand_down(county.commander, response.id, "  ", early=True)


def test_with_a_reason_it_may_end_early(county: County) -> None:
    response = county.activate()
    services.stand_down(county.commander, response.id, "误报", early=True)
    entry = StoredEntry.objects.get(subject_id=str(response.id), verb="response_stood_down")
    assert '"early":true' in entry.payload.replace(" ", "")


def test_the_end_withdraws_what_is_open_dissolves_the_groups_and_tells_them(county: County) -> None:
    response = county.activate()
    county.knows(people_hurt=0)
    services.stand_down(county.commander, response.id, "处置完毕")
    assert not TaskRun.objects.filter(state__in=("WAITING", "ISSUED")).exists()
    assert set(Order.objects.values_list("state", flat=True)) == {"WITHDRAWN"}
    assert not WorkingGroup.objects.filter(stopped_at__isnull=True).exists()
    assert Notice.objects.filter(template="response_stood_down").count() == 2
    county.clock.move_to(county.clock.now() + 3 * DAY)
    assert jobs.tick() == 0


def test_after_the_end_nothing_of_it_is_changed_any_more(county: County) -> None:
    response = county.activate()
    services.stand_down(county.commander, response.id, "误报", early=True)
    for act in (
        lambda: services.change_level(county.commander, response.id, "III", "降级"),
        lambda: services.stand_down(county.commander, response.id, "再次", early=True),
        lambda: services.appoint_head(county.commander, response.id, "rescue", county.rescue_head),
        lambda: services.merge_with_upper_team(county.commander, response.id),
    ):
        with pytest.raises(rules.NotActive):
            act()


def test_after_the_end_the_plan_may_start_again(county: County) -> None:
    response = county.activate()
    services.stand_down(county.commander, response.id, "误报", early=True)
    assert county.activate().id != response.id


def test_a_task_of_the_aftermath_stays_open_with_its_clock_and_its_group(county: County, library: Install) -> None:
    library(tasks=aftermath())
    response = county.activate()
    services.stand_down(county.commander, response.id, "处置完毕", early=True)
    assert county.run_of("report").state == "ISSUED"
    assert county.order_of("report").state == "ISSUED"
    standing = WorkingGroup.objects.filter(stopped_at__isnull=True)
    assert list(standing.values_list("group_id", flat=True)) == ["rescue"]


def test_the_last_group_dissolves_when_the_aftermath_is_done(county: County, library: Install) -> None:
    library(tasks=aftermath())
    response = county.activate()
    services.stand_down(county.commander, response.id, "处置完毕", early=True)
    county.finish("report")
    assert county.run_of("report").state == "DONE"
    assert not WorkingGroup.objects.filter(stopped_at__isnull=True).exists()


def test_the_aftermath_no_longer_waits_for_what_the_end_has_stopped(county: County, library: Install) -> None:
    library(tasks=aftermath(after=["search"]))
    response = county.activate()
    assert county.run_of("report").state == "WAITING"
    services.stand_down(county.commander, response.id, "处置完毕", early=True)
    assert county.run_of("report").state == "ISSUED"


def test_facts_still_finish_the_aftermath_and_nothing_else(county: County, library: Install) -> None:
    library(tasks=aftermath(done_when="facts.valve_closed"))
    response = county.activate()
    services.stand_down(county.commander, response.id, "处置完毕", early=True)
    checks = response.needs.count()
    county.knows(valve_closed=True)
    assert county.run_of("report").state == "DONE"
    assert response.needs.count() == checks
    assert county.run_of("close-valve").state == "STOPPED"


def test_who_may_not_end_it_is_refused(county: County) -> None:
    response = county.activate()
    with pytest.raises(Forbidden):
        services.stand_down(actor("duty_leader"), response.id, "结束", early=True)
