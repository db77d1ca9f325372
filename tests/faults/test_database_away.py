"""PostgreSQL stops, freezes or dies: nobody is told 201 wrongly, all are told when to come back, then it goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests.clusters import Cluster, private_cluster
from tests.faults.invariants import ClientLog, check_invariants
from tests.serving import Serving, node, seed

pytestmark = [pytest.mark.fault, pytest.mark.postgresql, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with private_cluster() as started:
        yield started


@pytest.fixture(scope="module")
def serving(cluster: Cluster) -> Iterator[Serving]:
    with node() as made:
        made.database_url = cluster.create("away")
        made.tokens = seed(made.home, made.database_url)
        made.start()
        yield made


def refused(serving: Serving, log: ClientLog) -> None:
    """A report and a list while the database is away: 503 with a time to come back, soon."""
    key, summary = str(uuid4()), "断库期间"
    began = time.monotonic()
    answer = serving.report(key, summary=summary)
    took = time.monotonic() - began
    log.note(key, summary, answer)
    assert (answer.status_code, answer.headers.get("retry-after", "none")) == (503, "2"), answer.text
    assert took < 5.0, f"{took:.1f} s"
    assert serving.get("/api/timeline", "duty_officer").status_code == 503
    assert serving.get("/live").status_code == 200
    began = time.monotonic()
    ready = serving.get("/ready")
    assert ready.status_code == 503
    assert json.loads(ready.text)["reasons"]
    assert time.monotonic() - began < 3.0


def works_again(serving: Serving, log: ClientLog) -> float:
    """Seconds until a report is accepted again."""

    def accepted() -> bool:
        key, summary = str(uuid4()), f"恢复 {uuid4()}"
        answer = serving.report(key, summary=summary)
        log.note(key, summary, answer)
        return answer.status_code == 201

    took = serving.wait_until(accepted)
    serving.wait_until(lambda: serving.get("/ready").status_code == 200)
    return took


def test_stopped_and_started_again(serving: Serving, cluster: Cluster) -> None:
    log = ClientLog()
    works_again(serving, log)
    cluster.stop()
    refused(serving, log)
    cluster.start()
    assert works_again(serving, log) < 10.0
    check_invariants(serving, log)


def test_frozen_and_thawed(serving: Serving, cluster: Cluster) -> None:
    log = ClientLog()
    works_again(serving, log)
    with cluster.frozen():
        refused(serving, log)
    assert works_again(serving, log) < 10.0
    check_invariants(serving, log)


def test_killed_with_all_its_processes(serving: Serving, cluster: Cluster) -> None:
    log = ClientLog()
    for _ in range(5):
        works_again(serving, log)
    cluster.kill()
    refused(serving, log)
    cluster.start()
    assert works_again(serving, log) < 10.0
    check_invariants(serving, log)


def test_the_stream_goes_on_without_a_gap(serving: Serving, cluster: Cluster) -> None:
    from tests.server.test_stream import listening

    log = ClientLog()
    with listening(serving) as stream:
        stream.next()
        cluster.stop()
        with pytest.raises(AssertionError), httpx.Client():
            assert serving.report().status_code == 201
        cluster.start()
        works_again(serving, log)
        last = list(log.accepted.values())[-1][0]
        heard = {event.data.get("subject_id") for event in stream.until(last)}
    assert {report for report, _ in log.accepted.values()} <= heard


class TestADatabaseThatLies:
    @pytest.mark.parametrize("setting", ["fsync=off", "full_page_writes=off", "synchronous_commit=off"])
    def test_is_refused_at_the_start(self, setting: str) -> None:
        with private_cluster() as careless, node() as made:
            careless.stop("fast")
            careless.start(f"-c {setting}")
            made.database_url = careless.create("careless")
            done = made.run("serve", "--port", str(made.port), "--migrate")
            assert done.returncode == 3
            assert setting.split("=")[0] in done.stderr
