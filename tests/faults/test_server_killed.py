"""The server is killed without warning, again and again, while clients report: nothing accepted is lost or doubled."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator

import pytest

from tests.clusters import Cluster, private_cluster
from tests.faults import patience, rounds
from tests.faults.invariants import ClientLog, check_invariants, send_reports
from tests.serving import Serving, node, seed

pytestmark = [pytest.mark.fault, pytest.mark.timeout(patience(900))]

CLIENTS = 3
SEED = 20261123


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with private_cluster() as started:
        yield started


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def serving(request: pytest.FixtureRequest) -> Iterator[Serving]:
    with node() as made:
        if request.param == "postgresql":
            cluster: Cluster = request.getfixturevalue("cluster")
            made.database_url = cluster.create(f"killed_{made.port}")
            made.tokens = seed(made.home, made.database_url)
        yield made


def test_nothing_accepted_is_lost_or_doubled(serving: Serving) -> None:
    dice, log, stop = random.Random(SEED), ClientLog(), threading.Event()
    clients = [threading.Thread(target=send_reports, args=(serving, log, stop), daemon=True) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for _ in range(rounds(usual=4)):
        serving.start()
        before = len(log.accepted)
        serving.wait_until(lambda: len(log.accepted) > before + 10)  # noqa: B023
        threading.Event().wait(dice.uniform(0.0, 0.2))
        serving.kill()
    serving.start()
    after = len(log.accepted)
    serving.wait_until(lambda: len(log.accepted) > after + CLIENTS)
    stop.set()
    for client in clients:
        client.join(30)
    assert len(log.accepted) > 40
    check_invariants(serving, log)
