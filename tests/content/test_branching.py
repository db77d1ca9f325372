"""The branch of command is decided apart from the legal grade: three deaths go to the headquarters."""

from __future__ import annotations

from typing import Any

import pytest

from liandong.content import queries
from liandong.content.branching import branch


@pytest.mark.parametrize(
    ("grade", "facts", "expected"),
    [
        ("GENERAL", {"deaths": 2}, "LINKAGE"),
        ("LARGER", {"deaths": 3}, "HEADQUARTERS"),
        ("LARGER", {}, "LINKAGE"),
        ("MAJOR", {}, "HEADQUARTERS"),
        ("EXTRA_MAJOR", {"deaths": 0}, "HEADQUARTERS"),
        ("GENERAL", {"special": True}, "HEADQUARTERS"),
        (None, {"deaths": 3}, "HEADQUARTERS"),
        (None, {}, "LINKAGE"),
    ],
)
def test_branch(grade: str | None, facts: dict[str, Any], expected: str) -> None:
    assert branch(queries.branch_rule(), grade, facts) == expected


def test_without_a_stated_default_a_missing_fact_leaves_the_branch_undecided() -> None:
    rule = queries.branch_rule()
    deaths = rule.facts["deaths"].model_copy(update={"otherwise": None})
    strict = rule.model_copy(update={"facts": rule.facts | {"deaths": deaths}})
    assert branch(strict, "GENERAL", {}) == "UNDECIDED"
    assert branch(strict, "MAJOR", {}) == "HEADQUARTERS"
