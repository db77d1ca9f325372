"""A log of computer-aided dispatch: calls with the units first sent, and the unit states of each moment."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

FREE = frozenset({"AIQ", "AOR", "RTQ", "AOS", "AV", "AOP"})
"""Available in quarters, on the radio, returning, on scene, … : may be sent. The reading is the data set's own."""

SENT, ARRIVED = "DSP", "ONS"
LATEST_S = 1800.0
"""A unit first sent later than this after the call answers something else (cover, a second alarm)."""

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Status:
    """A unit said (`at`, local seconds) in which state it is and at which post."""

    at: float
    unit: str
    state: str
    post: str


@dataclass(frozen=True, slots=True)
class Call:
    """`at` is when the first unit was sent; `sent` are those sent in that same second, the first named first.

    `travel_s` is from being sent to being on scene, for the first of them, None where the log does not say.
    """

    at: float
    lon: float
    lat: float
    kind: str
    sent: tuple[str, ...]
    travel_s: float | None


def read_log(events: Path, unit_status: Path) -> tuple[list[Call], list[Status]]:
    """Calls and statuses in the order of time."""
    rows = sorted(_rows(unit_status), key=lambda row: row["logged_at"])
    statuses = [Status(_moment(row["logged_at"]), row["unit"], row["status"], row["station_or_post"]) for row in rows]
    by_number = defaultdict[str, Rows](list)
    for row in rows:
        if row["event_no"]:
            by_number[row["event_no"]].append(row)
    calls = [call for event in _rows(events) if (call := _call(event, by_number[event["event_id"][-8:]])) is not None]
    return sorted(calls, key=lambda call: call.at), statuses


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def _moment(text: str) -> float:
    """Seconds of a local wall time; only differences and hours of the day are ever used."""
    return (datetime.fromisoformat(text) - datetime(2000, 1, 1)).total_seconds()  # noqa: DTZ001


def _call(event: dict[str, str], rows: Rows) -> Call | None:
    """None where the log cannot say who was sent to it, or where it lay; numbers used twice go by the incident."""
    rows = [row for row in rows if not event["incident_no"] or row["incident_no"] in {"", event["incident_no"]}]
    sent = [row for row in rows if row["status"] == SENT]
    with suppress(ValueError):
        # Longitudes without their sign are a known slip of this county's records.
        lon, lat = -abs(float(event["lon"])), float(event["lat"])
        if not sent or not -60 <= _moment(sent[0]["logged_at"]) - _moment(event["created_local"]) <= LATEST_S:
            return None
        first = [row["unit"] for row in sent if row["logged_at"] == sent[0]["logged_at"]]
        at = _moment(sent[0]["logged_at"])
        return Call(
            at, lon, lat, event["type_code_history"].split(">")[0][:1], tuple(first), _travel(rows, first[0], at)
        )
    return None


def _travel(rows: Rows, unit: str, at: float) -> float | None:
    arrived = [row for row in rows if row["unit"] == unit and row["status"] == ARRIVED]
    seconds = _moment(arrived[0]["logged_at"]) - at if arrived else 0.0
    return seconds if 0 < seconds < 7200 else None
