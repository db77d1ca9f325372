"""The same report delivered again, at the same moment or later, by whatever way: one report, one answer."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import httpx
import pytest

from tests.clusters import Cluster, private_cluster
from tests.faults.invariants import ClientLog, check_invariants
from tests.serving import Serving, node, seed

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]

SENDERS = 6


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with private_cluster() as started:
        yield started


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def serving(request: pytest.FixtureRequest) -> Iterator[Serving]:
    with node() as made:
        if request.param == "postgresql":
            cluster: Cluster = request.getfixturevalue("cluster")
            made.database_url = cluster.create(f"twice_{made.port}")
            made.tokens = seed(made.home, made.database_url)
        made.start()
        yield made


def test_the_same_key_at_the_same_moment_makes_one_report(serving: Serving) -> None:
    log, barrier = ClientLog(), Barrier(SENDERS)

    def send(key: str, summary: str) -> None:
        with httpx.Client() as client:
            barrier.wait(30)
            log.note(key, summary, serving.report(key, client, summary=summary))

    with ThreadPoolExecutor(SENDERS) as threads:
        for _ in range(10):
            key, summary = str(uuid4()), f"演示 {uuid4()}"
            for sent in [threads.submit(send, key, summary) for _ in range(SENDERS)]:
                sent.result(60)
    assert len(log.accepted) == 10
    assert sum(log.answers.values()) == 10 * SENDERS
    check_invariants(serving, log)


def test_the_same_key_with_other_words_is_refused(serving: Serving) -> None:
    key = str(uuid4())
    assert serving.report(key, summary="一").status_code == 201
    assert serving.report(key, summary="二").status_code == 409
