"""Readiness on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from ninja import Schema
from pydantic import AwareDatetime, Field

from liandong.dispatch.models import ReadinessCheck, ReadinessDuty, SensitivePeriod
from liandong.dispatch.queries import ForceReadiness, overdue
from liandong.dispatch.queries.readiness import measured
from liandong.dispatch.rules.readiness import CHECK_WORDS, RESULT_WORDS, CheckKind, CheckResult, PullOutStep
from liandong.dispatch.schemas.units import Given, Number
from liandong.kernel import clock
from liandong.kernel.codes import RegionCode
from liandong.kernel.text import FilledParagraph, Line, OptionalLine, Paragraph
from liandong.organizations import queries as organizations


class SensitivePeriodIn(Given):
    """Days of Beijing, both included."""

    region_code: RegionCode
    title: Annotated[Line, Field(examples=["两会期间"])]
    begins: date
    ends: date


class SensitivePeriodLiftIn(Given):
    reason: FilledParagraph


class SensitivePeriodOut(Schema):
    id: UUID
    region_code: str
    title: str
    begins: date
    ends: date
    marked_at: datetime
    lifted_at: datetime | None
    lifted_reason: str


class ReadinessCallIn(Given):
    """`place`: where a pull-out test goes; left out, only the answer and setting out are measured."""

    organization_id: UUID
    kind: CheckKind = CheckKind.ROLL_CALL
    unit_id: UUID | None = None
    place: OptionalLine = ""


class ReadinessAnswerIn(Given):
    """Who is on duty and how many vehicles can leave now."""

    people: Number
    vehicles: Number
    remark: Paragraph = ""


class ReadinessStepIn(Given):
    step: PullOutStep


class ReadinessCloseIn(Given):
    remark: Paragraph = ""


class ReadinessCheckOut(Schema):
    """Seconds are from the call; `limits` are those that held then. `result` is empty while it runs."""

    id: UUID
    organization_id: UUID
    organization: str
    region_code: str
    kind: str
    kind_title: str
    unit_id: UUID | None
    callsign: str
    place: str
    called_at: datetime
    answered_at: datetime | None
    set_out_at: datetime | None
    arrived_at: datetime | None
    seconds: dict[str, float]
    limits: dict[str, float]
    people: int | None
    vehicles: int | None
    remark: str
    result: str
    result_title: str
    closed_at: datetime | None


class ReadinessCheckFilter(Schema):
    region: RegionCode | None = None
    organization_id: UUID | None = None
    kind: CheckKind | None = None
    open: bool | None = None

    def columns(self) -> dict[str, Any]:
        given = {
            "region_code__startswith": self.region,
            "organization_id": self.organization_id,
            "kind": self.kind,
            "closed_at__isnull": self.open,
        }
        return {name: value for name, value in given.items() if value is not None}


class ReadinessDutyOut(Schema):
    """One check that is due; `late`: made, but after its time."""

    id: UUID
    organization_id: UUID
    organization: str
    region_code: str
    every: str
    begins: datetime
    ends: datetime
    met_at: datetime | None
    met_by_id: UUID | None
    overdue: bool
    late: bool


class ReadinessDutyFilter(Schema):
    """`overdue`: not done in its time; `open`: still waiting; `ends_from`, `ends_until`: when its time ends."""

    region: RegionCode | None = None
    organization_id: UUID | None = None
    every: Annotated[str, Field(pattern=r"^(MONTH|WEEK|DAY)$")] | None = None
    overdue: bool = False
    open: bool = False
    ends_from: AwareDatetime | None = None
    ends_until: AwareDatetime | None = None

    def narrow(self, rows: QuerySet[ReadinessDuty]) -> QuerySet[ReadinessDuty]:
        """The rows asked for."""
        given = {
            "region_code__startswith": self.region,
            "organization_id": self.organization_id,
            "every": self.every,
            "ends__gt": self.ends_from,
            "ends__lte": self.ends_until,
            "met_at__isnull": True if self.open else None,
        }
        found = rows.filter(**{name: value for name, value in given.items() if value is not None})
        return overdue(found) if self.overdue else found


class ForceReadinessFilter(Schema):
    region: RegionCode | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    def asked(self) -> dict[str, Any]:
        return {"region": self.region or "", "since": self.since, "until": self.until}


class ForceReadinessOut(Schema):
    """Counts over the time asked for; `missed` were not done in time, made good or not; `overdue` are still open."""

    organization_id: UUID
    organization: str
    region_code: str
    due: int
    overdue: int
    missed: int
    checks: int
    in_time: int
    silent: int
    median_seconds: float | None
    last_at: datetime | None


def checks_out(rows: Iterable[ReadinessCheck]) -> list[dict[str, Any]]:
    checks = list(rows)
    names = organizations.names({one.organization_id for one in checks})
    return [_check_out(one, names) for one in checks]


def check_out(check: ReadinessCheck) -> dict[str, Any]:
    return checks_out([check])[0]


def duties_out(rows: Iterable[ReadinessDuty]) -> list[dict[str, Any]]:
    duties, now = list(rows), clock.now()
    names = organizations.names({one.organization_id for one in duties})
    return [
        {name: getattr(one, name) for name in ReadinessDutyOut.model_fields if hasattr(one, name)}
        | {
            "organization": names.get(one.organization_id, ""),
            "overdue": one.met_at is None and one.ends <= now,
            "late": one.met_at is not None and one.ends <= one.met_at,
        }
        for one in duties
    ]


def period_out(period: SensitivePeriod) -> dict[str, Any]:
    return {name: getattr(period, name) for name in SensitivePeriodOut.model_fields}


def forces_out(rows: Iterable[ForceReadiness]) -> list[dict[str, Any]]:
    found = list(rows)
    names = organizations.names({one.organization_id for one in found})
    return [
        {name: getattr(one, name) for name in ForceReadinessOut.model_fields if hasattr(one, name)}
        | {"organization": names.get(one.organization_id, "")}
        for one in found
    ]


def _check_out(check: ReadinessCheck, names: dict[UUID, str]) -> dict[str, Any]:
    result = RESULT_WORDS[CheckResult(check.result)][0] if check.result else ""
    computed = {
        "organization": names.get(check.organization_id, ""),
        "kind_title": CHECK_WORDS[CheckKind(check.kind)][0],
        "callsign": check.unit.callsign if check.unit else "",
        "seconds": measured(check).seconds(),
        "result_title": result,
    }
    fields = ReadinessCheckOut.model_fields
    return {name: computed[name] if name in computed else getattr(check, name) for name in fields}
