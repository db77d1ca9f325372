"""In CI a test that needs PostgreSQL, a browser or a broker either runs or fails: a skip would look like success.

Also tells apart the tests that touch the test database (`database`), which alone are worth running on PostgreSQL too.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator

import pytest

NEEDED = ("postgresql", "chromium", "mqtt", "nats")
"""Marks of tests that need a program of this machine."""

ABSENT = ("not installed", "NOT RUN")
"""What a skip says when a program is missing."""

TOUCHES_DATABASE = frozenset({"db", "transactional_db", "django_db_reset_sequences", "django_db_setup"})
ran: Counter[str] = Counter()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "database: touches the test database; marked by itself")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("django_db") or TOUCHES_DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("CI") and _must_run(item, report):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} must run in CI: {_reason(report)}"
    return report


def _must_run(item: pytest.Item, report: pytest.TestReport) -> bool:
    needs = any(item.get_closest_marker(name) for name in NEEDED)
    return needs or any(word in _reason(report) for word in ABSENT)


def _reason(report: pytest.TestReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed:
        ran.update(name for name in NEEDED if name in report.keywords)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """`LIANDONG_TEST_MUST_RUN` names the marks of which at least one test must have passed: `postgresql,chromium`."""
    if hasattr(session.config, "workerinput"):
        return
    missing = [name for name in filter(None, _wanted()) if not ran[name]]
    if missing and session.exitstatus == 0:
        print(f"\nno test ran that needs {', '.join(missing)}", flush=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _wanted() -> list[str]:
    return os.environ.get("LIANDONG_TEST_MUST_RUN", "").split(",")
