"""Keeping a report: a hand-written INSERT, because it is the one that a surge repeats."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection, models

from liandong.incidents.models import Report
from liandong.kernel.statements import Statement, identifier, moment


def keep(report: Report) -> bool:
    """Insert the report; False, and nothing done, when this client's key is taken already.

    A key that is taken is no error to the database, so that the transaction around goes on without a savepoint.
    """
    _, kept = _statement().run([prepared(getattr(report, name)) for name, prepared in _columns(connection.vendor)])
    return kept == 1


@cache
def _columns(vendor: str) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """Of every column the attribute, and what makes its value one that the driver takes."""
    return tuple((field.attname, _preparation(field)) for field in Report._meta.concrete_fields)


def _preparation(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField):
        return identifier
    if isinstance(target, models.DateTimeField):
        return moment
    if isinstance(target, models.JSONField):
        return lambda value: target.get_db_prep_value(value, connection)
    return lambda value: value


@cache
def _statement() -> Statement:
    columns = ", ".join(str(field.column) for field in Report._meta.concrete_fields)
    places = ", ".join(["%s"] * len(Report._meta.concrete_fields))
    table = Report._meta.db_table
    return Statement(f"INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT (client, client_key) DO NOTHING")  # noqa: S608
