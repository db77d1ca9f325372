"""Worked cases of plans: a case that does not hold is told in words, whatever part of it is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from liandong.content import plan_cases, queries
from liandong.content.schemas.plans import Plan, PlanCase


@pytest.fixture(scope="module")
def plan() -> Plan:
    return queries.plan("outbreak-response")


def told(plan: Plan, given: dict[str, Any], expect: dict[str, Any]) -> list[str]:
    return plan_cases.differences(plan, PlanCase.model_validate({"given": given, "expect": expect}))


THREE_CASES = {"level": "II", "facts": {"cases": 3, "population": 420_000}, "stock": {"isolation_room": 700}}


@pytest.mark.parametrize(
    ("given", "expect", "words"),
    [
        (THREE_CASES, {"needs": {"isolation_room": 839}}, "needs of isolation_room: expected 839, found 840"),
        (THREE_CASES, {"gaps": {"isolation_room": 0}}, "gaps of isolation_room: expected 0, found 140"),
        (THREE_CASES, {"ready": {"isolation_room": 1}}, "ready of isolation_room: expected 1, found 700"),
        (THREE_CASES, {"needs": {"boat": 1}}, "needs of boat: the plan has no such need at this level"),
        (THREE_CASES, {"groups": 8}, "number of groups: expected 8, found 9"),
        (THREE_CASES, {"tasks": 1}, "number of tasks: expected 1, found 63"),
        (THREE_CASES, {"absent": ["daily-meeting"]}, "task daily-meeting should not start and does"),
        (THREE_CASES, {"present": ["dance"]}, "task dance should start and does not"),
        ({"facts": {}}, {"activates": True}, "activates: expected True, found not known"),
        ({"facts": {"preliminary_positive": True}}, {"level": "I"}, "level: expected I, found II"),
        (
            {"facts": {}},
            {"needs": {"isolation_room": 1}},
            "the facts propose no level",
        ),
        ({"facts": {"sampler_is_medical": False}}, {"rules": {"sampler_allowed": True}}, "expected True, found False"),
        (
            {"facts": {"last_case_at": "2026-06-01T00:00:00+08:00"}, "now": "2026-06-14T00:00:00+08:00"},
            {"stands_down": True},
            "stands_down: expected True, found False",
        ),
    ],
)
def test_a_case_that_does_not_hold_is_told_in_words(
    plan: Plan, given: dict[str, Any], expect: dict[str, Any], words: str
) -> None:
    differences = told(plan, given, expect)
    assert len(differences) == 1
    assert words in differences[0]


def test_a_case_that_holds_says_nothing(plan: Plan) -> None:
    expect = {"needs": {"isolation_room": 840}, "gaps": {"isolation_room": 140}, "groups": 9}
    assert told(plan, THREE_CASES, expect) == []


def test_not_known_can_be_expected(plan: Plan) -> None:
    given = {"level": "II", "facts": {"cases": 3}}
    assert told(plan, given, {"needs": {"isolation_room": None}}) == []
