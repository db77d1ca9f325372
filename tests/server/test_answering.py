"""One port answers health, figures, the API and bad requests; what was accepted is kept."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

from tests.serving import Serving, node


def test_a_live_process_says_so(server: Serving) -> None:
    assert server.get("/live").text == "live\n"


def test_a_fit_process_says_what_it_looked_at(server: Serving) -> None:
    told = server.get("/ready").json()
    assert (told["ok"], told["reasons"], told["database"]) == (True, [], "sqlite")
    assert {"deadlines", "notices", "access"} <= told["loops"].keys()
    assert told["clock_lag_s"] is not None
    assert told["outbox_age_s"] is not None


def test_figures_can_be_scraped(server: Serving) -> None:
    server.get("/api/session")
    text = server.get("/metrics").text
    for name in (
        'liandong_requests_total{method="GET",status="401"}',
        "liandong_request_seconds_bucket",
        "liandong_deadline_lag_seconds",
        "liandong_outbox_age_seconds",
        "liandong_stream_readers",
        "liandong_timeline_entries",
    ):
        assert name in text, name


def test_the_api_answers_with_the_reader_s_rights(server: Serving) -> None:
    assert server.get("/api/timeline").status_code == 401
    answer = server.get("/api/timeline?limit=3", "duty_officer")
    assert answer.status_code == 200
    assert answer.json()["items"]
    assert all(item["region_code"].startswith("140105") for item in answer.json()["items"])


@pytest.mark.parametrize("path", ["/api/%E4%B8%AD", "/api/a%2525b", "/api/%FF", "/api/%00", "/api//x", "/nothing"])
def test_odd_addresses_are_refused_politely(server: Serving, path: str) -> None:
    assert server.get(path, "duty_officer").status_code in {400, 404}


def test_a_report_is_kept_once_however_often_it_is_sent(server: Serving) -> None:
    key = str(uuid4())
    answers = [server.report(key) for _ in range(5)]
    assert answers[0].status_code == 201, answers[0].text
    assert {answer.json()["id"] for answer in answers} == {answers[0].json()["id"]}


def test_many_writers_at_once_are_all_answered_and_all_kept(server: Serving) -> None:
    def some(_: int) -> list[httpx.Response]:
        with httpx.Client() as client:
            return [server.report(client=client) for _ in range(12)]

    with ThreadPoolExecutor(8) as threads:
        answers = [answer for part in threads.map(some, range(8)) for answer in part]
    assert {answer.status_code for answer in answers} == {201}
    kept = {row[0] for row in sqlite3.connect(server.database_file).execute("SELECT id FROM incidents_report")}
    assert {answer.json()["id"].replace("-", "") for answer in answers} <= kept


def test_a_long_list_does_not_wait_for_writers(server: Serving) -> None:
    lock = sqlite3.connect(server.database_file, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        assert server.get("/api/timeline?limit=100", "duty_officer").status_code == 200
    finally:
        lock.execute("ROLLBACK")


class TestStopping:
    def test_a_request_that_is_being_answered_is_finished(self) -> None:
        with node() as serving, ThreadPoolExecutor(8) as threads:
            serving.start()
            lock = sqlite3.connect(serving.database_file, isolation_level=None)
            lock.execute("BEGIN IMMEDIATE")
            waiting = [threads.submit(serving.report) for _ in range(4)]
            serving.wait_until(lambda: "liandong_requests_in_flight 4.0" in serving.get("/metrics").text)
            assert serving.process
            serving.process.terminate()
            lock.execute("ROLLBACK")
            assert [one.result().status_code for one in waiting] == [201] * 4
            assert serving.process.wait(30) == 0

    def test_is_clean_when_nothing_is_going_on(self) -> None:
        with node() as serving:
            serving.start()
            assert serving.stop(15) == 0
