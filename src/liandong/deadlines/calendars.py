"""The working calendar: a place's own days first, then the State Council's yearly notice, then plain weekends."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import chinese_calendar

from liandong.content import queries as content
from liandong.deadlines.working_days import Calendar, DayKind

_SATURDAY = 5


@lru_cache(maxsize=8192)
def national(day: date) -> DayKind:
    """By the published notices (调休 included); beyond them weekends are free and the answer is provisional."""
    try:
        return DayKind(working=bool(chinese_calendar.is_workday(day)))
    except NotImplementedError:
        return DayKind(working=day.weekday() < _SATURDAY, provisional=True)


def calendar_of(region_code: str) -> Calendar:
    """The calendar that holds in a region: the overlays of the regions it lies in, the nearest first."""
    fitting = [overlay for overlay in content.calendars() if region_code.startswith(overlay.region)]
    overlays = sorted(fitting, key=lambda overlay: len(overlay.region), reverse=True)

    def kind_of(day: date) -> DayKind:
        for overlay in overlays:
            if day in overlay.workdays:
                return DayKind(working=True)
            if day in overlay.holidays:
                return DayKind(working=False)
        return national(day)

    return kind_of
