"""The checks that are due: one row and one clock for each force and each span that the rule of its region asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from liandong.access.rules import Actor
from liandong.content import dispatching
from liandong.content.readiness import Due, due_on
from liandong.deadlines import services as deadlines
from liandong.deadlines.rules import Holder
from liandong.deadlines.services import Start
from liandong.dispatch.models import ReadinessCheck, ReadinessDuty, SensitivePeriod
from liandong.dispatch.queries.readiness import forces
from liandong.dispatch.services.offices import offices_in
from liandong.kernel import clock
from liandong.kernel.ids import Subject, new_id
from liandong.organizations import queries as organizations

BEIJING = ZoneInfo("Asia/Shanghai")
DUTY = "readiness_check"
EVERY_ZH = {"MONTH": "每月", "WEEK": "每周", "DAY": "每日"}
LEVELS = (12, 9, 6, 4, 2)


@transaction.atomic
def open_duties(actor: Actor, region: str = "") -> int:
    """Enter what is due today and on the marked days to come, for every force of the region; answers how many."""
    known = forces(region)
    today = clock.now().astimezone(BEIJING).date()
    earliest = _start_of(today - timedelta(days=31))
    entered = ReadinessDuty.objects.filter(organization_id__in=known, begins__gte=earliest, dropped_at__isnull=True)
    existing = set(entered.values_list("organization_id", "every", "begins"))
    marked = list(SensitivePeriod.objects.filter(lifted_at__isnull=True, ends__gte=today))
    rows = [
        row
        for force, code in known.items()
        for row in _rows(force, code, _due(code, today, marked))
        if (row.organization_id, row.every, row.begins) not in existing
    ]
    # Two clock processes may want the same row: one enters it, the other finds it there.
    ReadinessDuty.objects.bulk_create(rows, ignore_conflicts=True)
    new = list(ReadinessDuty.objects.filter(id__in=[row.id for row in rows]))
    deadlines.start_many(actor, list(_clocks(new)))
    return len(new)


def meet_duties(actor: Actor, check: ReadinessCheck) -> None:
    """The force was checked: what runs now is met, and what was missed is made good late."""
    now = clock.now()
    due = ReadinessDuty.objects.select_for_update().filter(
        organization_id=check.organization_id, begins__lte=now, met_at__isnull=True, dropped_at__isnull=True
    )
    for duty in due:
        duty.met_at, duty.met_by = now, check
        duty.save(update_fields=["met_at", "met_by"])
        deadlines.meet(actor, subject_of(duty), DUTY)


def drop_days(actor: Actor, period: SensitivePeriod, reason: str) -> None:
    """The sensitive period was lifted: its days to come ask for nothing more, unless another one covers them."""
    rule = dispatching.readiness_rule(period.region_code)
    now = clock.now()
    others = list(SensitivePeriod.objects.filter(lifted_at__isnull=True, ends__gte=now.astimezone(BEIJING).date()))
    rows = ReadinessDuty.objects.select_for_update().filter(
        region_code__startswith=period.region_code,
        every=rule.when_marked,
        begins__gt=now,
        begins__lt=_start_of(period.ends + timedelta(days=1)),
        met_at__isnull=True,
        dropped_at__isnull=True,
    )
    for duty in rows:
        if not _is_marked(duty.region_code, duty.begins.astimezone(BEIJING).date(), others):
            duty.dropped_at = now
            duty.save(update_fields=["dropped_at"])
            deadlines.cancel_all(actor, subject_of(duty), reason)


def subject_of(duty: ReadinessDuty) -> Subject:
    return Subject.of("readiness_duty", duty.id)


def _due(region: str, today: date, marked: Iterable[SensitivePeriod]) -> Iterator[Due]:
    """Of today, and of every marked day still to come: whoever plans the duty sees what a sensitive week asks for."""
    periods = [one for one in marked if region.startswith(one.region_code)]
    days = {day for one in periods for day in _days(max(one.begins, today), one.ends)}
    for day in sorted({today, *days}):
        found = _due_on(region, day, marked=day in days)
        yield from (found if day == today else [one for one in found if one.begins == one.ends])


def _due_on(region: str, day: date, *, marked: bool) -> list[Due]:
    known = dispatching.special_periods().items()
    running = [name for name, one in known if one.runs(region, day.month, day.day)]
    return due_on(dispatching.readiness_rule(region), day, marked=marked, special=running)


def _rows(force: UUID, region: str, due: Iterable[Due]) -> list[ReadinessDuty]:
    spans = {(one.every, one.begins): one for one in due}
    return [
        ReadinessDuty(
            id=new_id(),
            organization_id=force,
            region_code=region,
            every=one.every,
            begins=_start_of(one.begins),
            ends=_start_of(one.ends + timedelta(days=1)),
        )
        for one in spans.values()
    ]


def _clocks(duties: Iterable[ReadinessDuty]) -> Iterator[Start]:
    """Held by the platform that checks; where a region has none, the force itself is reminded."""
    rows = list(duties)
    names = organizations.names({duty.organization_id for duty in rows})
    checkers: dict[str, UUID | None] = {}
    for duty in rows:
        if duty.region_code not in checkers:
            checkers[duty.region_code] = checker_of(duty.region_code)
        yield Start(
            subject=subject_of(duty),
            kind=DUTY,
            region_code=duty.region_code,
            holder=Holder(organization_id=checkers[duty.region_code] or duty.organization_id),
            starts_at=duty.begins,
            due_at=duty.ends,
            data={"title": f"{names.get(duty.organization_id, '')}（{EVERY_ZH[duty.every]}）"},
        )


def checker_of(region: str) -> UUID | None:
    """The platform that checks the forces of a region: its own, else that of the nearest region above."""
    kinds = dispatching.readiness_rule(region).checked_by
    for digits in LEVELS:
        if digits <= len(region) and (found := offices_in(region[:digits], kinds)):
            return found[0].id
    return None


def _is_marked(region: str, day: date, periods: Iterable[SensitivePeriod]) -> bool:
    return any(one.begins <= day <= one.ends and region.startswith(one.region_code) for one in periods)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)
