"""What `record` keeps, in which order, and what it refuses to hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import Subject
from liandong.timeline.rules import GENESIS, Entry, NotInTransaction, PersonalData
from liandong.timeline.verification import verify
from tests.timeline.telling import an_order, told

pytestmark = pytest.mark.django_db


class TestAChain:
    def test_begins_at_one_behind_the_empty_hash(self) -> None:
        first = told(an_order())
        assert (first.position, first.previous_hash) == (1, GENESIS)

    def test_links_each_entry_to_the_one_before(self) -> None:
        order = an_order()
        first, second = told(order), told(order, "order_signed_for")
        assert (second.position, second.previous_hash) == (2, first.hash)

    def test_is_separate_for_each_subject(self) -> None:
        told(an_order())
        assert told(an_order()).position == 1

    def test_gives_readers_rising_cursors(self) -> None:
        order = an_order()
        assert told(order).cursor < told(order).cursor

    def test_closes_its_gap_when_the_verb_fails_after_recording(self) -> None:
        order = an_order()
        told(order)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            _ = told(order).position / 0
        assert told(order).position == 2


class TestTheMoments:
    def test_are_the_same_when_nothing_else_is_said(self, clock: SimulatedClock) -> None:
        entry = told(an_order())
        assert entry.occurred_at == entry.recorded_at == clock.now()

    def test_keep_what_happened_earlier_apart_from_when_it_was_recorded(self, clock: SimulatedClock) -> None:
        earlier = clock.now() - timedelta(hours=3)
        entry = told(an_order(), occurred_at=earlier)
        assert (entry.occurred_at, entry.recorded_at) == (earlier, clock.now())


class TestTheIncident:
    def test_of_an_entry_about_an_incident_is_that_incident(self) -> None:
        incident = uuid4()
        assert told(Subject.of("incident", incident)).incident_id == incident

    def test_of_another_subject_is_the_one_named(self) -> None:
        incident = uuid4()
        assert told(an_order(), incident_id=incident).incident_id == incident


class TestPersonalData:
    @pytest.mark.parametrize("value", ["13800138000", "+86 138 0013 8000", "138-0013-8000", "14010519900101123X"])
    def test_is_refused_where_a_field_is_nothing_else(self, value: str) -> None:
        with pytest.raises(PersonalData):
            told(an_order(), data={"caller": {"phone": value}})

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("致电13800138000核实", "致电138****8000核实"),
            ("身份证140105199001011234。", "身份证140****1234。"),
        ],
    )
    def test_is_masked_inside_a_sentence_so_that_the_act_is_not_held_up(self, typed: str, kept: str) -> None:
        entry = told(an_order(), data={"title": typed}, reason=typed)
        assert (entry.data["title"], entry.reason) == (kept, kept)

    @pytest.mark.parametrize(
        "value",
        ["140105-20261123-0007", "019aaf12-1111-7111-8111-113800138000", "20261123080000123", 15_000_000_000],
    )
    def test_is_not_seen_in_numbers_of_another_kind(self, value: Any) -> None:
        assert told(an_order(), data={"value": value}).data == {"value": value}


class TestTheTable:
    @pytest.fixture
    def entry(self) -> Entry:
        return told(an_order())

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE timeline_entry SET verb = 'x'",
            "DELETE FROM timeline_entry",
            "DELETE FROM timeline_head",
            "UPDATE timeline_head SET position = 0",
            "UPDATE timeline_head SET subject_id = 'other'",
        ],
    )
    def test_refuses_to_be_rewritten(self, entry: Entry, statement: str) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_refuses_to_be_emptied(self, entry: Entry) -> None:
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has no TRUNCATE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE timeline_entry")


def test_recording_costs_one_claim_and_two_writes() -> None:
    order = an_order()
    told(order)
    with CaptureQueriesContext(connection) as seen:
        told(order)
    assert len(seen) == 3


class TestTheFirstEntryOfWhatWasJustMade:
    def test_costs_two_writes_and_is_continued_like_any_other(self) -> None:
        order = an_order()
        with CaptureQueriesContext(connection) as seen:
            first = told(order, first=True)
        second = told(order)
        assert len(seen) == 2
        assert (first.position, first.previous_hash) == (1, GENESIS)
        assert (second.position, second.previous_hash) == (2, first.hash)
        assert verify().ok

    def test_is_refused_where_there_is_one_already(self) -> None:
        order = an_order()
        told(order)
        with pytest.raises(IntegrityError), transaction.atomic():
            told(order, first=True)


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused() -> None:
    with pytest.raises(NotInTransaction):
        told(an_order())


def test_ids_and_moments_become_text() -> None:
    post, moment = UUID(int=7), datetime(2026, 11, 23, tzinfo=UTC)
    entry = told(an_order(), data={"id": post, "at": moment, "list": (1, 2)})
    assert entry.data == {"id": str(post), "at": "2026-11-23T00:00:00.000000Z", "list": [1, 2]}
