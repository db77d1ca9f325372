"""`liandong replay`: counts in are counts out, whatever stands in the file and however often it is killed."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from liandong.content import queries as content
from liandong.content.mapping import Refusal
from liandong.incidents import replaying
from liandong.incidents.models import Incident, Report
from liandong.timeline.verification import verify

HEAD = ["event_id", "incident_no", "response_plan_or_name", "created_local", "category", "type_code_last", "type_desc"]
HEAD += ["lon", "lat", "address_block"]


def event(number: int, **said: str) -> dict[str, str]:
    row = dict.fromkeys(HEAD, "")
    row |= {"event_id": f"E{number}", "created_local": "2014-03-01 10:00:00", "category": "Fire"}
    row |= {"type_code_last": "FWL", "type_desc": "FIRE, WILDLAND", "lon": "-120.5", "lat": "35.1"}
    return row | said


def write(file: Path, rows: list[dict[str, str]], *, packed: bool = False) -> Path:
    opener: Any = gzip.open if packed else open
    with opener(file, "wt", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, HEAD)
        writer.writeheader()
        writer.writerows(rows)
    return file


def command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "liandong", *words]


def environment(folder: Path) -> dict[str, str]:
    """A database of its own, in the folder."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("LIANDONG_")}
    return own | {"LIANDONG_DATA_DIR": str(folder), "PYTHONPATH": "src", "LIANDONG_SECRET_KEY": "k" * 40}


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(folder, *words), env=environment(folder), capture_output=True, text=True, timeout=200, check=False
    )


def kept(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "liandong.sqlite3") as database:
        return [key for (key,) in database.execute("SELECT client_key FROM incidents_report ORDER BY client_key")]


@pytest.mark.django_db
class TestABatch:
    def played(self, rows: list[Any], mapping: str = "slo-cad-events", *, promote: bool = False) -> replaying.Tally:
        chosen = content.mapping(mapping)
        numbered = list(enumerate(rows, 1))
        return replaying.play(replaying.player(chosen), chosen, numbered, promote=promote)

    def test_counts_every_record_once(self) -> None:
        rows = [event(1), event(2), event(1), event(3, created_local="25 o'clock"), Refusal("unreadable_row")]
        tally = self.played(rows)
        assert (tally.read, tally.accepted, tally.repeated, tally.refused) == (5, 2, 1, 2)
        assert tally.reasons == {"bad_time": 1, "unreadable_row": 1}

    def test_keeps_a_foreign_place_in_the_region_of_the_mapping(self) -> None:
        self.played([event(1)])
        report = Report.objects.get()
        assert (report.region_code, report.lon, report.lat, report.drill) == ("140105", -120.5, 35.1, True)

    def test_mends_or_leaves_out_a_wrong_longitude_as_the_mapping_says(self) -> None:
        tally = self.played([event(1, lon="120.5"), event(2, lon="3.2")])
        assert sorted(Report.objects.values_list("lon", flat=True), key=str) == [-120.5, None]
        assert tally.mended == {"longitude given without its minus sign": 1, "position left out": 1}

    def test_keeps_the_times_of_the_record_and_the_time_of_the_recording_apart(self) -> None:
        self.played([event(1)])
        report = Report.objects.get()
        assert report.received_at.year == 2014
        assert report.recorded_at.year > 2014

    def test_of_news_is_made_into_incidents_of_the_past_that_are_graded(self) -> None:
        row = {
            "id": "N1",
            "category": "交通事故",
            "title": "两车相撞致6人死亡",
            "report_time": "2008年04月05日 09:12",
            "text": "事故造成6人死亡，3人重伤。",
        }
        tally = self.played([row], "cec-news", promote=True)
        incident = Incident.objects.get()
        assert (tally.incidents, incident.legal_grade, incident.facts["deaths"]) == (1, "LARGER", 6)
        assert incident.response_branch == "HEADQUARTERS"
        assert not incident.submissions.exists()

    def test_played_again_changes_nothing(self) -> None:
        rows = [event(number) for number in range(20)]
        self.played(rows)
        tally = self.played(rows)
        assert (tally.accepted, tally.repeated) == (0, 20)
        assert Report.objects.count() == 20

    def test_leaves_a_timeline_that_verifies(self) -> None:
        self.played([event(number) for number in range(30)])
        assert verify().ok


