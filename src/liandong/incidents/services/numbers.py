"""Human numbers: one series for a region and a day in Beijing."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from liandong.incidents.rules.lifecycle import beijing_day, incident_number

# One statement, so that two who open incidents at once queue on the row instead of failing; the row is held until
# the incident is committed, which leaves no gap when the transaction is rolled back.
_TAKE = """
    INSERT INTO incidents_numberseries (region_code, day, drill, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (region_code, day, drill) DO UPDATE SET last = incidents_numberseries.last + 1
    RETURNING last
"""


def next_number(region_code: str, opened_at: datetime, drill: bool) -> str:
    """`140105-20261123-0007`; call inside the transaction that opens the incident."""
    day = beijing_day(opened_at)
    county = region_code[:6]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [county, day.isoformat(), drill])
        (serial,) = cursor.fetchone()
    return incident_number(county, day, int(serial), drill)
