"""Several processes behind one port, on PostgreSQL: all answer, all push, all end together."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.clusters import private_cluster
from tests.server.test_stream import listening
from tests.serving import Serving, node, seed

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    with private_cluster() as cluster, node() as made:
        made.database_url = cluster.create("workers")
        made.tokens = seed(made.home, made.database_url)
        made.workers = 2
        made.start()
        yield made


def children_of(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_commit_of_one_worker_is_heard_by_the_readers_of_all(serving: Serving) -> None:
    with listening(serving) as one, listening(serving) as two, listening(serving) as three:
        for stream in (one, two, three):
            stream.next()
        report = serving.report().json()["id"]
        for stream in (one, two, three):
            assert stream.until(report)


def test_a_key_sent_to_several_workers_makes_one_report(serving: Serving) -> None:
    answers: list[httpx.Response] = []
    threads = [threading.Thread(target=lambda: answers.append(serving.report("the-same-key"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_workers_do_not_outlive_a_parent_that_is_shot(serving: Serving) -> None:
    assert serving.process
    workers = children_of(serving.process.pid)
    assert len(workers) >= 2
    os.kill(serving.process.pid, signal.SIGKILL)
    serving.process.wait(10)
    serving.process = None
    pause = threading.Event()
    for _ in range(500):
        if not any(alive(worker) for worker in workers):
            break
        pause.wait(0.05)
    assert [worker for worker in workers if alive(worker)] == []


def test_all_end_when_asked_to(serving: Serving) -> None:
    if serving.process is None:
        serving.start()
    assert serving.process
    workers = children_of(serving.process.pid)
    assert serving.stop(60) == 0
    assert [worker for worker in workers if alive(worker)] == []


def test_sqlite_takes_one_process() -> None:
    with node() as single:
        done = single.run("serve", "--workers", "2")
        assert done.returncode == 2
        assert "PostgreSQL" in done.stderr
