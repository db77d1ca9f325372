"""Which checks a day asks for: the ordinary rule, and what marked days and special periods add."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from liandong.content.schemas.readiness import Every, ReadinessRule


@dataclass(frozen=True, slots=True)
class Due:
    """One check that is due between two days, both included."""

    every: Every
    begins: date
    ends: date


def due_on(rule: ReadinessRule, day: date, *, marked: bool, special: Collection[str]) -> list[Due]:
    """What runs on the day: always the ordinary check, and each denser one that holds then."""
    wanted: list[Every] = [rule.every]
    wanted += [rule.when_marked] if marked else []
    wanted += [every for name, every in rule.special_periods.items() if name in special]
    return [_span(every, day) for every in dict.fromkeys(wanted)]


def _span(every: Every, day: date) -> Due:
    """The calendar month, the week from Monday to Sunday, or the day itself."""
    if every == "MONTH":
        last = calendar.monthrange(day.year, day.month)[1]
        return Due(every, day.replace(day=1), day.replace(day=last))
    if every == "WEEK":
        monday = day - timedelta(days=day.weekday())
        return Due(every, monday, monday + timedelta(days=6))
    return Due(every, day, day)
