"""The examples in docs/plans.md and docs/scenarios.md are sound: whoever copies them starts from what works."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from liandong.content import plan_cases, planning, queries, yaml_lines
from liandong.content.schemas.plans import Plan, Task
from liandong.content.schemas.scenarios import Scenario

DOCS = Path(__file__).resolve().parents[2] / "docs"


def example(document: str) -> Any:
    blocks = re.findall(r"```yaml\n(.*?)```", (DOCS / document).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(blocks) == 1
    return yaml_lines.read(blocks[0]).value


def test_the_plan_of_the_guide_is_a_plan_and_its_worked_cases_hold() -> None:
    plan = Plan.model_validate(example("plans.md"))
    assert [plan_cases.differences(plan, case) for case in plan.cases] == [[]] * len(plan.cases)
    assert plan.sub_type in queries.plan_sub_types()
    assert {need.resource for need in plan.needs.values()} <= set(queries.resource_types())


def test_the_scenario_of_the_guide_plays_a_shipped_plan_and_expects_what_comes_out() -> None:
    scenario = Scenario.model_validate(example("scenarios.md"))
    plan = queries.plan(scenario.plan)
    assert scenario.level is not None
    situation = planning.Situation(scenario.facts, {"legal_grade": scenario.legal_grade}, scenario.stock)
    assert planning.activates(plan, situation) is True
    lines = {line.need: line for line in planning.needs_at(plan, scenario.level, situation)}
    for need, expected in scenario.expect.needs.items():
        assert (lines[need].required, lines[need].ready, lines[need].gap) == (
            expected.required,
            expected.ready,
            expected.gap,
        )


@pytest.mark.parametrize("document", ["plans.md", "scenarios.md"])
def test_every_key_a_file_may_have_is_explained(document: str) -> None:
    text = (DOCS / document).read_text(encoding="utf-8")
    model = Plan if document == "plans.md" else Scenario
    names = {field.alias or name for name, field in model.model_fields.items()}
    unexplained = {name for name in names if not re.search(rf"\b{name}\b", text)}
    assert unexplained <= {"effective_until"}


def test_every_key_of_a_task_is_explained() -> None:
    text = (DOCS / "plans.md").read_text(encoding="utf-8")
    names = set(Task.model_fields) - {"order_kind", "sign_within", "needs"}
    assert {name for name in names if f"`{name}`" not in text and f"{name}:" not in text} == set()


def test_every_shipped_scenario_is_listed() -> None:
    text = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    for name in queries.catalogue().in_force("scenarios", queries.today()):
        assert f"`{name}`" in text, name
