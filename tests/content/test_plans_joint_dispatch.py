"""The joint dispatch plan: draft, agree, order, file; consult first in special periods; one command on scene."""

from __future__ import annotations

import pytest

from liandong.content import planning, queries
from liandong.content.planning import Situation
from liandong.content.schemas.plans import Plan
from liandong.kernel.expressions import UNKNOWN


@pytest.fixture(scope="module")
def plan() -> Plan:
    return queries.plan("rescue-force-joint-dispatch")


def before(plan: Plan, task_id: str) -> set[str]:
    """All tasks that must be done before a task, however far back."""
    waits = set(plan.waits_for(task_id))
    return waits.union(*(before(plan, waited) for waited in waits))


def test_no_force_is_ordered_before_the_plan_is_drafted_and_agreed(plan: Plan) -> None:
    assert before(plan, "issue-dispatch-order") == {"draft-deployment", "approve-deployment"}


def test_no_force_sets_out_before_the_order(plan: Plan) -> None:
    for task in ("government-forces-set-out", "enterprise-forces-set-out", "social-forces-set-out"):
        assert "issue-dispatch-order" in before(plan, task)


def test_the_filing_with_the_industry_department_follows_the_order(plan: Plan) -> None:
    assert plan.tasks["file-with-industry"].starts == "task:issue-dispatch-order"


def test_the_fire_team_sets_out_without_waiting_for_anybody(plan: Plan) -> None:
    assert before(plan, "respond-first") == set()
    assert plan.tasks["respond-first"].starts == "report_received"
    assert plan.tasks["respond-first"].group == "dispatch"


def test_orders_and_setting_out_are_dispatch_orders(plan: Plan) -> None:
    assert plan.tasks["issue-dispatch-order"].order_kind == "dispatch"


@pytest.mark.parametrize(
    ("facts", "allowed"),
    [
        ({"deployment_approved": False, "special_period": False}, False),
        ({"deployment_approved": True, "special_period": False}, True),
        ({"deployment_approved": True, "special_period": True, "industry_consented": False}, False),
        ({"deployment_approved": True, "special_period": True, "industry_consented": True}, True),
        ({"deployment_approved": True, "special_period": True}, UNKNOWN),
    ],
)
def test_in_a_special_period_an_order_needs_the_consent_of_the_industry_department(
    plan: Plan, facts: dict[str, bool], allowed: object
) -> None:
    assert planning.rule_holds(plan, "order_allowed", Situation(facts)) is allowed


def test_only_the_upper_fire_team_orders_a_force_of_another_region(plan: Plan) -> None:
    own = {"force_is_foreign": True, "upper_approved": True, "issuer_is_upper_fire_team": False}
    assert planning.rule_holds(plan, "foreign_order_allowed", Situation(own)) is False
    upper = own | {"issuer_is_upper_fire_team": True}
    assert planning.rule_holds(plan, "foreign_order_allowed", Situation(upper)) is True


def test_command_passes_from_the_fire_team_to_the_on_scene_command(plan: Plan) -> None:
    assert planning.commander_at(plan, "IV", Situation({"osc_established": False})) == "fire_commander"
    assert planning.commander_at(plan, "IV", Situation({"osc_established": True})) == "scene_commander"
    assert plan.tasks["hand-over-command"].starts == "fact:osc_established_at"


LISTS = {
    "force_kinds": 4,
    "government_departments": 10,
    "connected_centres": 6,
    "enterprise_kinds": 5,
    "social_kinds": 3,
    "dispatch_chain": 4,
    "cross_region_chain": 3,
    "special_periods": 2,
    "warning_departments": 4,
    "copied_to": 2,
    "exercise_kinds": 3,
    "review_sections": 3,
}


@pytest.mark.parametrize(("rule", "length"), LISTS.items())
def test_every_list_of_the_document_is_whole(plan: Plan, rule: str, length: int) -> None:
    assert len(plan.rules[rule].items) == length
    assert plan.rules[rule].clause


def test_the_ambiguous_issuer_is_a_rule_that_can_be_changed_and_says_so(plan: Plan) -> None:
    issuer = plan.rules["special_period_issuer"]
    assert issuer.value == "fire_team"
    assert issuer.provisional
    assert "两解" in issuer.note


def test_the_written_review_is_counted_from_the_end_of_the_disposal(plan: Plan) -> None:
    review = plan.tasks["review-in-writing"]
    assert review.phase == "AFTERMATH"
    assert planning.awaited_fact(plan, "review-in-writing") == "disposal_ended_at"