def test_the_batches_hold_every_row_in_order() -> None:
    rows: list[Any] = [(number, {}) for number in range(1, 12)]
    cut = list(replaying.batches(rows, 5))
    assert [len(batch) for batch in cut] == [5, 5, 1]
    assert [row for batch in cut for row in batch] == rows


class TestTheCommand:
    def test_prints_the_counts_as_json(self, tmp_path: Path) -> None:
        file = write(tmp_path / "calls.csv.gz", [event(1), event(2), event(2)], packed=True)
        done = run(tmp_path, "replay", str(file), "--mapping", "slo-cad-events", "--speed", "max", "--json")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert {name: told[name] for name in ("read", "accepted", "repeated", "refused")} == {
            "read": 3,
            "accepted": 2,
            "repeated": 1,
            "refused": 0,
        }

    @pytest.mark.parametrize(
        "words",
        [
            ("missing.csv", "--mapping", "slo-cad-events"),
            ("calls.csv", "--mapping", "no-such-mapping"),
            ("calls.csv", "--mapping", "no-such-file.yaml"),
            ("calls.csv", "--mapping", "slo-cad-events", "--speed", "fast"),
            ("calls.csv", "--mapping", "slo-cad-events", "--speed", "-1"),
        ],
    )
    def test_says_what_is_wrong_and_ends_with_2(self, tmp_path: Path, words: tuple[str, ...]) -> None:
        write(tmp_path / "calls.csv", [event(1)])
        done = run(tmp_path, "replay", str(tmp_path / words[0]), *words[1:])
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert done.stderr.strip()

    def test_plays_in_the_time_of_the_records_when_asked(self, tmp_path: Path) -> None:
        rows = [event(1), event(2, created_local="2014-03-01 10:00:30")]
        file = write(tmp_path / "calls.csv", rows)
        begun = time.monotonic()
        done = run(tmp_path, "replay", str(file), "--mapping", "slo-cad-events", "--speed", "60", "--json")
        assert json.loads(done.stdout)["accepted"] == 2
        assert time.monotonic() - begun >= 0.5

    @pytest.mark.fault
    def test_killed_again_and_again_loses_nothing_and_doubles_nothing(self, tmp_path: Path) -> None:
        count, chance = 4_000, random.Random(20261123)
        file = write(tmp_path / "calls.csv", [event(number) for number in range(count)])
        run(tmp_path, "replay", str(write(tmp_path / "none.csv", [])), "--mapping", "slo-cad-events")
        words = ("replay", str(file), "--mapping", "slo-cad-events", "--json")
        seen = _kill_while_running(tmp_path, words, chance, times=4)
        told = json.loads(run(tmp_path, *words).stdout)
        assert told["accepted"] + told["repeated"] == told["read"] == count
        assert kept(tmp_path) == sorted(f"slo-cad:E{number}" for number in range(count))
        assert any(0 < rows < count for rows in seen), "no kill hit the middle of a run; let the file be longer"


def _kill_while_running(folder: Path, words: tuple[str, ...], chance: random.Random, times: int) -> list[int]:
    """Kill the command with SIGKILL at random moments after its first batch; how many reports stood after each."""
    seen = []
    for _ in range(times):
        before = len(kept(folder))
        process = subprocess.Popen(
            command(folder, *words), env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None and len(kept(folder)) <= before:
            _pause(0.02)
        _pause(chance.random())
        process.send_signal(signal.SIGKILL)
        process.wait()
        seen.append(len(kept(folder)))
    return seen


def _pause(seconds: float) -> None:
    """Another process runs in real time meanwhile."""
    from threading import Event

    Event().wait(seconds)
