"""What a plan asks for in a situation, as plain functions."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.content import planning
from liandong.content.planning import NeedLine, Situation
from liandong.kernel.durations import Limit
from liandong.kernel.expressions import UNKNOWN
from tests.plans.small_plan import plan

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def hurt(people: int, **facts: object) -> Situation:
    return Situation(facts={"people_hurt": people, "upper_team_joined": False, **facts})


def test_a_plan_activates_when_its_condition_holds() -> None:
    assert planning.activates(plan(), hurt(1)) is True
    assert planning.activates(plan(), hurt(0)) is False


def test_a_fact_nobody_knows_leaves_activation_open_instead_of_refusing_it() -> None:
    assert planning.activates(plan(), Situation()) is UNKNOWN


@pytest.mark.parametrize(("people", "level"), [(2, None), (3, "III"), (9, "III"), (10, "II")])
def test_the_gravest_level_whose_condition_holds_is_proposed(people: int, level: str | None) -> None:
    assert planning.proposed_level(plan(), hurt(people)) == (level, ())


def test_levels_that_missing_facts_leave_open_are_named() -> None:
    assert planning.proposed_level(plan(), Situation()) == (None, ("II", "III"))


def test_a_level_has_its_own_groups_and_tasks() -> None:
    assert planning.groups_at(plan(), "III") == ("rescue",)
    assert planning.groups_at(plan(), "II") == ("rescue", "medical")
    assert "treat" not in planning.tasks_at(plan(), "III", hurt(3))
    assert "treat" in planning.tasks_at(plan(), "II", hurt(10))


def test_a_limit_may_differ_at_a_level() -> None:
    assert planning.limit_of(plan(), "brief", "III") == Limit.parse("12h")
    assert planning.limit_of(plan(), "brief", "II") == Limit.parse("6h")


@given(people=st.integers(0, 10_000), ready=st.integers(0, 30_000))
def test_a_gap_is_what_is_required_beyond_what_is_ready_and_never_negative(people: int, ready: int) -> None:
    situation = Situation(facts={"people_hurt": people}, stock={"hospital_bed": ready})
    (line,) = planning.needs_at(plan(), "II", situation)
    assert line.required == 2 * people
    assert line.gap == max(0, 2 * people - ready)


def test_a_need_whose_facts_are_missing_is_not_zero_but_not_known() -> None:
    (line,) = planning.needs_at(plan(), "II", Situation(stock={"hospital_bed": 5}))
    assert line == NeedLine("bed", "hospital_bed", None, 5)
    assert line.gap is None


def test_command_passes_to_the_upper_post_when_its_condition_holds() -> None:
    assert planning.commander_at(plan(), "II", hurt(10)) == "leader"
    assert planning.commander_at(plan(), "II", hurt(10, upper_team_joined=True)) == "upper"


def test_a_mechanism_is_in_force_from_when_it_says() -> None:
    assert planning.effects(plan(), hurt(10)) == frozenset()
    assert planning.effects(plan(), hurt(10, upper_team_joined=True)) == {"commander_only_orders"}


def test_a_rule_that_is_a_value_is_no_condition() -> None:
    with pytest.raises(ValueError, match="beds_per_hurt"):
        planning.rule_holds(plan(), "beds_per_hurt", hurt(1))


def times(**done: datetime) -> dict[str, tuple[datetime, datetime]]:
    moments = {"activation": NINE, "report_received": NINE - timedelta(minutes=30)}
    tasks = planning.tasks_at(plan(), "II", hurt(10))
    return planning.start_times(plan(), tasks, "II", moments, done)


def test_a_task_that_waits_starts_on_paper_when_the_one_before_it_is_due() -> None:
    assert times()["search"] == (NINE + timedelta(minutes=30), NINE)


def test_a_task_that_waits_starts_when_the_one_before_it_was_done() -> None:
    done = {"close-valve": NINE + timedelta(minutes=10)}
    assert times(**done)["search"][0] == NINE + timedelta(minutes=10)


def test_a_limit_may_count_from_the_report_before_the_activation() -> None:
    assert times()["treat"] == (NINE, NINE - timedelta(minutes=30))
    assert planning.due_on_paper(plan(), "treat", "II", NINE - timedelta(minutes=30)) == NINE + timedelta(
        hours=3, minutes=30
    )


def test_a_same_day_task_is_due_at_midnight_at_the_latest() -> None:
    tasks = plan().model_dump(mode="json", by_alias=True)["tasks"]
    tasks["close-valve"] = {**tasks["close-valve"], "within": "20h", "same_day": True}
    today = plan(tasks=tasks)
    midnight = datetime(2026, 11, 24, 0, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert planning.due_on_paper(today, "close-valve", "II", NINE) == midnight
    early = NINE - timedelta(hours=8)
    assert planning.due_on_paper(today, "close-valve", "II", early) == early + timedelta(hours=20)
