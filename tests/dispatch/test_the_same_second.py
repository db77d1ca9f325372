"""Two dispatchers, the same second, the same unit: one wins, the other sees who; on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.postgresql import private_cluster

pytestmark = pytest.mark.fault
ROUNDS = 12


@pytest.fixture(scope="module")
def cluster() -> Iterator[str | None]:
    with private_cluster() as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of every race on one kind of database."""
    folder = tmp_path_factory.mktemp(str(request.param))
    database = f"sqlite:///{folder}/race.sqlite3"
    if request.param == "postgresql":
        url = request.getfixturevalue("cluster")
        if url is None:
            pytest.skip("PostgreSQL is not installed here")
        server = url.rpartition("/")[0]
        database = f"{server}/dispatching"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE dispatching")
    return _raced(database, folder)


def _raced(database: str, folder: Path) -> dict[str, Any]:
    environment = {
        **os.environ,
        "LIANDONG_DATABASE_URL": database,
        "LIANDONG_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "liandong.config.settings",
        "PYTHONPATH": os.pathsep.join(["src", "."]),
    }
    command = [sys.executable, "-m", "tests.dispatch.racing_process", str(ROUNDS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr[-4000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.mark.parametrize("race", ["send_at_once", "send_crosswise"])
def test_one_gets_the_unit_and_the_other_sees_who(found: dict[str, Any], race: str) -> None:
    said = dict(found[race])
    assert said.pop("done") == ROUNDS
    assert sum(said.values()) == ROUNDS
    assert set(said) <= {"409 调度员甲", "409 调度员乙"}


def test_no_unit_is_on_two_missions(found: dict[str, Any]) -> None:
    assert (found["sent_twice"], found["missions"]) == (0, 3 * ROUNDS)


def test_the_record_is_whole_afterwards(found: dict[str, Any]) -> None:
    assert found["chain"] is True
