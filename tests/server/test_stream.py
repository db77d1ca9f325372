"""`GET /api/stream`: who may listen, what is heard, and that nothing is ever missed."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.serving import Serving, node


@dataclass
class Heard:
    """One server-sent event."""

    name: str
    id: str
    data: dict[str, Any]


class Listener:
    """An open stream, read event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def next(self) -> Heard:
        """The next event; StopIteration when the server has closed the stream."""
        fields: dict[str, str] = {}
        for line in self._lines:
            if not line and "data" in fields:
                return Heard(fields.get("event", ""), fields.get("id", ""), json.loads(fields["data"]))
            name, _, value = line.partition(": ")
            fields[name] = value
        raise StopIteration

    def until(self, entry_of: str) -> list[Heard]:
        """Everything up to the entry about that subject."""
        heard = []
        while True:
            heard.append(self.next())
            if heard[-1].data.get("subject_id") == entry_of:
                return heard


@contextmanager
def listening(server: Serving, username: str = "duty_officer", last: str = "", **headers: str) -> Iterator[Listener]:
    sent = {**server.headers(username), **({"Last-Event-ID": last} if last else {}), **headers}
    with httpx.stream("GET", f"{server.url}/api/stream", headers=sent, timeout=10) as response:
        yield Listener(response)


def test_nobody_listens_unknown(server: Serving) -> None:
    assert server.get("/api/stream").status_code == 401


def test_the_first_event_says_from_where_on_nothing_is_missed(server: Serving) -> None:
    with listening(server) as stream:
        assert stream.response.headers["content-type"].startswith("text/event-stream")
        assert stream.next().name == "hello"


def test_what_is_committed_is_heard_with_its_sentence(server: Serving) -> None:
    with listening(server) as stream:
        stream.next()
        report = server.report().json()["id"]
        heard = stream.until(report)[-1]
        assert (heard.name, heard.id) == ("entry", heard.data["cursor"])
        assert heard.data["sentence"]


def test_the_sentence_is_in_the_listener_s_language(server: Serving) -> None:
    english = {"Accept-Language": "en"}
    with listening(server) as zh, listening(server, **english) as en:
        zh.next()
        en.next()
        report = server.report().json()["id"]
        assert zh.until(report)[-1].data["sentence"] != en.until(report)[-1].data["sentence"]


def test_a_neighbour_hears_nothing_of_it(server: Serving) -> None:
    with listening(server, "stranger") as stranger, listening(server, "upper_duty") as upper:
        start = stranger.next()
        upper.next()
        report = server.report().json()["id"]
        upper.until(report)
    with listening(server, "stranger", start.id) as stranger:
        stranger.next()
        own = httpx.post(
            f"{server.url}/api/reports",
            json={"channel": "POLICE_110", "summary": "邻区", "region_code": "140106"},
            headers={**server.headers("stranger"), "Idempotency-Key": report},
            timeout=10,
        )
        assert own.status_code == 201, own.text
        assert {event.data["region_code"] for event in stranger.until(own.json()["id"])} <= {"140106"}


def test_whoever_comes_back_is_told_what_was_missed_once_and_in_order(server: Serving) -> None:
    with listening(server) as stream:
        stream.next()
        first = server.report().json()["id"]
        seen = stream.until(first)[-1].id
    missed = [server.report().json()["id"] for _ in range(3)]
    with listening(server, last=seen) as stream:
        live = server.report().json()["id"]
        heard = [event for event in stream.until(live) if event.name == "entry"]
    subjects = [event.data["subject_id"] for event in heard if event.data["subject_id"] in {*missed, live, first}]
    assert list(dict.fromkeys(subjects)) == [*missed, live]
    assert len({event.id for event in heard}) == len(heard)


def test_the_state_after_catching_up_is_the_state_fetched_anew(server: Serving) -> None:
    """Zulip's lesson: replaying the events over an old state must give what a fresh reader gets."""
    with listening(server) as stream:
        start = stream.next().id
    for _ in range(10):
        last = server.report().json()["id"]
    with listening(server, last=start) as stream:
        replayed = [event.data["id"] for event in stream.until(last) if event.name == "entry"]
    fresh = []
    cursor: str | None = start
    while cursor is not None:
        page = server.get(f"/api/timeline?limit=7&cursor={cursor}", "duty_officer").json()
        fresh += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert replayed == fresh[: len(replayed)]
    assert len(replayed) >= 10


def test_a_cursor_that_is_none_is_refused(server: Serving) -> None:
    headers = {**server.headers("duty_officer"), "Last-Event-ID": "yesterday"}
    answer = httpx.get(f"{server.url}/api/stream", headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (422, "timeline_bad_cursor")


def test_a_revoked_token_hears_nothing_more_within_five_seconds() -> None:
    with node() as serving:
        serving.start()
        with listening(serving) as stream:
            stream.next()
            revoke_token_of(serving, "duty_officer")
            ended = threading.Event()

            def read_on() -> None:
                try:
                    while True:
                        stream.next()
                except (StopIteration, httpx.HTTPError):
                    ended.set()

            threading.Thread(target=read_on, daemon=True).start()
            assert ended.wait(5.0)


def revoke_token_of(serving: Serving, username: str) -> None:
    """As another process would, behind this server's back."""
    database = sqlite3.connect(serving.database_file, timeout=10)
    with database:
        database.execute(
            "UPDATE access_apitoken SET revoked_at = '2026-01-01 00:00:00' WHERE name = ?", [f"test {username}"]
        )
    database.close()
