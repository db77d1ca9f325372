"""The shipped outbreak scenario by the command that everybody uses: the figures of the document, and one JSON shape."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HOME = Path(__file__).parents[2]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """`liandong rehearse` in a process of its own; a database of the tests must not be what it writes to."""
    command = [sys.executable, "-m", "liandong", "rehearse", *words]
    environment = os.environ | {
        "PYTHONPATH": str(HOME / "src"),
        "LIANDONG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rehearsal") / "chart.html"


@pytest.fixture(scope="module")
def shown(chart: Path) -> dict[str, Any]:
    done = run("outbreak-response", "--scenario", "outbreak-three-cases", "--seed", "1", "--json", "--html", str(chart))
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_rooms_and_tubes_are_those_of_the_document(shown: dict[str, Any]) -> None:
    needs = {need["resource"]: need for need in shown["needs"]}
    rooms, tubes = needs["isolation_room"], needs["sample_tube"]
    assert (rooms["required"], rooms["ready"], rooms["gap"]) == (840, 700, 140)
    assert (tubes["required"], tubes["ready"], tubes["gap"]) == (9_002, 8_000, 1_002)


def test_the_answer_has_the_promised_shape(shown: dict[str, Any]) -> None:
    assert shown["plan"] == "outbreak-response"
    assert len(shown["groups"]) == 9
    assert {"id", "group", "due_at", "done_at", "state"} <= set(shown["tasks"][0])
    assert set(shown["deadlines"]) == {"met", "missed"}
    assert shown["deadlines"]["met"] > 500


def test_it_goes_as_the_scenario_expects_and_ends_on_the_fourteenth_day(shown: dict[str, Any]) -> None:
    assert shown["differences"] == []
    assert shown["stood_down"] is True
    assert shown["ended_at"] == "2026-06-15T09:00:00+08:00"


def test_the_case_trajectory_is_complete_within_four_hours_by_its_four_points(shown: dict[str, Any]) -> None:
    (task,) = [task for task in shown["tasks"] if task["id"] == "complete-trajectory"]
    assert (task["done_at"], task["due_at"]) == ("2026-06-01T12:50:00+08:00", "2026-06-01T13:00:00+08:00")


def test_closure_is_lifted_after_the_fourteenth_day_and_not_before(shown: dict[str, Any]) -> None:
    (task,) = [task for task in shown["tasks"] if task["id"] == "lift-closure"]
    assert task["done_at"] >= "2026-06-15T00:00:00+08:00"


def test_a_co_check_is_answered_within_a_day_of_its_arrival(shown: dict[str, Any]) -> None:
    (task,) = [task for task in shown["tasks"] if task["id"] == "answer-co-check"]
    assert (task["due_at"], task["state"]) == ("2026-06-03T11:00:00+08:00", "MET")


def test_the_missing_head_is_told(shown: dict[str, Any]) -> None:
    assert shown["blocked"] == ["物资保障组没有组长：组长出差，副组长先行主持，三小时内接替到位"]


def test_the_chart_is_written(shown: dict[str, Any], chart: Path) -> None:
    assert "一家三口初筛阳性" in chart.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["outbreak", "--scenario", "outbreak-three-cases"], "outbreak-response"),
        (["outbreak-response", "--scenario", "nowhere"], "outbreak-three-cases"),
        (["urban-gas", "--scenario", "outbreak-three-cases"], "outbreak-response"),
        (["outbreak-response", "--scenario", "/nowhere/at-all.yaml"], "at-all.yaml"),
    ],
)
def test_a_mistake_says_what_to_choose_from(words: list[str], told: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
