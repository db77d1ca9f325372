"""What must hold after every fault, whatever it was.

I1 each report that was answered 201 exists once, as it was sent.   I2 nothing is delivered twice for one purpose.
I3 each step of a clock fired once.   I4 every report has one entry of its receiving, and the chains verify.
I5 a stream replayed gives what a fresh reader gets (`tests/server/test_stream.py`, and `replayed_equals_fresh` here).
I6 no server error without a number to quote or a time to come back.   I7 one live assignment for a unit and order.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import psycopg

from tests.serving import Serving


@dataclass
class ClientLog:
    """What the clients sent and what they were told; safe to write from several threads."""

    accepted: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    bad_errors: list[str] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, key: str, summary: str, answer: httpx.Response) -> None:
        with self.guard:
            self.answers[answer.status_code] += 1
            if answer.status_code in {200, 201}:
                report_id = answer.json()["id"]
                earlier = self.accepted.setdefault(key, (report_id, summary))
                assert earlier[0] == report_id, f"{key} was answered as {earlier[0]} and as {report_id}"
            elif answer.status_code >= 500 and not _can_be_quoted(answer):
                self.bad_errors.append(f"{answer.status_code}: {answer.text[:200]}")


def _can_be_quoted(answer: httpx.Response) -> bool:
    if answer.status_code in {503, 507}:
        return "retry-after" in answer.headers
    try:
        return bool(answer.json()["data"]["incident"])
    except (ValueError, KeyError):
        return False


def send_reports(serving: Serving, log: ClientLog, stop: threading.Event, *, again: bool = True) -> None:
    """A client that reports without pause, and sends again under the same key until it is told 201."""
    with httpx.Client(timeout=5) as client:
        while not stop.is_set():
            key, summary = str(uuid4()), f"演示 {uuid4()}"
            while not stop.is_set():
                try:
                    answer = serving.report(key, client, summary=summary)
                except httpx.HTTPError:
                    stop.wait(0.05)
                    continue
                log.note(key, summary, answer)
                if answer.status_code in {200, 201} or not again:
                    break
                stop.wait(0.05)


def check_invariants(serving: Serving, log: ClientLog) -> None:
    """Hold the database against the log; every breach is told at once."""
    rows = Rows(serving)
    breaches = [
        *_reports(rows, log),
        *_told_twice(rows),
        *_fired_twice(rows),
        *_entries(rows, log),
        *(f"I6 {error}" for error in log.bad_errors),
        *_assigned_twice(rows),
        *_chains(serving),
    ]
    assert not breaches, "\n".join(breaches[:20])


class Rows:
    """SELECTs on the node's database, whichever it is."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def of(self, statement: str) -> list[tuple[Any, ...]]:
        if self._serving.database_url:
            with psycopg.connect(self._serving.database_url) as connection:
                return connection.execute(statement).fetchall()
        with closing(sqlite3.connect(self._serving.database_file, timeout=30)) as database:
            return database.execute(statement).fetchall()


def _reports(rows: Rows, log: ClientLog) -> Iterable[str]:
    kept = {
        str(key): (str(report).replace("-", ""), summary)
        for report, key, summary in rows.of("SELECT id, client_key, summary FROM incidents_report")
    }
    doubled = rows.of("SELECT client_key FROM incidents_report GROUP BY client, client_key HAVING count(*) > 1")
    yield from (f"I1 the key {key} has several reports" for (key,) in doubled)
    for key, (report, summary) in log.accepted.items():
        if kept.get(key) != (report.replace("-", ""), summary):
            yield f"I1 report {report} was accepted and is {kept.get(key, 'gone')}"


def _told_twice(rows: Rows) -> Iterable[str]:
    doubled = rows.of("SELECT key, addressee FROM notices_notice GROUP BY key, addressee HAVING count(*) > 1")
    yield from (f"I2 {addressee} was told twice: {key}" for key, addressee in doubled)
    doubled = rows.of(
        "SELECT delivery_id FROM notices_attempt WHERE outcome = 'DELIVERED' GROUP BY delivery_id HAVING count(*) > 1"
    )
    yield from (f"I2 the delivery {delivery} arrived twice" for (delivery,) in doubled)


def _fired_twice(rows: Rows) -> Iterable[str]:
    doubled = rows.of(
        "SELECT deadline_id, step FROM deadlines_firing GROUP BY deadline_id, round, step HAVING count(*) > 1"
    )
    yield from (f"I3 the clock {deadline} fired {step} twice" for deadline, step in doubled)


def _entries(rows: Rows, log: ClientLog) -> Iterable[str]:
    told = Counter(
        str(subject).replace("-", "")
        for (subject,) in rows.of("SELECT subject_id FROM timeline_entry WHERE verb = 'report_received'")
    )
    for report, _ in log.accepted.values():
        if told[report.replace("-", "")] != 1:
            yield f"I4 the receiving of {report} stands {told[report.replace('-', '')]} times on the record"
    reports = {str(row[0]).replace("-", "") for row in rows.of("SELECT id FROM incidents_report")}
    yield from (f"I4 an entry tells of the report {subject}, which does not exist" for subject in told.keys() - reports)


def _assigned_twice(rows: Rows) -> Iterable[str]:
    doubled = rows.of(
        "SELECT order_id, addressee_id FROM orders_assignment WHERE state NOT IN ('WITHDRAWN', 'RETURNED', 'DECLINED',"
        " 'HANDED_ON', 'CANCELLED') GROUP BY order_id, addressee_id HAVING count(*) > 1"
    )
    yield from (f"I7 the order {order} lies twice with {unit}" for order, unit in doubled)


def _chains(serving: Serving) -> Iterable[str]:
    done = serving.run("verify", "--json")
    if done.returncode not in {0, 1}:
        yield f"I4 verify failed: {done.stderr[-500:]}"
        return
    yield from (f"I4 {broken}" for broken in json.loads(done.stdout)["broken"])
