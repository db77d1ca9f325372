"""Two calls, one event: likeness by place, time, type, caller and words, each with its reason."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from liandong.incidents import queries, services
from liandong.incidents.queries.duplicates import likely_duplicates
from liandong.incidents.rules.duplicates import WEIGHTS, Told, box, candidates, likeness, metres, score
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.geo import EARTH_RADIUS_M, Position, distance_m
from tests.incidents.people import SYSTEM, actor
from tests.incidents.telling import GAS_BLAST, draft, opened, reported

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
HERE: dict[str, Any] = {"lon": 112.5489, "lat": 37.7306}
NEARBY: dict[str, Any] = {"lon": 112.5500, "lat": 37.7310}
FAR: dict[str, Any] = {"lon": 112.9000, "lat": 37.9000}


def told(**said: object) -> Told:
    defaults: dict[str, object] = {
        "report_id": uuid4(),
        "incident_id": None,
        "event_type": "",
        "occurred_at": NOON,
        "phone_hash": "",
        "text": "",
        "distance_m": None,
    }
    return Told(**{**defaults, **said})  # type: ignore[arg-type]


class TestTheScore:
    def test_of_the_same_place_time_and_type_is_enough(self) -> None:
        found = score(told(event_type=GAS_BLAST), told(event_type=GAS_BLAST, distance_m=120))
        assert found.score >= WEIGHTS.enough
        assert [reason.zh for reason in found.reasons] == ["相距120米", "相隔0分钟", "事件类型相同"]

    def test_of_the_same_caller_within_minutes_is_enough(self) -> None:
        assert score(told(phone_hash="a"), told(phone_hash="a")).score >= WEIGHTS.enough

    def test_of_the_same_time_alone_is_not(self) -> None:
        assert score(told(), told()).score < WEIGHTS.enough

    def test_falls_with_distance_and_time(self) -> None:
        near, far = told(distance_m=100), told(distance_m=1400)
        assert score(told(), near).score > score(told(), far).score
        late = told(occurred_at=NOON + timedelta(hours=5), distance_m=100)
        assert score(told(), near).score > score(told(), late).score

    def test_counts_nothing_beyond_the_radius_and_the_window(self) -> None:
        beyond = told(distance_m=WEIGHTS.radius_m + 1, occurred_at=NOON + WEIGHTS.window + timedelta(seconds=1))
        assert score(told(), beyond).score == 0

    def test_of_the_same_class_counts_half_of_the_type(self) -> None:
        same, kin = told(event_type="20400"), told(event_type="20700")
        assert 0 < score(told(event_type="20400"), kin).score < score(told(event_type="20400"), same).score

    @given(st.text(max_size=40), st.text(max_size=40))
    def test_likeness_of_words_is_symmetric_and_between_0_and_1(self, one: str, other: str) -> None:
        assert 0 <= likeness(one, other) == likeness(other, one) <= 1

    def test_likeness_of_the_same_words_is_1_and_needs_no_dictionary(self) -> None:
        assert likeness("小区燃气爆炸", "小区燃气爆炸") == 1
        assert likeness("许西村燃气爆炸起火", "许西村发生燃气爆炸") > 0.4

    @given(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02))
    def test_distance_on_a_plane_is_that_on_the_globe_to_a_thousandth(self, east: float, north: float) -> None:
        there = (112.55 + east, 37.73 + north)
        assert metres((112.55, 37.73), there) == pytest.approx(
            distance_m(Position(112.55, 37.73), Position(*there)), rel=1e-3, abs=0.01
        )

    @given(st.floats(-180, 180), st.floats(-80, 80), st.floats(0, 360))
    def test_the_box_holds_every_place_within_the_radius(self, lon: float, lat: float, bearing: float) -> None:
        west, east, south, north = box(lon, lat, 1500)
        up = math.degrees(1499 / EARTH_RADIUS_M)
        there = (
            lon + up * math.sin(math.radians(bearing)) / math.cos(math.radians(lat)),
            lat + up * math.cos(math.radians(bearing)),
        )
        assert west <= there[0] <= east
        assert south <= there[1] <= north

    def test_at_most_five_are_named_in_a_surge(self) -> None:
        others = [told(phone_hash="a") for _ in range(40)]
        assert len(candidates(told(phone_hash="a"), others)) == WEIGHTS.shown

    def test_a_report_is_no_candidate_of_itself(self) -> None:
        one = told(phone_hash="a", distance_m=0)
        assert candidates(one, [one]) == ()

    def test_the_likeliest_comes_first(self) -> None:
        far, near = told(distance_m=900, event_type=GAS_BLAST), told(distance_m=10, event_type=GAS_BLAST)
        found = candidates(told(event_type=GAS_BLAST), [far, near])
        assert [one.report_id for one in found] == [near.report_id, far.report_id]


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
class TestOnReceiving:
    def test_a_second_call_from_next_door_names_the_first_and_its_incident(self) -> None:
        incident = opened(**HERE)
        receipt = services.receive_report(SYSTEM, draft(event_type=GAS_BLAST, **NEARBY))
        assert [one.incident_id for one in receipt.candidates] == [incident.id]
        assert receipt.candidates[0].reasons[0].zh.startswith("相距")

    def test_a_call_from_far_away_names_nothing(self) -> None:
        opened(**HERE)
        assert services.receive_report(SYSTEM, draft(event_type=GAS_BLAST, **FAR)).candidates == ()

    def test_the_same_caller_is_found_without_a_place(self) -> None:
        first = reported(reporter_phone="13812345678")
        receipt = services.receive_report(SYSTEM, draft(reporter_phone="+86 138 1234 5678"))
        assert [one.report_id for one in receipt.candidates] == [first.id]

    def test_an_exercise_is_never_like_a_real_call(self) -> None:
        reported(drill=True, **HERE)
        assert services.receive_report(SYSTEM, draft(**HERE)).candidates == ()

    def test_a_false_report_is_no_candidate(self) -> None:
        services.mark_false(SYSTEM, reported(event_type=GAS_BLAST, **HERE).id, "恶作剧")
        assert services.receive_report(SYSTEM, draft(event_type=GAS_BLAST, **HERE)).candidates == ()

    def test_yesterdays_call_is_no_candidate(self, clock: SimulatedClock) -> None:
        reported(event_type=GAS_BLAST, **HERE)
        clock.advance(days=1)
        assert services.receive_report(SYSTEM, draft(event_type=GAS_BLAST, **HERE)).candidates == ()

    def test_can_be_asked_again_later(self) -> None:
        first, second = reported(event_type=GAS_BLAST, **HERE), reported(event_type=GAS_BLAST, **NEARBY)
        found = queries.candidates(actor("duty_officer"), first.id)
        assert [one.report_id for one in found] == [second.id]

    def test_reads_only_the_index_of_places_and_that_of_callers(self) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("the plan of an empty table says nothing on PostgreSQL; the benchmark measures it")
        report = reported(reporter_phone="13812345678", **HERE)
        with CaptureQueriesContext(connection) as told:
            likely_duplicates(report)
        with connection.cursor() as cursor:
            plans = [cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}").fetchall() for query in told]
        steps = [row[3] for plan in plans for row in plan]
        assert not [step for step in steps if step.startswith("SCAN incidents_report")]
        assert sum("report_near" in step for step in steps) == 7
        assert sum("report_caller" in step for step in steps) == 1

    def test_costs_as_many_statements_as_the_hot_path_may(self, django_assert_max_num_queries: object) -> None:
        reported(**HERE)
        with django_assert_max_num_queries(8):  # type: ignore[operator]
            # savepoint and release of the test's own transaction, report, likeness, and three of the timeline
            services.receive_report(SYSTEM, draft(event_type=GAS_BLAST, **HERE))
