"""From the content's kind of clock to the terms and the due time of one clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from liandong.content.schemas.deadline_kinds import DeadlineKind
from liandong.deadlines.calendars import calendar_of
from liandong.deadlines.rules import DueBeforeStart, LimitMissing, Rung, Terms, check_limit
from liandong.deadlines.working_days import due_after
from liandong.kernel.durations import Limit


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, by which limit; `provisional` when a holiday notice was still unknown."""

    starts_at: datetime
    due_at: datetime
    limit: str
    provisional: bool = False


def terms_of(kind: DeadlineKind) -> Terms:
    remind, more = kind.remind, kind.extension.at_most
    return Terms(
        title_zh=kind.title.zh,
        title_en=kind.title.en,
        warn_ratio=kind.warn_ratio,
        warn_template=kind.warn_template,
        overdue_template=kind.overdue_template,
        urgency=kind.urgency,
        rungs=tuple(
            Rung(step.id, _seconds(step.after), step.to, step.template, step.urgency) for step in kind.escalation
        ),
        remind_every_s=_seconds(remind.every) if remind else 0,
        remind_at_most=remind.at_most if remind else 0,
        remind_template=remind.template if remind else "",
        extensions=kind.extension.times,
        extension_at_most_s=_seconds(more) if more else 0,
    )


def span(
    kind_id: str,
    kind: DeadlineKind,
    starts_at: datetime,
    within: Limit | None,
    due_at: datetime | None,
    region_code: str,
) -> Span:
    """The given due time, else the given limit, else the kind's own; LimitMissing when there is none."""
    check_limit(within, due_at)
    found = Span(starts_at, due_at, "") if due_at else _by_limit(kind_id, kind, starts_at, within, region_code)
    if found.due_at <= starts_at:
        raise DueBeforeStart(starts_at=starts_at.isoformat(), due_at=found.due_at.isoformat())
    return found


def _by_limit(kind_id: str, kind: DeadlineKind, starts_at: datetime, within: Limit | None, region_code: str) -> Span:
    limit = within or (Limit.parse(kind.within) if kind.within else None)
    if limit is None:
        raise LimitMissing(kind=kind_id)
    if not limit.working_days:
        return Span(starts_at, starts_at + limit.clock, str(limit))
    due = due_after(starts_at, limit.working_days, calendar_of(region_code), kind.day_ends)
    return Span(starts_at, due.at, str(limit), due.provisional)


def _seconds(limit: str) -> float:
    """Ladders count by the clock, also for a limit in working days: whoever is on duty is on duty at night too."""
    parsed = Limit.parse(limit)
    return (parsed.clock + timedelta(days=parsed.working_days)).total_seconds()


def source_of(kind: DeadlineKind) -> str:
    """The document and clause that set the limit, for people to read."""
    return " ".join(part for part in (kind.source.document, kind.clause or kind.source.clause) if part)
