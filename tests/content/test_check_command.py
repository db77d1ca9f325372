"""`liandong check` prints the counts; on a mistake it names file, line and remedy and ends with 1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from liandong.cli import start
from liandong.cli.commands import app
from tests.content.conftest import Write, head

REQUIRED_COUNTS = [
    "event_types",
    "grading_tables",
    "worked_cases",
    "plans",
    "warning_levels",
    "report_clocks",
    "order_kinds",
    "plan_sub_types",
    "plan_classes",
    "knowledge_kinds",
    "roles",
    "resource_types",
    "verbs",
    "regions",
    "scenarios",
    "mappings",
]


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["check", *words])


def test_the_shipped_content_is_in_order() -> None:
    answer = run("--json")
    report = json.loads(answer.stdout)
    assert (answer.exit_code, report["ok"], report["problems"]) == (0, True, [])


@pytest.mark.parametrize("name", REQUIRED_COUNTS)
def test_json_gives_the_count(name: str) -> None:
    assert json.loads(run("--json").stdout)["counts"][name] > 0


def test_the_counts_are_those_of_the_sources() -> None:
    counts = json.loads(run("--json").stdout)["counts"]
    assert (counts["plan_sub_types"], counts["plan_classes"], counts["warning_levels"]) == (35, 5, 4)
    assert counts["regions"] == 44_706


def test_a_mistake_ends_with_1_and_names_file_line_and_remedy(write: Write, folder: Path) -> None:
    write("roles/bad.yaml", head(extra="roles:\n  x: {title: {zh: 甲, en: X}, permission: [orders.issue]}\n"))
    answer = run(str(folder))
    assert answer.exit_code == 1
    assert "bad.yaml:7" in answer.output
    assert "did you mean 'permissions'?" in answer.output


def test_a_mistake_in_json(write: Write, folder: Path) -> None:
    write("roles/bad.yaml", head(extra="roles:\n  x: {title: {zh: 甲, en: X}, includes: [observers]}\n"))
    answer = run(str(folder), "--json")
    (problem,) = json.loads(answer.stdout)["problems"]
    assert answer.exit_code == 1
    assert problem["line"] == 7
    assert problem["mend"]["en"] == "did you mean 'observer'?"


def test_the_folders_of_the_setting_are_checked(write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("roles/bad.yaml", "id: [")
    monkeypatch.setenv("LIANDONG_CONTENT_DIRS", str(folder))
    assert run().exit_code == 1


def test_a_process_refuses_to_start_on_broken_local_content(
    write: Write, folder: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    write("roles/bad.yaml", "id: [")
    settings.CONTENT_DIRS = [folder]
    with pytest.raises(typer.Exit) as ended:
        start.check_content()
    assert ended.value.exit_code == 3
    assert "bad.yaml:1" in capsys.readouterr().err


def test_a_process_starts_on_sound_local_content(write: Write, folder: Path, settings: Any) -> None:
    write("roles/good.yaml", head(extra="roles:\n  x: {title: {zh: 甲, en: X}}\n"))
    settings.CONTENT_DIRS = [folder]
    start.check_content()
