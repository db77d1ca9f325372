"""The shipped scenarios play the plans they name, and what they expect comes out of the plans' own formulas."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from liandong.content import planning, queries
from liandong.content.planning import Situation
from liandong.content.schemas.scenarios import Behaviour, Inject, Scenario, Timing
from liandong.kernel import clock
from liandong.kernel.expressions import names

SCENARIOS = [
    "outbreak-three-cases",
    "flood-level-three-to-two",
    "hazchem-tanker-leak",
    "gas-blast-restaurant",
    "forest-fire-spring",
    "earthquake-five-two",
    "joint-dispatch-forest-season",
]
HOURS = timedelta(hours=1)


@pytest.fixture(params=SCENARIOS)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return queries.scenario(request.param)


def situation(scenario: Scenario) -> Situation:
    incident = {"legal_grade": scenario.legal_grade} if scenario.legal_grade else {}
    return Situation(scenario.facts, incident, scenario.stock)


def test_every_plan_has_a_scenario() -> None:
    assert {queries.scenario(name).plan for name in SCENARIOS} == set(queries.plans())


def test_the_facts_start_the_plan_at_the_level_the_scenario_names(scenario: Scenario) -> None:
    plan = queries.plan(scenario.plan)
    assert planning.activates(plan, situation(scenario)) is True
    proposed, _ = planning.proposed_level(plan, situation(scenario))
    assert scenario.level == proposed


def test_the_event_is_one_the_plan_is_for(scenario: Scenario) -> None:
    assert scenario.event_type in queries.plan(scenario.plan).event_types


def test_only_facts_the_plan_asks_for_are_told(scenario: Scenario) -> None:
    told = set(scenario.facts).union(*(inject.facts for inject in scenario.injects))
    assert told <= set(queries.plan(scenario.plan).facts)


def test_only_groups_and_tasks_of_the_plan_are_named(scenario: Scenario) -> None:
    plan = queries.plan(scenario.plan)
    groups = {*scenario.missing_heads, *scenario.behaviour.groups}
    groups |= {name for inject in scenario.injects for name in (inject.head_lost, inject.head_found) if name}
    assert groups <= set(plan.groups)
    expected = scenario.expect
    assert {*scenario.behaviour.tasks, *expected.met, *expected.missed, *expected.blocked} <= set(plan.tasks)


def test_stock_is_of_resources_the_plan_counts(scenario: Scenario) -> None:
    plan = queries.plan(scenario.plan)
    counted = {need.resource for need in plan.needs.values()}
    counted |= {path.removeprefix("stock.") for _, text in plan.expressions() for path in stock_read(text)}
    stocked = set(scenario.stock).union(*(inject.stock for inject in scenario.injects))
    assert stocked <= counted


def stock_read(text: str) -> set[str]:
    return {path for path in names(text) if path.startswith("stock.")}


def test_what_it_expects_of_needs_is_what_the_formulas_say(scenario: Scenario) -> None:
    assert scenario.level is not None
    plan = queries.plan(scenario.plan)
    lines = {line.need: line for line in planning.needs_at(plan, scenario.level, situation(scenario))}
    for need, expected in scenario.expect.needs.items():
        assert (lines[need].required, lines[need].ready, lines[need].gap) == (
            expected.required,
            expected.ready,
            expected.gap,
        ), need


def test_the_outbreak_scenario_shows_the_figures_of_the_document() -> None:
    expected = queries.scenario("outbreak-three-cases").expect.needs
    assert expected["isolation_room"].model_dump() == {"required": 840, "ready": 700, "gap": 140}
    assert expected["sample_tube"].model_dump() == {"required": 9_002, "ready": 8_000, "gap": 1_002}


def test_the_outbreak_scenario_lasts_fourteen_days_and_ends_when_closure_may_be_lifted() -> None:
    scenario = queries.scenario("outbreak-three-cases")
    assert scenario.end_after == "14d"
    plan = queries.plan(scenario.plan)
    last_case = Situation({"last_case_at": scenario.facts["last_case_at"]})
    with clock.using(clock.SimulatedClock(scenario.start + timedelta(days=14))):
        assert planning.stands_down(plan, last_case) is True
    with clock.using(clock.SimulatedClock(scenario.start + timedelta(days=13))):
        assert planning.stands_down(plan, last_case) is False


def test_the_same_chance_draws_the_same_times() -> None:
    timing = Timing(shape="lognormal", median="40m", spread=0.4)
    assert [timing.draw(Random(7), HOURS) for _ in range(3)] == [timing.draw(Random(7), HOURS) for _ in range(3)]
    assert timing.draw(Random(7), HOURS) != timing.draw(Random(8), HOURS)


@given(
    shape=st.sampled_from(["lognormal", "triangular", "fixed"]),
    spread=st.floats(0, 2),
    seed=st.integers(0, 2**32),
    share=st.floats(0.01, 5),
)
def test_a_drawn_time_is_never_negative_and_a_triangle_keeps_to_its_corners(
    shape: Any, spread: float, seed: int, share: float
) -> None:
    timing = Timing(shape=shape, share=share, spread=spread, low=0.5, high=2.0)
    drawn = timing.draw(Random(seed), timedelta(hours=10))
    assert drawn >= timedelta()
    if shape == "triangular":
        slack = timedelta(milliseconds=1)
        middle = timedelta(hours=10) * share
        assert middle * 0.5 - slack <= drawn <= middle * 2 + slack


def test_half_of_the_drawn_times_lie_below_the_median() -> None:
    chance = Random(1)
    timing = Timing(shape="lognormal", median="1h", spread=0.5)
    drawn = [timing.draw(chance, HOURS).total_seconds() for _ in range(4_000)]
    assert median(drawn) == pytest.approx(3_600, rel=0.05)


def test_the_closest_answering_time_that_says_something_counts() -> None:
    behaviour = Behaviour.model_validate(
        {
            "default": {"sign": {"median": "5m"}, "work": {"share": 0.5}},
            "groups": {"supplies": {"sign": {"median": "9m"}}},
            "tasks": {"issue-supplies": {"work": {"median": "2h"}}},
        }
    )
    assert behaviour.signing("issue-supplies", "supplies").median == "9m"
    assert behaviour.working("issue-supplies", "supplies").median == "2h"
    assert behaviour.working("balance-supplies", "supplies").share == 0.5
    assert behaviour.signing("watch-opinion", "information_release").median == "5m"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"median": "1h", "share": 0.5}, "either"),
        ({}, "either"),
        ({"median": "3wd"}, "clock time"),
        ({"median": "soon"}, "limit"),
        ({"share": -1}, "greater than 0"),
    ],
)
def test_a_timing_without_one_clear_middle_is_refused(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Timing.model_validate(wrong)


def test_an_inject_without_effect_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least one of facts, stock"):
        Inject.model_validate({"at": "1h", "title": {"zh": "无事发生", "en": "Nothing happens"}})


def changed(scenario: Scenario, **changes: Any) -> dict[str, Any]:
    return scenario.model_dump() | changes


def test_injects_out_of_order_or_after_the_end_are_refused() -> None:
    scenario = queries.scenario("hazchem-tanker-leak")
    backwards = [inject.model_dump() for inject in reversed(scenario.injects)]
    with pytest.raises(ValidationError, match="in the order they happen"):
        Scenario.model_validate(changed(scenario, injects=backwards))
    with pytest.raises(ValidationError, match="after the end"):
        Scenario.model_validate(changed(scenario, end_after="30m"))


def test_a_start_without_zone_is_refused() -> None:
    scenario = queries.scenario("hazchem-tanker-leak")
    with pytest.raises(ValidationError, match="timezone"):
        Scenario.model_validate(changed(scenario, start="2026-10-13T07:40:00"))
