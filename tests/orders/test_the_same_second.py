"""Two people, the same second, the same task: exactly one succeeds, and the other learns who was first."""

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
ROUNDS = 15


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
        database = f"{url.rpartition('/')[0]}/race"
        with psycopg.connect(f"{url.rpartition('/')[0]}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE race")
    return _raced(database, folder)


def _raced(database: str, folder: Path) -> dict[str, Any]:
    environment = {
        **os.environ,
        "LIANDONG_DATABASE_URL": database,
        "LIANDONG_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "liandong.config.settings",
        "PYTHONPATH": os.pathsep.join(["src", "."]),
    }
    command = [sys.executable, "-m", "tests.orders.racing_process", str(ROUNDS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr[-4000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_one_signs_and_the_other_learns_who(found: dict[str, Any]) -> None:
    said = dict(found["sign_at_once"])
    assert said.pop("done") == ROUNDS
    assert sum(said.values()) == ROUNDS
    assert set(said) <= {"409 消防救援大队甲", "409 消防救援大队乙"}


def test_a_result_is_either_verified_or_returned(found: dict[str, Any]) -> None:
    said = dict(found["verify_and_return_at_once"])
    assert said.pop("done") == ROUNDS
    assert sum(said.values()) == ROUNDS
    assert set(said) <= {"409 指挥中心甲", "409 指挥中心乙"}


def test_an_order_whose_last_two_tasks_end_together_ends(found: dict[str, Any]) -> None:
    assert found["last_two_at_once"] == {"CLOSED": ROUNDS}


def test_of_a_withdrawn_order_nothing_stays_open(found: dict[str, Any]) -> None:
    assert found["withdraw_and_forward_at_once"] == {"0": ROUNDS}


def test_the_last_team_goes_to_one_incident(found: dict[str, Any]) -> None:
    assert found["reserve_at_once"] == {"done": ROUNDS, "409 resource_not_enough": ROUNDS}


def test_orders_issued_together_get_numbers_in_a_row(found: dict[str, Any]) -> None:
    assert found["issue_at_once"] == {"done": 4 * ROUNDS}
    assert found["numbers_without_gaps"] is True


def test_the_record_is_whole_afterwards(found: dict[str, Any]) -> None:
    assert found["chain"] is True
