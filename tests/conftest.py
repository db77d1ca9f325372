"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from tests.cast import cast, quick_passwords, stage  # noqa: F401  # fixtures for every test
from tests.lasting import BEGINS, lasting  # noqa: F401
from tests.must_run import (  # noqa: F401  # hooks
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_runtest_logreport,
    pytest_runtest_makereport,
    pytest_sessionfinish,
)
from tests.on_file import on_file  # noqa: F401


@pytest.fixture
def clock() -> Iterator[SimulatedClock]:
    """The whole process lives at 2026-11-23 08:00 in Beijing until the test moves the time."""
    simulated = SimulatedClock(BEGINS)
    with kernel_clock.using(simulated):
        yield simulated


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(request: pytest.FixtureRequest) -> None:
    """A database of its own for each worker; SQLite's lies in the memory of each process anyway.

    pytest-django knows Django's own SQLite engine by name and would take ours for a server.
    """
    from django.conf import settings

    database = settings.DATABASES["default"]
    worker = getattr(request.config, "workerinput", {}).get("workerid")
    if worker and "postgresql" in database["ENGINE"]:
        database.setdefault("TEST", {})["NAME"] = f"test_{database['NAME']}_{worker}"


@pytest.fixture(autouse=True, scope="session")
def emptied_timeline() -> Iterator[None]:
    """Between transactional tests the tables are emptied; the timeline's own guards would rightly refuse that."""
    from django.db import connection

    from liandong.timeline import guards

    empty = connection.ops.execute_sql_flush

    def without_guards(statements: list[str]) -> None:
        guards.remove(connection)
        try:
            empty(statements)
        finally:
            guards.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.ops, "execute_sql_flush", without_guards)
        yield
