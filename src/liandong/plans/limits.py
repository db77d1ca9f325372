"""When the order of a task is due: by the clock, by the region's working days, and by the end of the day (当日)."""

from __future__ import annotations

from datetime import datetime

from liandong.content import planning
from liandong.content.schemas.plans import Plan, ResponseLevel
from liandong.deadlines.calendars import calendar_of
from liandong.deadlines.working_days import due_after


def due_of(plan: Plan, task_id: str, level: ResponseLevel, origin: datetime, region_code: str) -> datetime:
    """The end of the limit that counts from `origin`; unlike the time on paper it counts working days exactly."""
    limit = planning.limit_of(plan, task_id, level)
    by_days = due_after(origin, limit.working_days, calendar_of(region_code)).at if limit.working_days else None
    due = by_days or origin + limit.clock
    last = planning.end_of_day(plan, task_id, origin)
    return due if last is None else min(due, last)
