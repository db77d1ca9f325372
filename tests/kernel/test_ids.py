"""Ids are UUIDv7: they carry the time of the kernel's clock and go up in the order they were made."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import Subject, new_id

# 48 bits of milliseconds reach to the year 10889; Python's own dates end before.
MOMENTS = st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(9999, 1, 1), timezones=st.just(UTC))


def milliseconds(id: UUID) -> int:
    return id.int >> 80


@given(MOMENTS)
def test_an_id_is_version_7_of_the_moment_it_was_made(moment: datetime) -> None:
    with kernel_clock.using(SimulatedClock(moment)):
        made = new_id()
    assert made.version == 7
    assert made.variant == RFC_4122
    assert milliseconds(made) == int(moment.timestamp() * 1000)


@given(st.lists(MOMENTS, min_size=2, max_size=20))
def test_ids_sort_by_the_time_they_were_made(moments: list[datetime]) -> None:
    ids = []
    for moment in sorted(moments):
        with kernel_clock.using(SimulatedClock(moment)):
            ids.append(new_id())
    assert ids == sorted(ids)
    assert list(map(str, ids)) == sorted(map(str, ids))


def test_ids_made_in_the_same_millisecond_go_up_too(clock: SimulatedClock) -> None:
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(set(ids))
    assert {each.version for each in ids} == {7}
    assert len({milliseconds(each) for each in ids}) == 1


def test_a_clock_set_back_still_gives_new_ids(clock: SimulatedClock) -> None:
    before = {new_id() for _ in range(100)}
    clock.advance(hours=-1)
    after = {new_id() for _ in range(100)}
    clock.advance(hours=1)
    again = {new_id() for _ in range(100)}
    assert len(before | after | again) == 300


def test_threads_never_get_the_same_id(clock: SimulatedClock) -> None:
    made: list[UUID] = []
    threads = [threading.Thread(target=lambda: made.extend(new_id() for _ in range(500))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4_000


def test_ids_of_two_processes_in_the_same_millisecond_differ_by_chance_alone(clock: SimulatedClock) -> None:
    starts = set()
    for _ in range(200):
        clock.advance(milliseconds=1)
        starts.add(new_id().int & ((1 << 62) - 1))
    assert len(starts) == 200


def test_a_subject_is_a_kind_and_an_id_as_text() -> None:
    row = UUID(int=7)
    assert Subject.of("incident", row) == Subject("incident", str(row))
    assert str(Subject.of("order", row)) == f"order:{row}"
    assert len({Subject.of("order", row), Subject.of("order", str(row))}) == 1
