"""敏感时期: a leader marks days on which the forces are checked more often, and lifts them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import dispatching
from liandong.content import queries as content
from liandong.dispatch.models import SensitivePeriod
from liandong.dispatch.queries.readiness import access_period
from liandong.dispatch.rules.problems import PeriodBackwards, PeriodLifted, PeriodPast, PeriodTooLong
from liandong.dispatch.services.readiness_duties import drop_days, open_duties
from liandong.kernel import clock
from liandong.kernel.ids import Subject
from liandong.timeline import services as timeline

MARK = "dispatch.mark_period"


@transaction.atomic
def mark_period(actor: Actor, region_code: str, *, title: str, begins: date, ends: date) -> SensitivePeriod:
    """From now on the checks of these days are due, each with its clock."""
    access.require(actor, MARK, region_code)
    content.region(region_code)
    longest = dispatching.readiness_rule(region_code).longest_marked
    if ends < begins:
        raise PeriodBackwards(begins=begins.isoformat(), ends=ends.isoformat())
    if ends < content.today():
        raise PeriodPast(ends=ends.isoformat())
    if (ends - begins).days >= longest:
        raise PeriodTooLong(days=longest)
    period = SensitivePeriod.objects.create(
        region_code=region_code,
        title=title,
        begins=begins,
        ends=ends,
        marked_at=clock.now(),
        marked_by=actor.person_id,
    )
    _record(actor, period, "sensitive_period_marked")
    open_duties(actor, region_code)
    return period


@transaction.atomic
def lift_period(actor: Actor, period_id: UUID, *, reason: str) -> SensitivePeriod:
    """It ends early: days that have begun stay due, those to come do not."""
    access.require(actor, MARK, access_period(actor, period_id).region_code)
    period = SensitivePeriod.objects.select_for_update().get(id=period_id)
    if period.lifted_at is not None:
        raise PeriodLifted(title=period.title)
    period.lifted_at, period.lifted_by, period.lifted_reason = clock.now(), actor.person_id, reason
    period.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    _record(actor, period, "sensitive_period_lifted", reason)
    drop_days(actor, period, reason)
    return period


def _record(actor: Actor, period: SensitivePeriod, verb: str, reason: str = "") -> None:
    data = {"title": period.title, "begins": period.begins.isoformat(), "ends": period.ends.isoformat()}
    subject = Subject.of("sensitive_period", period.id)
    timeline.record(actor, subject, verb, region_code=period.region_code, data=data, reason=reason)
