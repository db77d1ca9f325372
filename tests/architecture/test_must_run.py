"""A missing program turns CI red, and elsewhere only skips."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

NEEDS_A_BROWSER = """
import pytest

@pytest.mark.chromium
def test_a_page():
    pytest.skip("no browser")
"""
SAYS_WHAT_IS_MISSING = """
import pytest

def test_two_databases():
    pytest.skip("PostgreSQL is not installed here")
"""
OTHERWISE_SKIPPED = """
import pytest

def test_on_the_other_database():
    pytest.skip("SQLite has one writer")
"""
RUNS = """
import pytest

@pytest.mark.chromium
def test_a_page():
    assert True
"""


def run(folder: Path, source: str, **variables: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_sample.py").write_text(source, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    chromium: a browser\n", encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "LIANDONG_TEST_MUST_RUN"}}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.must_run",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
    ]
    return subprocess.run(
        [*command, str(folder)],
        env={**kept, "PYTHONPATH": str(ROOT), **variables},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("source", [NEEDS_A_BROWSER, SAYS_WHAT_IS_MISSING])
def test_in_ci_a_skip_for_want_of_a_program_is_a_failure(tmp_path: Path, source: str) -> None:
    done = run(tmp_path, source, CI="true")
    assert done.returncode == 1
    assert "must run in CI" in done.stdout


@pytest.mark.parametrize("source", [NEEDS_A_BROWSER, SAYS_WHAT_IS_MISSING])
def test_elsewhere_it_is_a_skip(tmp_path: Path, source: str) -> None:
    assert run(tmp_path, source).returncode == 0


def test_a_skip_for_another_reason_stays_one(tmp_path: Path) -> None:
    assert run(tmp_path, OTHERWISE_SKIPPED, CI="true").returncode == 0


def test_a_run_without_a_single_test_of_a_needed_kind_fails(tmp_path: Path) -> None:
    done = run(tmp_path, OTHERWISE_SKIPPED, LIANDONG_TEST_MUST_RUN="chromium")
    assert (done.returncode, "no test ran that needs chromium" in done.stdout) == (1, True)
    assert run(tmp_path, RUNS, LIANDONG_TEST_MUST_RUN="chromium").returncode == 0
