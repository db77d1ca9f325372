"""A served console with a database of its own, and Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.console.desks import CHROMIUM, Console, chromium
from tests.console_checks import console_sources
from tests.serving import Serving, node


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed at the end of its file: the driver keeps an event loop in the thread, where other tests want none."""
    if shutil.which(CHROMIUM) is None:
        pytest.skip(f"NOT RUN: no {CHROMIUM} (apt-get install chromium)")
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def built() -> None:
    """The console as its sources are now."""
    if not console_sources.is_current():
        console_sources.build()


@pytest.fixture(scope="module")
def served(built: None) -> Iterator[Serving]:
    """A server with the cast in its database; the tests of one file share it."""
    with node() as serving:
        serving.start()
        yield serving


@pytest.fixture
def console(served: Serving, browser: Browser) -> Iterator[Console]:
    opened = Console(served, browser)
    yield opened
    opened.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where a test may leave pictures."""
    return tmp_path / "pictures"
