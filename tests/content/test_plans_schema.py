"""A plan file that contradicts itself is refused, and the refusal names the thing and what is wrong with it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from liandong.content.schemas.plans import Plan

Spoil = Callable[[dict[str, Any]], object]


def said(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


SMALL: dict[str, Any] = {
    "id": "small-fire",
    "title": said("小火", "A small fire"),
    "version": 1,
    "effective_from": "2026-01-01",
    "source": {"document": "示例", "provisional": True},
    "class": "ACCIDENT",
    "sub_type": "fire_accident",
    "event_types": ["20700"],
    "activate_when": "facts.fire",
    "facts": {"fire": {"title": said("起火", "There is a fire"), "kind": "flag"}},
    "levels": {
        "IV": {
            "title": said("四级", "Level IV"),
            "activate_when": "facts.fire",
            "approved_by": "head",
            "commander": "head",
        }
    },
    "posts": {"head": {"title": said("负责人", "The head"), "filled_by": ["department_head"]}},
    "groups": {
        "fight": {
            "title": said("灭火组", "Firefighting"),
            "lead": "head",
            "duties": [said("灭火", "Put it out")],
        }
    },
    "rules": {"crews_per_fire": {"title": said("每处火点队数", "Crews for a fire"), "value": 2}},
    "tasks": {
        "look": {"title": said("侦察", "Look"), "group": "fight", "within": "10m"},
        "put-out": {"title": said("灭火", "Put it out"), "group": "fight", "within": "1h", "after": ["look"]},
    },
    "needs": {
        "crew": {
            "title": said("队伍", "Crews"),
            "resource": "comprehensive_fire_force",
            "unit": said("支", "crews"),
            "formula": "rules.crews_per_fire",
        }
    },
    "stand_down": {"when": "!facts.fire", "approved_by": "head"},
    "cases": [{"given": {"facts": {"fire": True}}, "expect": {"activates": True, "level": "IV"}}],
}


def spoilt(spoil: Spoil) -> dict[str, Any]:
    plan = copy.deepcopy(SMALL)
    spoil(plan)
    return plan


def test_the_small_plan_itself_is_sound() -> None:
    assert Plan.model_validate(SMALL).waits_for("put-out") == ("look",)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda p: p["tasks"]["look"].update(group="nobody"), "task look names the unknown group nobody"),
        (lambda p: p["tasks"]["look"].update(with_groups=["x"]), "task look names the unknown group x"),
        (lambda p: p["tasks"]["look"].update(after=["x"]), "task look waits for the unknown task x"),
        (lambda p: p["tasks"]["look"].update(starts="task:x"), "task look waits for the unknown task x"),
        (lambda p: p["tasks"]["look"].update(needs=["x"]), "task look needs the unknown need x"),
        (lambda p: p["tasks"]["look"].update(after=["put-out"]), "wait for each other in a circle"),
        (lambda p: p["tasks"]["look"].update(starts="fact:fire_at"), "counts from the fact fire_at"),
        (lambda p: p["tasks"]["look"].update(applies_when="facts.fier"), "reads facts.fier"),
        (lambda p: p["tasks"]["look"].update(within="soon"), "a limit reads like 30m"),
        (lambda p: p["tasks"]["look"].update(within="10m", wihtin="5m"), "wihtin"),
        (lambda p: p["needs"]["crew"].update(formula="rules.crews * 2"), "reads rules.crews"),
        (lambda p: p["levels"]["IV"].update(commander="x"), "level IV names the unknown post x"),
        (lambda p: p["groups"]["fight"].update(members=["x"]), "group fight names the unknown post x"),
        (lambda p: p["groups"]["fight"].update(levels=["I"]), "where its group fight is not set up"),
        (lambda p: p["groups"]["fight"].update(duties=[]), "duties"),
        (lambda p: p["stand_down"].update(approved_by="x"), "stand-down names the unknown post x"),
        (lambda p: p["rules"]["crews_per_fire"].update(expression="facts.fire"), "exactly one of"),
        (lambda p: p["rules"]["crews_per_fire"].update(value=None), "exactly one of"),
        (lambda p: p.update(activate_when="facts.fire &&"), "activate_when"),
        (lambda p: p.update(cases=[]), "cases"),
    ],
)
def test_a_slip_of_the_pen_is_named(spoil: Spoil, told: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Plan.model_validate(spoilt(spoil))
    assert told in str(refusal.value)


def test_a_list_rule_is_read_by_the_names_of_its_items() -> None:
    plan = spoilt(
        lambda p: p["rules"].update(
            points={
                "title": said("点位", "Points"),
                "items": {"home": said("家", "Home"), "work": said("单位", "Work")},
            }
        )
    )
    assert Plan.model_validate(plan).rules["points"].as_seen() == ["home", "work"]
