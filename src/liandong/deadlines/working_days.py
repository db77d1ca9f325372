"""Working-day arithmetic (民法典第二百零一条、第二百零三条). Pure: the calendar is handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class DayKind:
    """Whether people work that day; `provisional` when the year's holiday notice is not known yet."""

    working: bool
    provisional: bool = False


Calendar = Callable[[date], DayKind]


@dataclass(frozen=True, slots=True)
class DueTime:
    at: datetime
    provisional: bool = False


def due_after(
    start: datetime, working_days: int, calendar: Calendar, day_ends: str = "24:00", zone: tzinfo = BEIJING
) -> DueTime:
    """The end of the n-th working day after the day of `start`.

    The day on which it starts does not count (第二百零一条); the last day ends at 24:00, or at `day_ends` where
    the kind says that business ends then (第二百零三条). `provisional` when any day looked at was.
    """
    day = start.astimezone(zone).date()
    left, provisional = working_days, False
    while left:
        day += timedelta(days=1)
        kind = calendar(day)
        provisional |= kind.provisional
        left -= kind.working
    return DueTime(_end_of(day, day_ends, zone), provisional)


def _end_of(day: date, day_ends: str, zone: tzinfo) -> datetime:
    if day_ends == "24:00":
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    return datetime.combine(day, time.fromisoformat(day_ends), tzinfo=zone)
