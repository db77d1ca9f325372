"""督办通报: the league table by unit or by region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Count, F, Q
from django.db.models.functions import Substr

from liandong.access.queries import in_scope
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.kernel.codes import RegionLevel
from liandong.orders.models import Assignment
from liandong.orders.queries.visibility import READ
from liandong.orders.rules import LIVE, LeagueRow, ranked, total
from liandong.organizations import queries as organizations

_DIGITS = {
    RegionLevel.PROVINCE: 2,
    RegionLevel.CITY: 4,
    RegionLevel.COUNTY: 6,
    RegionLevel.TOWN: 9,
    RegionLevel.VILLAGE: 12,
}


_COUNTED = ("issued", "sign_fell_due", "signed_on_time", "fell_due", "done_on_time", "overdue")


@dataclass(frozen=True, slots=True)
class LeagueTable:
    """The rows by rank, what each is called (by key), and their sum."""

    rows: tuple[LeagueRow, ...]
    names: dict[str, str]
    total: LeagueRow


def league_table(
    actor: Actor,
    by: Literal["organization", "region"],
    since: datetime,
    until: datetime,
    *,
    level: RegionLevel = RegionLevel.COUNTY,
) -> LeagueTable:
    """Tasks assigned in `[since, until)` to units in the actor's regions, exercises and withdrawn ones left out.

    `level` says how far down regions are told apart; a task of a higher level counts for its own region.
    """
    rows = _rows(actor, by, since, until, level)
    return LeagueTable(ranked(rows), _names(by, [row.key for row in rows]), total(rows))


def _rows(actor: Actor, by: str, since: datetime, until: datetime, level: RegionLevel) -> list[LeagueRow]:
    tasks = in_scope(actor, READ, Assignment.objects.all()).filter(
        assigned_at__gte=since, assigned_at__lt=until, state__in=sorted(LIVE), drill=False
    )
    key = F("organization_id") if by == "organization" else Substr("region_code", 1, _DIGITS[level])
    signed, sign_due = Q(signed_at__lte=F("sign_due_at")), Q(sign_due_at__lte=clock.now())
    done, due = Q(done_at__lte=F("due_at")), Q(due_at__lte=clock.now())
    late = due & (Q(done_at__isnull=True) | Q(done_at__gt=F("due_at")))
    counted = tasks.values(unit=key).annotate(
        issued=Count("id"),
        sign_fell_due=Count("id", filter=signed | sign_due),
        signed_on_time=Count("id", filter=signed),
        fell_due=Count("id", filter=done | due),
        done_on_time=Count("id", filter=done),
        overdue=Count("id", filter=late),
    )
    return [
        LeagueRow(key=str(unit), **dict(zip(_COUNTED, counts, strict=True)))
        for unit, *counts in counted.order_by("unit").values_list("unit", *_COUNTED)
    ]


def _names(by: str, keys: list[str]) -> dict[str, str]:
    if by == "region":
        return {key: content.region(key).name for key in keys if content.is_region(key)}
    return {str(unit): name for unit, name in organizations.names([UUID(key) for key in keys]).items()}
