"""Which reports may tell of the same event as a given one."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import h3
from django.conf import settings

from liandong.access.rules import Actor
from liandong.incidents.models import Report
from liandong.incidents.queries.reports import access_report
from liandong.incidents.rules.duplicates import WEIGHTS, Candidate, Told, box, metres
from liandong.incidents.rules.duplicates import candidates as scored
from liandong.incidents.rules.reports import digits_of
from liandong.kernel.statements import Statement, moment

MOST_COMPARED = 10
MOST_IN_A_CELL = 20
"""In a surge hundreds of calls tell of one event; the newest are enough to find its incident, and the search costs the
same however many there are: each cell is read from its own end of the index."""

# Written by hand: it runs with every report received, and building it anew would cost more than the answer. SQLite uses
# a partial index only where its condition (`cell > ''`) stands in the statement word for word.
_COLUMNS = "id, incident_id, event_type, occurred_at, phone_hash, place, summary, lon, lat"
_WITHIN = "occurred_at BETWEEN %s AND %s AND drill = %s AND state <> 'FALSE' ORDER BY occurred_at DESC LIMIT %s"
_ONE_CELL = f"SELECT {_COLUMNS} FROM incidents_report WHERE cell > '' AND cell = %s AND {_WITHIN}"  # noqa: S608
_CELLS = " UNION ALL ".join(f"SELECT * FROM ({_ONE_CELL}) cell_{number}" for number in range(7))  # noqa: S608
_NEAR = Statement(
    f"SELECT {_COLUMNS} FROM ({_CELLS}) near_by WHERE lon BETWEEN %s AND %s AND lat BETWEEN %s AND %s"  # noqa: S608
    " ORDER BY occurred_at DESC LIMIT %s"
)
_CALLER = Statement(
    f"SELECT {_COLUMNS} FROM incidents_report WHERE phone_hash > '' AND phone_hash = %s AND {_WITHIN}"  # noqa: S608
)


def phone_hash(phone: str) -> str:
    """A keyed hash, so that one caller is recognised without the number lying in the reports' table."""
    digits = digits_of(phone)
    return hmac.new(settings.SECRET_KEY.encode(), digits.encode(), hashlib.sha256).hexdigest() if digits else ""


def candidates(actor: Actor, report_id: UUID) -> tuple[Candidate, ...]:
    return likely_duplicates(access_report(actor, report_id))


def likely_duplicates(report: Report) -> tuple[Candidate, ...]:
    """Reports near in place or from the same caller, within the time window, scored; same drill flag only."""
    rows = {row[0]: row for row in (*_near(report), *_of_caller(report))}
    new = _told_of(report)
    return scored(new, (_told(row, report) for row in rows.values()))


def _near(report: Report) -> list[tuple[Any, ...]]:
    """Within the radius; its cells are that of the place and the six around it (a pentagon has but five)."""
    if not report.cell or report.lon is None or report.lat is None:
        return []
    window = [*_window(report), MOST_IN_A_CELL]
    cells = [value for cell in _cells(report.cell) for value in (cell, *window)]
    return _NEAR.run([*cells, *box(report.lon, report.lat, WEIGHTS.radius_m), MOST_COMPARED])[0]


@lru_cache(maxsize=4096)
def _cells(centre: str) -> tuple[str, ...]:
    around = list(h3.grid_disk(centre, 1))
    return (*around, *[""] * (7 - len(around)))


def _of_caller(report: Report) -> list[tuple[Any, ...]]:
    if not report.phone_hash:
        return []
    return _CALLER.run([report.phone_hash, *_window(report), MOST_COMPARED])[0]


def _window(report: Report) -> list[Any]:
    window = WEIGHTS.window
    return [*(moment(at) for at in (report.occurred_at - window, report.occurred_at + window)), report.drill]


def _told(row: tuple[Any, ...], report: Report) -> Told:
    report_id, incident_id, event_type, occurred_at, phone_hash, place, summary, lon, lat = row
    return Told(
        report_id=_uuid(report_id),
        incident_id=_uuid(incident_id) if incident_id else None,
        event_type=event_type,
        occurred_at=_aware(occurred_at),
        phone_hash=phone_hash,
        text=f"{place}{summary}",
        distance_m=_distance(report, lon, lat),
    )


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _aware(value: datetime) -> datetime:
    """SQLite keeps a moment without its zone, in UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _told_of(report: Report) -> Told:
    return Told(
        report_id=report.id,
        incident_id=report.incident_id,
        event_type=report.event_type,
        occurred_at=report.occurred_at,
        phone_hash=report.phone_hash,
        text=f"{report.place}{report.summary}",
    )


def _distance(report: Report, lon: float | None, lat: float | None) -> float | None:
    if report.lon is None or report.lat is None or lon is None or lat is None:
        return None
    return metres((report.lon, report.lat), (lon, lat))
