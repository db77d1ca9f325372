"""The outbreak plan says what the document says: groups, mechanisms, deadlines, ratios, each with its clause."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.content import planning, queries
from liandong.content.planning import Situation
from liandong.content.schemas.plans import Plan
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.expressions import UNKNOWN

BEIJING = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return queries.plan("outbreak-response")


def needs(
    plan: Plan, facts: Mapping[str, Any], stock: Mapping[str, float] | None = None
) -> dict[str, planning.NeedLine]:
    return {line.need: line for line in planning.needs_at(plan, "II", Situation(facts, stock=stock or {}))}


def holds(plan: Plan, rule: str, **facts: Any) -> object:
    return planning.rule_holds(plan, rule, Situation(facts))


GROUPS = {
    "coordination": ("综合协调组", 5),
    "data_screening": ("数据排查组", 5),
    "tracing": ("流调溯源组", 4),
    "testing": ("核酸检测组", 3),
    "transfer_isolation": ("转运隔离组", 3),
    "site_control": ("现场管控组", 5),
    "treatment": ("医疗救治组", 4),
    "information_release": ("信息发布组", 3),
    "supplies": ("物资保障组", 4),
}


def test_nine_groups_stand_in_the_order_of_the_document(plan: Plan) -> None:
    assert [group.title.zh for group in plan.groups.values()] == [title for title, _ in GROUPS.values()]
    assert [group.clause for group in plan.groups.values()] == [f"二（三）{number}" for number in range(1, 10)]


@pytest.mark.parametrize("group_id", GROUPS)
def test_a_group_has_head_deputy_and_every_duty_with_its_clause(plan: Plan, group_id: str) -> None:
    group = plan.groups[group_id]
    assert group.head == "required"
    assert len(group.deputies) == 1
    assert len(group.duties) == GROUPS[group_id][1]
    assert all(duty.clause == group.clause for duty in group.duties)
    assert group.duties[-1].zh == "承担指挥长交办的其他工作"


@pytest.mark.parametrize("group_id", ["coordination", "treatment"])
def test_the_head_of_the_township_joins_the_groups_the_document_names(plan: Plan, group_id: str) -> None:
    assert "township_leader" in plan.groups[group_id].members


def test_every_group_has_an_information_officer(plan: Plan) -> None:
    assert all("information_officer" in group.members for group in plan.groups.values())


def test_six_mechanisms_do_what_their_clauses_ask(plan: Plan) -> None:
    assert [(m.title.zh, m.effect, m.clause) for m in plan.mechanisms.values()] == [
        ("合并办公机制", "merged_office", "三（一）"),
        ("统一决策机制", "commander_only_orders", "三（二）"),
        ("联合行动机制", "fan_out", "三（三）"),
        ("督办反馈机制", "supervise", "三（四）"),
        ("专家会商机制", "consultation", "三（五）"),
        ("信息流转机制", "information_officers", "三（六）"),
    ]


def test_only_the_commander_orders_once_the_upper_team_has_joined(plan: Plan) -> None:
    alone = Situation({"preliminary_positive": True, "upper_team_joined": False})
    merged = Situation({"preliminary_positive": True, "upper_team_joined": True})
    assert "commander_only_orders" not in planning.effects(plan, alone)
    assert "commander_only_orders" in planning.effects(plan, merged)
    assert planning.commander_at(plan, "II", alone) == "commander"
    assert planning.commander_at(plan, "II", merged) == "joint_commander"


def test_a_preliminary_positive_starts_the_plan_without_waiting_for_anything_else(plan: Plan) -> None:
    situation = Situation({"preliminary_positive": True})
    assert planning.activates(plan, situation) is True
    level, _ = planning.proposed_level(plan, situation)
    assert level == "II"
    assert plan.approvals[0].unless == "facts.preliminary_positive"


def test_nothing_known_is_not_the_same_as_nothing_happened(plan: Plan) -> None:
    assert planning.activates(plan, Situation({})) is UNKNOWN


DEADLINES = [
    # task, limit, counted from, clause of the document
    ("complete-trajectory", "4h", "report_received", "四（二）1"),
    ("transfer-close-contacts", "8h", "task:determine-contacts", "四（三）1"),
    ("test-risk-population", "24h", "task:mark-risk-population", "四（四）1、四（四）4"),
    ("answer-co-check", "24h", "fact:co_check_received_at", "四（二）4"),
    ("collect-co-check-results", "24h", "task:notify-destinations", "四（二）4"),
    ("finish-mass-testing", "2d", "task:make-test-plan", "四（四）1"),
    ("daily-meeting", "1d", "activation", "四（一）3"),
    ("retest-zone", "3d", "task:close-zone", "四（四）4"),
]


@pytest.mark.parametrize(("task_id", "within", "starts", "clause"), DEADLINES)
def test_a_deadline_of_the_document_is_kept_to_the_letter(
    plan: Plan, task_id: str, within: str, starts: str, clause: str
) -> None:
    task = plan.tasks[task_id]
    assert (task.within, task.starts, task.clause) == (within, starts, clause)
    assert not task.provisional


def test_the_test_plan_is_due_the_same_day_however_late_the_report_comes(plan: Plan) -> None:
    morning = datetime(2026, 6, 1, 9, 0, tzinfo=BEIJING)
    evening = datetime(2026, 6, 1, 20, 0, tzinfo=BEIJING)
    assert planning.due_on_paper(plan, "make-test-plan", "II", morning) == datetime(2026, 6, 1, 21, 0, tzinfo=BEIJING)
    assert planning.due_on_paper(plan, "make-test-plan", "II", evening) == datetime(2026, 6, 2, 0, 0, tzinfo=BEIJING)


def test_closure_is_lifted_fourteen_days_after_the_latest_case_and_not_before(plan: Plan) -> None:
    last_case = datetime(2026, 6, 1, tzinfo=BEIJING)
    assert planning.awaited_fact(plan, "lift-closure") == "last_case_at"
    assert planning.earliest(plan, "lift-closure", last_case) == last_case + timedelta(days=14)
    assert planning.due_on_paper(plan, "lift-closure", "II", last_case) > last_case + timedelta(days=14)


@pytest.mark.parametrize(
    ("last_case", "day", "allowed"),
    [
        ("2026-06-01T00:00:00+08:00", (2026, 6, 14, 0, 0), False),  # day 13
        ("2026-06-01T00:00:00+08:00", (2026, 6, 14, 23, 59), False),
        ("2026-06-01T00:00:00+08:00", (2026, 6, 15, 0, 0), True),  # day 14
        ("2026-06-10T00:00:00+08:00", (2026, 6, 15, 0, 0), False),  # a new case starts anew
        ("2026-06-10T00:00:00+08:00", (2026, 6, 24, 0, 0), True),
    ],
)
def test_day_thirteen_is_refused_and_a_new_case_starts_anew(
    plan: Plan, last_case: str, day: tuple[int, int, int, int, int], allowed: bool
) -> None:
    with kernel_clock.using(SimulatedClock(datetime(*day, tzinfo=BEIJING))):
        assert holds(plan, "closure_liftable", last_case_at=last_case) is allowed
        assert planning.stands_down(plan, Situation({"last_case_at": last_case})) is allowed


def test_zones_are_retested_every_three_days_and_every_two_when_it_spreads(plan: Plan) -> None:
    assert planning.interval_of(plan, "retest-zone", "II") == timedelta(days=3)
    assert planning.interval_of(plan, "retest-zone", "I") == timedelta(days=2)
    assert plan.rules["retest_days"].value == [2, 3]


@pytest.mark.parametrize(("days", "allowed"), [(1, False), (2, True), (3, True), (4, False)])
def test_a_gap_of_four_days_between_rounds_is_too_long_and_of_one_too_short(
    plan: Plan, days: int, allowed: bool
) -> None:
    assert holds(plan, "retest_gap_allowed", days_between_tests=days) is allowed


@pytest.mark.parametrize(
    ("cases", "population", "rooms"),
    [(3, 420_000, 840), (8, 420_000, 840), (9, 420_000, 900), (0, 420_000, 840), (3, 0, 300), (1, 420_001, 841)],
)
def test_rooms_follow_cases_or_population_whichever_asks_for_more(
    plan: Plan, cases: int, population: int, rooms: int
) -> None:
    assert needs(plan, {"cases": cases, "population": population})["isolation_room"].required == rooms


def test_seven_hundred_rooms_leave_a_gap_of_a_hundred_and_forty_for_other_regions(plan: Plan) -> None:
    line = needs(plan, {"cases": 3, "population": 420_000}, {"isolation_room": 700})["isolation_room"]
    assert (line.required, line.ready, line.gap) == (840, 700, 140)
    assert plan.needs["isolation_room"].when_short == "cross_region_request"


@given(cases=st.integers(0, 5_000), population=st.integers(0, 30_000_000))
def test_rooms_are_never_fewer_than_either_standard(cases: int, population: int) -> None:
    plan = queries.plan("outbreak-response")
    required = needs(plan, {"cases": cases, "population": population})["isolation_room"].required
    assert required == max(100 * cases, -(-20 * population // 10_000))


def test_tubes_are_counted_pool_by_pool_and_compared_with_two_days_of_laboratory(plan: Plan) -> None:
    people = {"high_risk_people": 1_200, "medium_risk_people": 9_003, "low_risk_people": 60_005}
    line = needs(plan, people, {"lab_capacity": 4_000})["sample_tube"]
    assert (line.required, line.ready, line.gap) == (1_200 + 1_801 + 6_001, 8_000, 1_002)


@given(high=st.integers(0, 10**6), medium=st.integers(0, 10**7), low=st.integers(0, 10**7))
def test_no_pool_holds_more_people_than_its_risk_allows(high: int, medium: int, low: int) -> None:
    plan = queries.plan("outbreak-response")
    people = {"high_risk_people": high, "medium_risk_people": medium, "low_risk_people": low}
    required = needs(plan, people)["sample_tube"].required
    assert required == high + -(-medium // 5) + -(-low // 10)


@pytest.mark.parametrize(
    ("risk", "size", "allowed"),
    [
        ("high", 1, True),
        ("high", 5, False),
        ("high", 10, False),
        ("medium", 1, True),
        ("medium", 5, True),
        ("medium", 10, False),
        ("low", 10, True),
    ],
)
def test_a_pool_must_suit_the_risk(plan: Plan, risk: str, size: int, allowed: bool) -> None:
    assert holds(plan, "pool_size_allowed", risk_grade=risk, pool_size=size) is allowed


def test_only_medical_staff_sample_and_test(plan: Plan) -> None:
    assert holds(plan, "sampler_allowed", sampler_is_medical=False) is False
    assert holds(plan, "sampler_allowed", sampler_is_medical=True) is True


FIT_SITE = {
    "site_in_medical_institution": False,
    "site_away_from_dense_areas": True,
    "site_safe": True,
    "site_small_impact": True,
}


@pytest.mark.parametrize("fault", FIT_SITE)
def test_an_isolation_site_fails_on_any_one_criterion(plan: Plan, fault: str) -> None:
    assert holds(plan, "site_allowed", **FIT_SITE) is True
    assert holds(plan, "site_allowed", **(FIT_SITE | {fault: not FIT_SITE[fault]})) is False


def test_a_hospital_is_refused_before_anything_else_is_known(plan: Plan) -> None:
    assert holds(plan, "site_allowed", site_in_medical_institution=True) is False


POINTS = ["residence", "work", "discovery", "activity"]


@pytest.mark.parametrize("missing", POINTS)
def test_the_four_hour_clock_does_not_stop_while_a_kind_of_point_is_open(plan: Plan, missing: str) -> None:
    answered = [point for point in POINTS if point != missing]
    assert holds(plan, "trajectory_complete", trajectory_points_answered=answered) is False
    assert holds(plan, "trajectory_complete", trajectory_points_answered=POINTS) is True


LISTS = {
    "trajectory_points": 4,
    "tracing_departments": 3,
    "source_tracing_methods": 5,
    "source_tracing_objects": 3,
    "pooled_resources": 6,
    "watched_drugs": 4,
    "watched_places": 4,
    "checkpoint_checks": 4,
    "mobilised_people": 3,
    "zone_services": 3,
    "public_place_measures": 5,
    "closed_venues": 7,
    "paused_services": 1,
    "testing_priority": 5,
    "testing_chain": 6,
    "site_criteria": 5,
}


@pytest.mark.parametrize(("rule", "length"), LISTS.items())
def test_every_list_of_the_document_is_whole_and_names_its_clause(plan: Plan, rule: str, length: int) -> None:
    assert len(plan.rules[rule].items) == length
    assert plan.rules[rule].clause.startswith("四（")


def test_contacts_are_tested_before_their_contacts_and_the_uncertain_come_last(plan: Plan) -> None:
    assert list(plan.rules["testing_priority"].items) == [
        "close_contacts",
        "secondary_contacts",
        "risk_area_residents",
        "travellers",
        "uncertain",
    ]


def test_nothing_is_disinfected_before_it_has_been_sampled(plan: Plan) -> None:
    assert plan.tasks["disinfect-terminally"].starts == "task:sample-environment"
    assert holds(plan, "disinfection_allowed", environment_sampled=False) is False


def test_whoever_shared_a_closed_room_at_the_time_is_a_contact(plan: Plan) -> None:
    assert holds(plan, "is_close_contact", shared_closed_space=True) is True


@pytest.mark.parametrize(
    ("section", "groups"),
    [
        ("四（二）", {"coordination", "site_control", "data_screening", "tracing"}),
        ("四（三）2", {"tracing"}),
        ("四（四）", {"testing"}),
        ("四（五）", {"transfer_isolation"}),
    ],
)
def test_work_is_done_by_the_groups_that_the_section_names(plan: Plan, section: str, groups: set[str]) -> None:
    moved = {"relocate-zone", "isolate-secondary-contacts"}  # said in 四（二）, done by those who run the isolation
    owners = {task.group for name, task in plan.tasks.items() if task.clause.startswith(section) and name not in moved}
    assert owners == groups


def test_limits_that_the_document_does_not_state_are_marked_as_ours(plan: Plan) -> None:
    stated = {name for name, task in plan.tasks.items() if not task.provisional}
    assert stated == {
        "report-upward",  # by the regulation on public health emergencies
        "daily-meeting",
        "complete-trajectory",
        "collect-co-check-results",
        "answer-co-check",
        "lift-closure",
        "make-test-plan",
        "test-risk-population",
        "finish-mass-testing",
        "retest-zone",
        "transfer-close-contacts",
    }
    assert {name for name, rule in plan.rules.items() if rule.provisional} == {
        "people_per_transfer_vehicle",
        "runs_per_vehicle",
        "people_per_sampler_day",
        "rooms_per_site_worker",
        "officers_per_group",
    }


def test_contacts_reach_isolation_within_sixteen_hours_of_the_report_when_every_limit_is_used_up(plan: Plan) -> None:
    report = datetime(2026, 6, 1, 9, 0, tzinfo=BEIJING)
    tasks = planning.tasks_at(plan, "II", Situation({}))
    times = planning.start_times(plan, tasks, "II", {"activation": report, "report_received": report}, {})
    begin, origin = times["transfer-close-contacts"]
    assert begin == origin == report + timedelta(hours=8)
    assert planning.due_on_paper(plan, "transfer-close-contacts", "II", origin) == report + timedelta(hours=16)


def test_every_duty_of_the_coordination_group_is_carried_by_something_on_record() -> None:
    duties = queries.plan("outbreak-response").groups["coordination"].duties
    assert len(duties) == 5
    assert all(duty.done_by for duty in duties)
    assert {verb for duty in duties for verb in duty.done_by} <= set(queries.verbs())
