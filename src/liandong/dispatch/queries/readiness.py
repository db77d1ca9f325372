"""Readiness read: the forces, what is due and overdue, what was checked and how each force did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from uuid import UUID

from django.db.models import Q, QuerySet

from liandong.access.queries import in_scope
from liandong.access.rules import Actor
from liandong.dispatch.models import ReadinessCheck, ReadinessDuty, SensitivePeriod, Unit
from liandong.dispatch.queries.visibility import READ
from liandong.dispatch.rules.problems import NoForce
from liandong.dispatch.rules.readiness import CheckKind, CheckResult, Measured
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.organizations import queries as organizations


@dataclass(frozen=True, slots=True)
class ForceReadiness:
    """One force: what it was asked for and how it did. `median_seconds` is to the answer, None where none came."""

    organization_id: UUID
    region_code: str
    due: int
    overdue: int
    missed: int
    checks: int
    in_time: int
    silent: int
    median_seconds: float | None
    last_at: datetime | None


def forces(region: str = "") -> dict[UUID, str]:
    """应急救援力量: the organisations that have a unit on the dispatch desk, each with its own region."""
    rows = Unit.objects.filter(drill=False, organization_id__isnull=False)
    owners = set(rows.values_list("organization_id", flat=True).distinct())
    found = organizations.standings({one for one in owners if one})
    return {one: told.region_code for one, told in found.items() if told.region_code.startswith(region)}


def region_of_force(organization_id: UUID) -> str:
    """The region of a force; NoForce for an organisation without a unit."""
    found = organizations.organization(organization_id)
    if not Unit.objects.filter(organization_id=organization_id, drill=False).exists():
        raise NoForce
    return found.region_code


def visible_checks(actor: Actor) -> QuerySet[ReadinessCheck]:
    """Of the regions the actor may read, and the actor's own."""
    scoped = in_scope(actor, READ, ReadinessCheck.objects.all())
    if actor.organization_id is not None:
        scoped = scoped | ReadinessCheck.objects.filter(organization_id=actor.organization_id)
    return scoped.select_related("unit")


def access_check(actor: Actor, check_id: UUID) -> ReadinessCheck:
    found = visible_checks(actor).filter(id=check_id).first()
    if found is None:
        raise NotFound(kind="readiness_check", id=str(check_id))
    return found


def visible_duties(actor: Actor) -> QuerySet[ReadinessDuty]:
    """What is due, of the regions the actor may read; what was dropped is not shown."""
    return in_scope(actor, READ, ReadinessDuty.objects.filter(dropped_at__isnull=True))


def overdue(rows: QuerySet[ReadinessDuty]) -> QuerySet[ReadinessDuty]:
    """Those whose time has passed without a check."""
    return rows.filter(met_at__isnull=True, ends__lte=clock.now())


def visible_periods(actor: Actor) -> QuerySet[SensitivePeriod]:
    return in_scope(actor, READ, SensitivePeriod.objects.all())


def access_period(actor: Actor, period_id: UUID) -> SensitivePeriod:
    found = visible_periods(actor).filter(id=period_id).first()
    if found is None:
        raise NotFound(kind="sensitive_period", id=str(period_id))
    return found


def measured(check: ReadinessCheck) -> Measured:
    """What the check has measured so far."""
    return Measured(
        kind=CheckKind(check.kind),
        with_place=bool(check.place),
        called_at=check.called_at,
        answered_at=check.answered_at,
        set_out_at=check.set_out_at,
        arrived_at=check.arrived_at,
        limits=check.limits,
    )


def force_readiness(
    actor: Actor, *, region: str = "", since: datetime | None = None, until: datetime | None = None
) -> list[ForceReadiness]:
    """Each force of the region over the time, those with the most overdue first."""
    duties = visible_duties(actor).filter(_between("begins", since, until), region_code__startswith=region)
    checks = visible_checks(actor).filter(_between("called_at", since, until), region_code__startswith=region)
    due, made = defaultdict[UUID, list[ReadinessDuty]](list), defaultdict[UUID, list[ReadinessCheck]](list)
    for duty in duties:
        due[duty.organization_id].append(duty)
    for check in checks:
        made[check.organization_id].append(check)
    found = [_summary(force, due[force], made[force]) for force in {*due, *made}]
    return sorted(found, key=lambda one: (-one.overdue, -one.missed, str(one.organization_id)))


def _summary(force: UUID, duties: list[ReadinessDuty], checks: list[ReadinessCheck]) -> ForceReadiness:
    now = clock.now()
    ended = [one for one in checks if one.closed_at is not None]
    answers = [(one.answered_at - one.called_at).total_seconds() for one in checks if one.answered_at]
    return ForceReadiness(
        organization_id=force,
        region_code=(duties or checks)[0].region_code,
        due=len(duties),
        overdue=sum(one.met_at is None and one.ends <= now for one in duties),
        missed=sum(one.ends <= (one.met_at or now) for one in duties),
        checks=len(ended),
        in_time=_count(ended, CheckResult.PASSED),
        silent=_count(ended, CheckResult.SILENT),
        median_seconds=median(answers) if answers else None,
        last_at=max((one.called_at for one in checks), default=None),
    )


def _count(checks: Iterable[ReadinessCheck], result: CheckResult) -> int:
    return sum(one.result == result for one in checks)


def _between(column: str, since: datetime | None, until: datetime | None) -> Q:
    found = Q(**{f"{column}__gte": since}) if since else Q()
    return found & Q(**{f"{column}__lt": until}) if until else found
