"""Working-day limits: 首日不计, 调休 respected, the last day ends at 24:00; beyond the known years provisional."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.content import queries as content
from liandong.content.schemas.base import Bilingual, Source
from liandong.content.schemas.calendars import Calendar
from liandong.deadlines.calendars import calendar_of, national
from liandong.deadlines.rules import Holder
from liandong.deadlines.services import start
from liandong.deadlines.working_days import BEIJING, DayKind, due_after
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import Subject, new_id
from tests.deadlines.conftest import COUNTY, SYSTEM


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def test_one_working_day_from_a_monday_morning_ends_on_tuesday_at_midnight() -> None:
    assert due_after(beijing("2026-11-23T08:00"), 1, national).at == beijing("2026-11-25T00:00")


def test_the_hour_of_the_start_makes_no_difference() -> None:
    early, late = beijing("2026-11-23T00:00"), beijing("2026-11-23T23:59:59")
    assert due_after(early, 3, national) == due_after(late, 3, national)


def test_it_is_the_day_in_beijing_that_counts() -> None:
    half_past_midnight = datetime.fromisoformat("2026-11-22T16:30:00+00:00")
    assert due_after(half_past_midnight, 1, national).at == beijing("2026-11-25T00:00")


def test_a_weekend_is_passed_over() -> None:
    assert due_after(beijing("2026-11-27T10:00"), 1, national).at == beijing("2026-12-01T00:00")


def test_national_day_is_passed_over_whole() -> None:
    due = due_after(beijing("2026-09-30T10:00"), 1, national)
    assert due.at == beijing("2026-10-09T00:00")
    assert due.provisional is False


def test_a_sunday_that_is_worked_in_exchange_counts() -> None:
    assert national(date(2026, 2, 14)) == DayKind(working=True)
    assert date(2026, 2, 14).weekday() == 5
    assert due_after(beijing("2026-02-13T10:00"), 1, national).at == beijing("2026-02-15T00:00")


def test_a_year_without_a_holiday_notice_counts_weekdays_and_says_so() -> None:
    due = due_after(beijing("2031-01-01T10:00"), 2, national)
    assert due.at == beijing("2031-01-04T00:00")
    assert due.provisional is True


def test_an_office_that_closes_ends_the_day_earlier() -> None:
    due = due_after(beijing("2026-11-23T08:00"), 1, national, day_ends="17:30")
    assert due.at == beijing("2026-11-24T17:30")


@given(
    start=st.datetimes(min_value=datetime(2015, 1, 1), max_value=datetime(2028, 12, 1)),
    days=st.integers(min_value=1, max_value=60),
)
def test_it_agrees_with_counting_days_one_by_one(start: datetime, days: int) -> None:
    begun = start.replace(tzinfo=BEIJING)
    due = due_after(begun, days, national)
    last = due.at.astimezone(BEIJING).date() - timedelta(days=1)
    between = [begun.date() + timedelta(days=n) for n in range(1, (last - begun.date()).days + 1)]
    assert sum(national(day).working for day in between) == days
    assert national(last).working
    assert due.at.astimezone(BEIJING).time().isoformat() == "00:00:00"


@given(start=st.datetimes(min_value=datetime(2015, 1, 1), max_value=datetime(2026, 6, 1)), days=st.integers(1, 30))
def test_more_days_are_never_due_sooner(start: datetime, days: int) -> None:
    begun = start.replace(tzinfo=BEIJING)
    assert due_after(begun, days, national).at < due_after(begun, days + 1, national).at


def overlay(region: str, holidays: tuple[date, ...] = (), workdays: tuple[date, ...] = ()) -> Calendar:
    return Calendar(
        id=f"overlay-{region or 'all'}",
        title=Bilingual(zh="地方安排", en="local days"),
        version=1,
        effective_from=date(2026, 1, 1),
        source=Source(document="测试"),
        region=region,
        holidays=holidays,
        workdays=workdays,
    )


def test_a_place_may_make_a_day_free_or_worked_and_the_nearest_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monday, saturday = date(2026, 11, 23), date(2026, 11, 28)
    overlays = [overlay("14", holidays=(monday,), workdays=(saturday,)), overlay(COUNTY, workdays=(monday,))]
    monkeypatch.setattr(content, "calendars", lambda: overlays)
    assert calendar_of(COUNTY)(monday).working is True
    assert calendar_of("140106")(monday).working is False
    assert calendar_of("140106")(saturday).working is True
    assert calendar_of("130100")(monday).working is True


@pytest.mark.django_db
def test_a_clock_in_working_days_is_due_at_the_end_of_the_last_one(clock: SimulatedClock) -> None:
    deadline = start(
        SYSTEM,
        Subject.of("ticket", new_id()),
        "working_obligation",
        region_code=COUNTY,
        holder=Holder(post_id=new_id()),
        starts_at=clock.now(),
    )
    assert deadline.due_at == beijing("2026-12-01T00:00")
    assert (deadline.limit, deadline.provisional) == ("5wd", False)
