"""Activation: a plan becomes groups, orders, clocks and messages, all of them or none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.deadlines.models import Deadline
from liandong.kernel.errors import Forbidden, NotFound
from liandong.notices.models import Notice
from liandong.orders.models import Order
from liandong.organizations.models import Holding
from liandong.plans import queries, rules, services
from liandong.plans.models import GroupMember, NeedCheck, Response, TaskRun, WorkingGroup
from liandong.plans.services import activation
from liandong.timeline.models import StoredEntry
from tests.orders.seeing import record_holds
from tests.plans.conftest import County, Install
from tests.plans.small_plan import SMALL

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_the_plan_that_fits_the_event_is_proposed_at_the_gravest_level_that_holds(county: County) -> None:
    (proposal,) = queries.propose(county.commander, county.incident_id)
    assert (proposal.plan.id, proposal.level, proposal.sure) == ("small", "II", True)


def test_a_plan_for_other_events_is_not_proposed(county: County, library: Install) -> None:
    library(event_types=["30100"])
    assert queries.propose(county.commander, county.incident_id) == []


def test_a_plan_whose_condition_is_known_not_to_hold_is_not_proposed(county: County) -> None:
    county.knows(people_hurt=0)
    assert queries.propose(county.commander, county.incident_id) == []


def test_a_level_that_a_missing_fact_leaves_open_is_named_beside_the_proposal(county: County, library: Install) -> None:
    levels = SMALL["levels"] | {"I": {**SMALL["levels"]["II"], "activate_when": "facts.trapped >= 30"}}
    library(levels=levels, facts=SMALL["facts"] | {"trapped": {"title": {"zh": "被困", "en": "Trapped"}}})
    (proposal,) = queries.propose(county.commander, county.incident_id)
    assert (proposal.level, proposal.undecided) == ("II", ("I",))


def test_a_dry_run_says_what_would_start_who_is_missing_and_what_falls_short(county: County) -> None:
    Holding.objects.filter(post_id=county.medical_post).delete()
    run = queries.dry_run(county.commander, county.incident_id, "small", "II")
    assert [group.group for group in run.groups] == ["rescue", "medical"]
    assert run.headless == ("medical",)
    assert [(line.need, line.required, line.ready, line.gap) for line in run.short] == [("bed", 20, 0, 20)]
    at_once = {task.task for task in run.tasks if task.at_once}
    assert at_once == {"close-valve", "treat", "brief"}
    assert {task.task for task in run.tasks} - at_once == {"search", "check-rekindling"}
    assert run.approval_by == "leader"


def test_a_dry_run_changes_nothing(county: County) -> None:
    entries = StoredEntry.objects.count()
    queries.dry_run(county.commander, county.incident_id, "small", "II")
    assert not Response.objects.exists()
    assert not Order.objects.exists()
    assert StoredEntry.objects.count() == entries


def test_activation_sets_up_the_groups_with_whoever_holds_the_posts(county: County) -> None:
    response = county.activate()
    heads = GroupMember.objects.filter(group__response=response, role="HEAD").order_by("group__order")
    assert list(heads.values_list("group__group_id", "post_id")) == [
        ("rescue", county.rescue_post),
        ("medical", county.medical_post),
    ]
    assert heads[0].person_id == county.rescue_head


def test_tasks_that_nothing_stands_before_become_orders_with_clocks_and_messages(county: County) -> None:
    response = county.activate()
    orders = Order.objects.filter(response_id=response.id)
    assert set(orders.values_list("task_id", flat=True)) == {"close-valve", "treat", "brief"}
    assert county.order_of("close-valve").due_at == county.clock.now() + 0.5 * HOUR
    for kind in ("order_sign", "order_complete"):
        assert Deadline.objects.filter(incident_id=county.incident_id, kind=kind, state="RUNNING").count() == 3
    assert Notice.objects.filter(template="order_issued").count() == 3
    assert Notice.objects.filter(template="plan_activated").count() == 2


def test_an_order_quotes_the_clause_and_goes_out_in_the_commanders_name(county: County) -> None:
    county.activate()
    order = county.order_of("close-valve")
    assert (order.clause, order.in_name_of, order.title) == ("《试验用预案》三（一）", "指挥长", "关阀")


def test_a_limit_that_counts_from_the_report_is_shorter_by_what_has_passed(county: County) -> None:
    reported = county.clock.now()
    county.clock.move_to(reported + HOUR)
    county.activate()
    assert county.run_of("treat").due_at == reported + 4 * HOUR


def test_the_start_is_recorded_with_the_minutes_since_the_report(county: County) -> None:
    county.clock.move_to(county.clock.now() + timedelta(seconds=45))
    response = county.activate()
    entry = StoredEntry.objects.get(subject_kind="response", subject_id=str(response.id), verb="plan_activated")
    assert '"minutes_after_report":0.8' in entry.payload.replace(" ", "")
    assert record_holds()


def test_needs_are_kept_as_they_stood_at_the_start(county: County) -> None:
    response = county.activate()
    assert list(NeedCheck.objects.filter(response=response).values_list("need_id", "required", "ready")) == [
        ("bed", 20.0, 0.0)
    ]


def test_what_started_is_a_snapshot_that_editing_the_plan_does_not_change(county: County, library: Install) -> None:
    response = county.activate()
    tasks = {name: {**task, "within": "9h"} for name, task in SMALL["tasks"].items()}
    library(tasks=tasks, version=2)
    county.knows(fire_out_at=county.clock.now())
    assert county.run_of("check-rekindling").due_at == county.clock.now() + 24 * HOUR
    assert queries.snapshot_of(Response.objects.get(id=response.id)).version == 1


def test_the_same_plan_does_not_start_twice_for_one_incident(county: County) -> None:
    county.activate()
    with pytest.raises(rules.AlreadyActive) as refused:
        county.activate("III")
    assert "II级" in refused.value.text("zh")
    assert Response.objects.count() == 1


def test_of_two_who_start_it_in_the_same_moment_one_learns_that_it_runs(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activation, "_check_not_active", lambda incident_id, plan: None)
    county.activate()
    with pytest.raises(rules.AlreadyActive):
        county.activate()
    assert Response.objects.count() == 1


def test_a_group_without_a_head_blocks_and_nothing_is_left_behind(county: County) -> None:
    Holding.objects.filter(post_id=county.medical_post).delete()
    with pytest.raises(rules.GroupWithoutHead) as refused:
        county.activate()
    assert refused.value.data["groups"] == ["medical"]
    for table in (Response, WorkingGroup, TaskRun, Order):
        assert not table.objects.exists()


def test_a_blank_reason_does_not_override_a_missing_head(county: County) -> None:
    Holding.objects.filter(post_id=county.medical_post).delete()
    with pytest.raises(rules.GroupWithoutHead):
        county.activate(overrides={"medical": "  "})


def test_the_reason_to_go_on_without_a_head_is_kept_and_the_tasks_wait_for_somebody(county: County) -> None:
    Holding.objects.filter(post_id=county.medical_post).delete()
    response = county.activate(overrides={"medical": "局长出差，两小时内接替"})
    assert WorkingGroup.objects.get(group_id="medical").without_head_because == "局长出差，两小时内接替"
    assert county.run_of("treat").state == "WAITING"
    services.appoint_head(county.commander, response.id, "medical", county.rescue_head)
    assert county.run_of("treat").state == "ISSUED"


def test_a_head_may_be_named_for_the_occasion(county: County) -> None:
    Holding.objects.filter(post_id=county.medical_post).delete()
    county.activate(heads={"medical": county.rescue_head})
    assert GroupMember.objects.get(group__group_id="medical").person_id == county.rescue_head


def test_somebody_who_may_not_approve_needs_the_approval_of_the_level(county: County) -> None:
    with pytest.raises(rules.ApprovalMissing) as refused:
        county.activate(by=county.duty_leader)
    assert "指挥长" in refused.value.text("zh")


def test_after_the_approval_anybody_who_may_activate_starts_it(county: County) -> None:
    services.decide_activation(county.commander, county.incident_id, "small", "II", granted=True)
    response = county.activate(by=county.duty_leader)
    assert response.approved_by == county.commander.person_id


def test_an_approval_that_was_taken_back_does_not_count(county: County) -> None:
    for granted in (True, False):
        services.decide_activation(county.commander, county.incident_id, "small", "II", granted=granted)
    with pytest.raises(rules.ApprovalMissing):
        county.activate(by=county.duty_leader)


def test_in_an_emergency_the_start_comes_first_and_its_reason_is_kept(county: County) -> None:
    response = county.activate(by=county.duty_leader, act_first="已有人员被困")
    assert (response.approved_by, response.act_first_reason) == (None, "已有人员被困")
    approval = services.decide_activation(county.commander, county.incident_id, "small", "II", granted=True)
    assert approval.response_id == response.id


def test_an_exception_in_the_plan_lets_the_start_come_before_the_approval(county: County, library: Install) -> None:
    first = {"zh": "有人受伤先启动", "en": "Start first when people are hurt"}
    library(approvals=[{"title": first, "before": "activation", "by": "leader", "unless": "facts.people_hurt > 0"}])
    response = county.activate(by=county.duty_leader)
    assert (response.approved_by, response.act_first_reason) == (None, "有人受伤先启动")


def test_who_may_not_activate_here_is_refused(county: County) -> None:
    from tests.incidents.people import actor

    with pytest.raises(Forbidden):
        county.activate(by=actor("duty_officer"))


def test_somebody_from_another_county_finds_neither_incident_nor_response(county: County) -> None:
    with pytest.raises(NotFound):
        county.activate(by=county.stranger)
    response = county.activate()
    for act in (
        lambda: queries.access_response(county.stranger, response.id),
        lambda: queries.dry_run(county.stranger, county.incident_id, "small", "II"),
        lambda: services.change_level(county.stranger, response.id, "III", "降级"),
        lambda: services.stand_down(county.stranger, response.id, "结束", early=True),
        lambda: services.appoint_head(county.stranger, response.id, "rescue", county.rescue_head),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize("plan_id", ["nowhere", ""])
def test_a_plan_that_is_not_in_the_library_is_not_found(county: County, plan_id: str) -> None:
    with pytest.raises(NotFound):
        services.activate_plan(county.commander, county.incident_id, plan_id, "II")


def test_a_level_that_the_plan_does_not_have_is_refused_with_those_it_has(county: County) -> None:
    with pytest.raises(rules.LevelNotInPlan) as refused:
        county.activate("IV")
    assert "II、III" in refused.value.text("zh")
