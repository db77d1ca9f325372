"""A clock process dies at the worst moment, or another one works beside it: each step still fires once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from liandong.deadlines.services.firing import LEASE
from tests.postgresql import private_cluster

pytestmark = pytest.mark.fault
STARTED = datetime.fromisoformat("2026-11-23T08:00:00+08:00")
DUE = STARTED + timedelta(hours=1)
KILLED = 137


@pytest.fixture(scope="module")
def cluster() -> Iterator[str | None]:
    with private_cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/clock.sqlite3"
    url = request.getfixturevalue("cluster")
    if url is None:
        pytest.skip("PostgreSQL is not installed here")
    name = f"clock_{abs(hash(tmp_path))}"
    import psycopg

    with psycopg.connect(url.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{url.rpartition('/')[0]}/{name}"


class Node:
    """Clock processes on one database."""

    def __init__(self, database: str, folder: Path, clocks: int) -> None:
        self.clocks = clocks
        self._environment = {
            **os.environ,
            "CLOCKS": str(clocks),
            "LIANDONG_DATABASE_URL": database,
            "LIANDONG_DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "liandong.config.settings",
            "PYTHONPATH": os.pathsep.join(["src", "."]),
        }

    def run(self, *plan: dict[str, Any]) -> list[Any]:
        """What each act said; `prepare` comes first and `report` last."""
        acts = [{"at": STARTED, "do": "prepare"}, *plan, {"at": DUE, "do": "report"}]
        said = json.dumps(acts, default=datetime.isoformat)
        done = subprocess.run(
            [sys.executable, "-m", "tests.deadlines.clock_process", said],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=240,
        )
        return json.loads(done.stdout)[1:]

    def check_each_fired_once(self, found: dict[str, Any]) -> None:
        assert len(found["firings"]) == len(set(found["firings"]))
        assert sum(name.endswith("/overdue") for name in found["firings"]) == self.clocks
        assert found["entries"] == [1] * self.clocks
        assert found["notices"] == self.clocks
        assert found["states"] == ["OVERDUE"] * self.clocks
        assert found["chain_holds"] is True


def dies(at: datetime, failpoint: str) -> dict[str, Any]:
    return {"at": at, "do": "tick", "failpoint": failpoint}


def test_killed_before_its_commit_it_has_done_nothing_and_another_fires_all_after_the_lease(
    database: str, tmp_path: Path
) -> None:
    node = Node(database, tmp_path, clocks=7)
    died, empty, early, late, found = node.run(
        dies(DUE, "before_done"),
        {"at": DUE, "do": "report"},
        {"at": DUE + LEASE / 2, "do": "tick"},
        {"at": DUE + LEASE, "do": "tick"},
    )
    assert died == [{"died": KILLED}]
    assert empty[0]["firings"] == []
    assert (early, late) == ([0], [7 * len(("warn", "overdue", "escalate:leader"))])
    node.check_each_fired_once(found[0])


def test_killed_at_one_place_after_the_other_each_clock_still_fires_once(database: str, tmp_path: Path) -> None:
    node = Node(database, tmp_path, clocks=7)
    deaths = [dies(DUE + n * LEASE, name) for n, name in enumerate(("after_claim", "after_act", "before_done"))]
    *died, _, found = node.run(*deaths, {"at": DUE + 9 * LEASE, "do": "tick"})
    assert died == [[{"died": KILLED}]] * 3
    node.check_each_fired_once(found[0])


def test_processes_side_by_side_share_the_work_and_repeat_nothing(database: str, tmp_path: Path) -> None:
    node = Node(database, tmp_path, clocks=120)
    fired, found = node.run({"at": DUE, "do": "tick", "times": 3})
    assert sum(fired) == 120 * len(("warn", "overdue", "escalate:leader"))
    node.check_each_fired_once(found[0])
