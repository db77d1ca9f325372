"""What holds for every plan: it can be read aloud, it hangs together, and its figures say where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from liandong.content import plan_cases, planning, queries
from liandong.content.planning import Situation
from liandong.content.schemas.plans import Plan, ResponseLevel
from liandong.kernel.durations import Limit

BEIJING = ZoneInfo("Asia/Shanghai")
PLANS = [
    "outbreak-response",
    "rescue-force-joint-dispatch",
    "flood-drought",
    "hazardous-chemicals",
    "urban-gas",
    "forest-grassland-fire",
    "earthquake",
]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(params=PLANS)
def plan(request: pytest.FixtureRequest) -> Plan:
    return queries.plan(request.param)


def levels(plan: Plan) -> Iterator[ResponseLevel]:
    yield from (level for level in planning.LEVELS if level in plan.levels)


def sentences(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Where it stands, the Chinese and the English of everything that is read aloud."""
    for name, group in plan.groups.items():
        yield f"group {name}", group.title.zh, group.title.en
        yield from ((f"duty of {name}", duty.zh, duty.en) for duty in group.duties)
    for name, task in plan.tasks.items():
        yield f"task {name}", task.title.zh, task.title.en
        assert task.text is not None, name
        yield f"text of {name}", task.text.zh, task.text.en
    for name, mechanism in plan.mechanisms.items():
        yield f"mechanism {name}", mechanism.text.zh, mechanism.text.en
    yield from (("notice", notice.text.zh, notice.text.en) for notice in plan.notices)


def test_all_seven_plans_are_shipped_and_no_other_is_forgotten_here() -> None:
    assert set(PLANS) == set(queries.plans())


def test_no_task_is_due_when_it_starts(plan: Plan) -> None:
    """On paper: a task that waits for another must have time left when that one is done at its limit."""
    now = datetime(2026, 6, 1, 9, tzinfo=BEIJING)
    for level in levels(plan):
        tasks = planning.tasks_at(plan, level, Situation())
        known = {"activation": now, "report_received": now}
        for name, (starts, origin) in planning.start_times(plan, tasks, level, known, {}).items():
            assert starts < planning.due_on_paper(plan, name, level, origin), (level, name)


def test_a_plan_is_whole(plan: Plan) -> None:
    assert len(plan.groups) >= 5
    assert len(plan.tasks) >= 15
    assert len(plan.needs) >= 3
    assert plan.approvals
    assert {notice.at for notice in plan.notices} == {"activation", "level_change", "stand_down"}
    assert plan.mechanisms


def test_every_sentence_is_chinese_and_english_and_ends_where_it_should(plan: Plan) -> None:
    for where, zh, en in sentences(plan):
        assert CHINESE.search(zh), where
        assert not CHINESE.search(en), where
        assert zh == zh.strip(), where
        if where.startswith(("text", "mechanism", "notice")):
            assert zh.endswith("。"), where
            assert en.endswith("."), where
        else:
            assert not zh.endswith(("。", "；", "，")), where
            assert not en.endswith((".", ",")), where


def test_chinese_text_uses_no_half_width_punctuation(plan: Plan) -> None:
    for where, zh, _ in sentences(plan):
        assert not re.search(r"[\u4e00-\u9fff][,;:!?]", zh), (where, zh)


def test_a_task_can_be_read_in_one_breath(plan: Plan) -> None:
    for where, zh, _ in sentences(plan):
        assert len(zh) <= (34 if where.startswith(("task", "group")) else 110), (where, zh)


def test_no_two_tasks_have_the_same_title(plan: Plan) -> None:
    titles = [task.title.zh for task in plan.tasks.values()]
    assert len(set(titles)) == len(titles)


def test_every_group_has_work_at_every_level_it_is_set_up(plan: Plan) -> None:
    for level in levels(plan):
        tasks = [plan.tasks[name] for name in planning.tasks_at(plan, level, Situation({}))]
        busy = {task.group for task in tasks} | {group for task in tasks for group in task.with_groups}
        assert set(planning.groups_at(plan, level)) <= busy, level


def test_only_groups_are_told_that_exist_and_every_level_tells_them_all(plan: Plan) -> None:
    for notice in plan.notices:
        assert set(notice.to) <= set(plan.groups) | set(plan.posts) | {"upper_level"}
    for moment in ("activation", "stand_down"):
        told = {name for notice in plan.notices if notice.at == moment for name in notice.to}
        assert set(plan.groups) <= told, moment
        assert "upper_level" in told, moment


def test_a_figure_of_ours_says_so_and_a_figure_of_the_document_names_its_clause(plan: Plan) -> None:
    whole_plan_is_ours = plan.source.provisional
    for kind, things in (("task", plan.tasks), ("need", plan.needs), ("rule", plan.rules), ("level", plan.levels)):
        for name, thing in things.items():
            if thing.provisional:
                assert thing.note, f"{kind} {name} is provisional and does not say why"
            elif not whole_plan_is_ours:
                assert thing.clause, f"{kind} {name} has neither clause nor mark"


