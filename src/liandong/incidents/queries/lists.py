"""The lists that are asked for all day: by `.values()`, from one index, without model instances."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.db.models import Model, QuerySet

from liandong.access.rules import Actor, prefix_bounds
from liandong.incidents.models import Incident, Report
from liandong.incidents.queries.incidents import column_of_region, visible_incidents
from liandong.incidents.queries.reports import visible_reports

M = TypeVar("M", bound=Model)
Rows = QuerySet[M, dict[str, Any]]

NEWEST = ("-opened_at", "-id")
NEWEST_RECEIVED = ("-received_at", "-id")

INCIDENT_COLUMNS = (
    "id",
    "number",
    "title",
    "event_type",
    "region_code",
    "place",
    "lon",
    "lat",
    "state",
    "phase",
    "legal_grade",
    "confirmed_grade",
    "response_branch",
    "framework",
    "commander_kind",
    "drill",
    "occurred_at",
    "opened_at",
    "version",
)
REPORT_COLUMNS = (
    "id",
    "channel",
    "kind",
    "sequence",
    "state",
    "incident_id",
    "event_type",
    "region_code",
    "place",
    "lon",
    "lat",
    "summary",
    "drill",
    "occurred_at",
    "received_at",
)


def listed_incidents(
    actor: Actor,
    *,
    state: str | None = None,
    phase: str | None = None,
    grade: str | None = None,
    event_type: str | None = None,
    region: str | None = None,
    drill: bool = False,
) -> Rows[Incident]:
    """Visible incidents that fit; `event_type` and `region` are codes or the beginnings of codes."""
    rows = visible_incidents(actor).filter(drill=drill)
    wanted = {"state": state, "phase": phase, "legal_grade": grade}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if event_type:
        rows = rows.filter(event_type__startswith=event_type.rstrip("0") or event_type)
    if region:
        rows = rows.filter(**_inside(region))
    return cast("Rows[Incident]", rows.values(*INCIDENT_COLUMNS))


def listed_reports(
    actor: Actor, *, state: str | None = None, channel: str | None = None, drill: bool = False
) -> Rows[Report]:
    rows = visible_reports(actor).filter(drill=drill)
    wanted = {"state": state, "channel": channel}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    return cast("Rows[Report]", rows.values(*REPORT_COLUMNS))


def _inside(region: str) -> dict[str, str]:
    """By the level's own column where there is one, so that one index answers; else by the range of codes."""
    column = column_of_region(region)
    if column:
        return {column: region}
    low, high = prefix_bounds(region)
    return {"region_code__gte": low, **({"region_code__lt": high} if high else {})}
