"""Rows looked up the same way a thousand times: the SQL is written once, only the values change.

Django writes the SQL of a queryset anew every time; for one row by its id that takes longer than the database does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet

from liandong.kernel.statements import identifier

M = TypeVar("M", bound=Model)
Value = UUID | str


class Lookup(Generic[M]):
    """Rows of `queryset(*values)`, the values ids or texts that are compared for equality alone.

    `kinds` says for each value whether it is an id (UUID) or a text (str). A queryset that locks its rows asks for a
    transaction, as always.
    """

    def __init__(self, kinds: Sequence[type[Value]], queryset: Callable[..., QuerySet[M]]) -> None:
        self._queryset = queryset
        self._stand_ins: list[Value] = [
            UUID(int=0xA5A5_0000 + place) if kind is UUID else f"\u2039{place}\u203a"
            for place, kind in enumerate(kinds)
        ]
        self._own = threading.local()

    def first(self, *values: Value) -> M | None:
        """The first row, or None."""
        return next(iter(self.rows(*values)), None)

    def rows(self, *values: Value) -> list[M]:
        if not hasattr(self._own, "written"):
            self._own.written = _Written(self._queryset(*self._stand_ins), self._stand_ins)
        found: list[M] = self._own.written.rows(values)
        return found


class _Written:
    """A queryset with its SQL; belongs to one thread, as its connection does."""

    def __init__(self, queryset: QuerySet[Any], stand_ins: Sequence[Value]) -> None:
        self._queryset: Any = queryset
        query = queryset.query
        self._compiler: Any = query.get_compiler(connection=connection)
        self._sql, parameters = self._compiler.as_sql()
        known = {_driven(value): place for place, value in enumerate(stand_ins)}
        self._places = [(known.get(one) if isinstance(one, UUID | str) else None, one) for one in parameters]
        query.get_compiler = lambda *_, **__: self._compiler  # type: ignore[method-assign]

    def rows(self, values: Sequence[Value]) -> list[Any]:
        """Made by Django's own iterator, out of what the kept SQL answers."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [fixed if at is None else _driven(values[at]) for at, fixed in self._places])
            found = cursor.fetchall()
        self._compiler.execute_sql = lambda **_: [found]
        return list(self._queryset._iterable_class(self._queryset))


def _driven(value: Value) -> Value | None:
    return identifier(value) if isinstance(value, UUID) else value
