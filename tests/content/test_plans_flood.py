"""The flood and drought plan: four levels, twenty-three tasks, more and faster with each level."""

from __future__ import annotations

from itertools import pairwise

import pytest

from liandong.content import planning, queries
from liandong.content.planning import Situation
from liandong.content.schemas.plans import Plan, ResponseLevel

RISING: tuple[ResponseLevel, ...] = ("IV", "III", "II", "I")
FLOOD = {"dyke_in_danger": True, "people_threatened": 3_000, "stranded_people": 40, "waterlogged_m3": 60_000}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return queries.plan("flood-drought")


def test_it_is_a_natural_disaster_plan_with_four_levels_and_twenty_three_tasks(plan: Plan) -> None:
    assert plan.plan_class == "NATURAL_DISASTER"
    assert queries.plan_sub_types()[plan.sub_type].title.zh == "防汛抗旱"
    assert set(plan.levels) == {"I", "II", "III", "IV"}
    assert len(plan.tasks) == 23


def test_no_task_of_a_lower_level_is_dropped_on_the_way_up(plan: Plan) -> None:
    sets = [set(planning.tasks_at(plan, level, Situation(FLOOD))) for level in RISING]
    assert all(lower <= higher for lower, higher in pairwise(sets))
    assert [len(tasks) for tasks in sets] == [13, 18, 21, 21]


def test_no_limit_grows_longer_on_the_way_up(plan: Plan) -> None:
    slower = [
        (name, lower, higher)
        for name in plan.tasks
        for lower, higher in pairwise(RISING)
        if planning.limit_of(plan, name, higher).clock > planning.limit_of(plan, name, lower).clock
    ]
    assert slower == []


def test_work_that_comes_again_comes_at_least_as_often_on_the_way_up(plan: Plan) -> None:
    for name, task in plan.tasks.items():
        if task.repeat:
            gaps = [planning.interval_of(plan, name, level) for level in RISING]
            assert all(low and high and high <= low for low, high in pairwise(gaps)), name


def test_people_in_danger_are_moved_within_three_hours_at_level_two_and_two_at_level_one(plan: Plan) -> None:
    assert str(planning.limit_of(plan, "evacuate", "II")) == "3h"
    assert str(planning.limit_of(plan, "evacuate", "I")) == "2h"


def test_a_drought_starts_the_drought_tasks_and_no_dyke_patrol(plan: Plan) -> None:
    drought = planning.tasks_at(plan, "II", Situation({"drought_grade": "severe", "people_short_of_water": 800}))
    assert {"deliver-drinking-water", "allocate-drought-water"} <= set(drought)
    assert not {"patrol-dykes", "operate-works", "pre-position-materials"} & set(drought)


def test_a_flood_starts_no_drought_task(plan: Plan) -> None:
    assert not {"deliver-drinking-water", "allocate-drought-water"} & set(
        planning.tasks_at(plan, "I", Situation(FLOOD))
    )


def test_a_river_above_warning_with_nothing_else_known_keeps_the_graver_levels_open(plan: Plan) -> None:
    level, still_open = planning.proposed_level(plan, Situation({"river_stage_m": 2.6, "warning_stage_m": 2.5}))
    assert level == "IV"
    assert still_open == ("I", "II", "III")


def test_the_works_are_operated_only_after_the_consultation(plan: Plan) -> None:
    assert plan.waits_for("operate-works") == ("consult-situation",)
