"""The backtest learns from the past alone, and judges both sides by what dispatchers really did."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from liandong.experience.backtest import backtest
from liandong.experience.log import Call, Status, read_log
from liandong.experience.model import Experience, UnitState

SAMPLES = Path(os.environ.get("LIANDONG_SAMPLE_DATA", "samples-not-given")) / "calls911"
EAST, WEST = (112.60, 37.80), (112.50, 37.80)


def call(at: float, place: tuple[float, float], *sent: str, travel_s: float | None = 300.0) -> Call:
    return Call(at, *place, "M", sent, travel_s)


def history() -> list[Call]:
    """Engine E serves the east in four minutes, engine W the west in eight."""
    east = [call(n * 3600.0, EAST, "E", travel_s=240.0) for n in range(20)]
    west = [call(n * 3600.0 + 60, WEST, "W", travel_s=480.0) for n in range(20)]
    return sorted(east + west, key=lambda one: one.at)


def known(at: float, **states: str) -> dict[str, UnitState]:
    return {unit: UnitState(state, unit, at) for unit, state in states.items()}


@pytest.fixture(scope="module")
def taught() -> Experience:
    calls = history()
    return Experience(calls, [one.sent[0] for one in calls])


def test_the_unit_usually_sent_there_comes_first(taught: Experience) -> None:
    free = known(80_000, E="AIQ", W="AIQ")
    assert taught.ranked(call(80_000, EAST), free)[0] == "E"
    assert taught.ranked(call(80_000, WEST), free)[0] == "W"


def test_a_unit_that_is_out_is_never_recommended(taught: Experience) -> None:
    assert taught.ranked(call(80_000, EAST), known(80_000, E="ENR", W="RTQ")) == ["W"]
    assert taught.ranked(call(80_000, EAST), known(80_000, E="ONS", W="NOF")) == []


def test_times_are_those_of_the_place_and_unit(taught: Experience) -> None:
    assert taught.travel_s(call(80_000, EAST), "E", "E") == pytest.approx(240, rel=0.15)
    assert taught.travel_s(call(80_000, WEST), "W", "W") == pytest.approx(480, rel=0.15)


def test_where_a_post_lies_is_learnt_from_its_calls(taught: Experience) -> None:
    assert set(taught.posts) == {"E", "W"}
    assert taught.posts["E"][0] > taught.posts["W"][0]


def log_of(calls: Sequence[Call]) -> list[Status]:
    """Everybody free before each call, and the line that says who was sent, in the second of the call."""
    lines = []
    for one in calls:
        lines += [Status(one.at - 30, unit, "AIQ", unit) for unit in ("E", "W")]
        lines += [Status(one.at, unit, "DSP", unit) for unit in one.sent]
    return lines


def test_the_line_that_says_who_was_sent_is_not_read_before_judging() -> None:
    calls = history()
    found = backtest((calls, log_of(calls)))
    assert (found["calls"], found["first_choice"]) == (13, 1.0)


def test_what_is_judged_teaches_nothing() -> None:
    """In the judged third the engines swap sides; whoever learnt from it would follow."""
    calls = history()
    swapped = [
        *calls[:27],
        *(Call(c.at, c.lon, c.lat, c.kind, ("W" if c.sent == ("E",) else "E",), 300.0) for c in calls[27:]),
    ]
    assert backtest((swapped, log_of(swapped)))["first_choice"] == 0.0


def test_another_period_teaches_and_all_of_this_one_is_judged() -> None:
    calls = history()
    found = backtest((calls, log_of(calls)), learn=(calls, log_of(calls)))
    assert (found["calls"], found["learned_from"]) == (40, 40)


def _written(file: Path, rows: list[dict[str, str]]) -> Path:
    with gzip.open(file, "wt", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


def test_a_log_becomes_calls_with_who_was_sent_and_how_long_it_took(tmp_path: Path) -> None:
    event = {
        "event_id": "X14000001",
        "incident_no": "I1",
        "created_local": "2014-07-01 10:00:00",
        "lon": "120.6",
        "lat": "35.3",
        "type_code_history": "MED>FFA",
    }
    line = {"unit": "E1", "station_or_post": "P1", "event_no": "14000001", "incident_no": "I1"}
    events = _written(tmp_path / "e.csv.gz", [event, event | {"event_id": "X14000002", "lon": ""}])
    status = _written(
        tmp_path / "u.csv.gz",
        [
            line | {"logged_at": "2014-07-01 10:06:00", "status": "ONS"},
            line | {"logged_at": "2014-07-01 10:01:00", "status": "DSP"},
            line | {"logged_at": "2014-07-01 10:01:00", "status": "DSP", "unit": "M1"},
        ],
    )
    calls, statuses = read_log(events, status)
    assert [(one.sent, one.travel_s, one.lon, one.kind) for one in calls] == [(("E1", "M1"), 300.0, -120.6, "M")]
    assert [one.state for one in statuses] == ["DSP", "DSP", "ONS"]


def test_a_real_year_is_foretold_better_than_by_the_baseline() -> None:
    files = [SAMPLES / "slo_cad_events_2014.csv.gz", SAMPLES / "slo_cad_unit_status_2014.csv.gz"]
    if not files[0].exists():
        pytest.skip("SKIPPED: set LIANDONG_SAMPLE_DATA to the folder that holds calls911/slo_cad_events_2014.csv.gz")
    found = backtest(read_log(*files))
    baseline = found["baseline"]
    assert isinstance(baseline, dict)
    assert 1 - found["first_three"] < 0.7 * (1 - baseline["first_three"])  # type: ignore[operator]
    assert found["eta_median_abs_error_s"] < 0.9 * baseline["eta_median_abs_error_s"]  # type: ignore[operator]
