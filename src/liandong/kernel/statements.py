"""The few statements that every write repeats, handed to the driver as it likes them best.

Django's cursor turns the places of a statement around, and on PostgreSQL puts the values into its text, so that the
server plans it anew each time. For a report received in a surge that costs as much as the statement itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection


@cache
def on_postgresql() -> bool:
    """Which database this process has; asked often, and the same for as long as it lives."""
    return connection.vendor == "postgresql"


class Statement:
    """SQL with `%s` for its values, which are given as the driver of the database at hand takes them."""

    def __init__(self, sql: str) -> None:
        self._named = sql
        self._numbered = sql.replace("%s", "?")

    def run(self, values: Sequence[Any]) -> tuple[list[tuple[Any, ...]], int]:
        """The rows it answers and how many it touched; Django's database errors, as from its own cursor."""
        connection.ensure_connection()
        connection.validate_no_broken_transaction()
        with connection.wrap_database_errors:
            cursor = self._executed(values)
            rows = cursor.fetchall() if cursor.description else []
            return rows, cursor.rowcount

    def _executed(self, values: Sequence[Any]) -> Any:
        if connection.queries_logged or connection.execute_wrappers:
            # Somebody listens to what is executed, and only Django's cursor tells.
            cursor = connection.cursor()
            cursor.execute(self._named, values)
            return cursor
        return self._on_postgresql(values) if on_postgresql() else self._on_sqlite(values)

    def _on_sqlite(self, values: Sequence[Any]) -> Any:
        return connection.connection.execute(self._numbered, values)

    def _on_postgresql(self, values: Sequence[Any]) -> Any:
        from psycopg import Cursor  # SQLite does without, and starts sooner

        cursor = Cursor(connection.connection)
        return cursor.execute(self._named.encode(), values, prepare=True)


def moment(value: datetime) -> Any:
    """An aware moment as the driver takes it: SQLite keeps text, in UTC."""
    return value if on_postgresql() else str(value.astimezone(UTC).replace(tzinfo=None))


def identifier(value: UUID | None) -> UUID | str | None:
    """An id as the driver takes it: SQLite keeps 32 hexadecimal digits."""
    return value if value is None or on_postgresql() else value.hex