def test_no_rule_is_named_and_never_read_unless_it_is_a_list_a_condition_or_a_word(plan: Plan) -> None:
    read = " ".join(text for _, text in plan.expressions())
    idle = [
        name
        for name, rule in plan.rules.items()
        if isinstance(rule.value, int | float) and not re.search(rf"rules\.{name}\b", read)
    ]
    stated_only = {"golden_hours", "settled_hours"}  # said aloud, kept by a task's limit
    assert set(idle) <= stated_only


def test_every_worked_case_holds_and_says_why(plan: Plan) -> None:
    for case in plan.cases:
        assert case.because
        assert plan_cases.differences(plan, case) == [], case.because


def test_every_need_is_worked_out_in_some_case(plan: Plan) -> None:
    worked = {need for case in plan.cases for need in (*case.expect.needs, *case.expect.gaps)}
    assert worked >= set(plan.needs)


def test_every_level_and_the_end_are_worked_on_both_sides(plan: Plan) -> None:
    assert {case.expect.level for case in plan.cases} >= set(plan.levels)
    assert {case.expect.stands_down for case in plan.cases} >= {True, False}
    assert {case.expect.activates for case in plan.cases} >= {True, False}


def test_every_condition_among_the_rules_is_worked_both_ways_or_stands_in_a_task(plan: Plan) -> None:
    one_sided = {"is_close_contact", "disinfection_allowed"}  # their other side is a plain negation
    for name, rule in plan.rules.items():
        if rule.expression and name not in one_sided:
            answers = {case.expect.rules[name] for case in plan.cases if name in case.expect.rules}
            assert answers >= {True, False}, name


def test_every_need_names_a_known_resource_in_the_same_unit_family(plan: Plan) -> None:
    known = queries.resource_types()
    assert {need.resource for need in plan.needs.values()} <= set(known)


def test_no_limit_is_longer_than_a_month_and_none_is_zero(plan: Plan) -> None:
    for name in plan.tasks:
        for level in levels(plan):
            limit = planning.rough(planning.limit_of(plan, name, level))
            assert timedelta() < limit <= timedelta(days=31), name


def test_a_level_that_leaves_more_time_says_why(plan: Plan) -> None:
    for name, task in plan.tasks.items():
        for level, difference in task.at.items():
            if difference.within and Limit.parse(difference.within).clock > Limit.parse(task.within).clock:
                assert difference.note, (name, level)


def test_what_outlives_the_response_is_done_once(plan: Plan) -> None:
    assert [name for name, task in plan.tasks.items() if task.phase == "AFTERMATH" and task.repeat] == []


def test_an_order_is_to_be_signed_for_well_before_its_work_is_due(plan: Plan) -> None:
    for name, task in plan.tasks.items():
        shortest = min(planning.rough(planning.limit_of(plan, name, level)) for level in levels(plan))
        assert Limit.parse(task.sign_within).clock <= shortest, name


def test_immediate_tasks_are_due_within_two_hours_and_wait_for_nothing(plan: Plan) -> None:
    for name, task in plan.tasks.items():
        if task.phase == "IMMEDIATE":
            assert planning.limit_of(plan, name, "II").clock <= timedelta(hours=2), name
            assert not plan.waits_for(name), name


def test_the_longest_chain_of_waiting_tasks_is_short_enough_to_follow(plan: Plan) -> None:
    def depth(task_id: str) -> int:
        return 1 + max((depth(waited) for waited in plan.waits_for(task_id)), default=0)

    assert max(depth(task_id) for task_id in plan.tasks) <= 6


def test_on_paper_a_task_never_begins_before_those_it_waits_for_are_due(plan: Plan) -> None:
    now = datetime(2026, 6, 1, 9, 0, tzinfo=BEIJING)
    for level in levels(plan):
        tasks = planning.tasks_at(plan, level, Situation({}))
        times = planning.start_times(plan, tasks, level, {"activation": now, "report_received": now}, {})
        assert set(times) == set(tasks)
        for name, (begin, _) in times.items():
            for waited in set(plan.waits_for(name)) & set(tasks):
                assert begin >= planning.due_on_paper(plan, waited, level, times[waited][1]), (name, waited)


def test_a_task_that_starts_at_a_level_waits_only_for_tasks_of_that_level(plan: Plan) -> None:
    for name, task in plan.tasks.items():
        for waited in plan.waits_for(name):
            missing = {level for level in plan.levels if level in task.levels} - set(plan.tasks[waited].levels)
            assert not missing, (name, waited, missing)
