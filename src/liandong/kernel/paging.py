"""Lists in pages: after the last row seen, never by number, so that page 5,000 costs what page 1 costs.

A router writes::

    @router.get("/orders", response=Page[OrderOut])
    def list_orders(request, page: Query[PageParams]):
        return page.cut(visible_orders(actor_of(request)), OrderOut, by=("-issued_at", "-id"))
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from ninja import Schema
from pydantic import Field

from liandong.kernel.errors import Invalid
from liandong.kernel.text import Localized

T = TypeVar("T")
R = TypeVar("R")

LONGEST_PAGE = 200


class BadCursor(Invalid):
    """The cursor was not made by this list."""

    code = "cursor_invalid"
    message = Localized(
        zh="翻页位置无效，请从第一页重新开始（去掉 cursor）。",
        en="The cursor does not belong to this list; start again without it.",
    )


class Page(Schema, Generic[T]):
    """Some rows, and where to go on: `next` is the cursor of the following page, null on the last."""

    items: list[T]
    next: str | None = None


class PageParams(Schema):
    """How many rows, and after which."""

    limit: int = Field(50, ge=1, le=LONGEST_PAGE, description="Rows on a page.")
    cursor: str = Field("", max_length=500, description="`next` of the page before; empty for the first page.")

    def cut(
        self, rows: QuerySet[Any, R], shape: Callable[[R], T] | None = None, *, by: Sequence[str] = ("-id",)
    ) -> dict[str, Any]:
        """`{"items", "next"}` in the order `by`; never null, the last unique, all in one index.

        `rows` may give models or `.values()`; `shape` turns each into what is answered.
        """
        found = list(_after(rows.order_by(*by), by, self.cursor)[: self.limit + 1])
        kept = found[: self.limit]
        following = _cursor(kept[-1], by) if len(found) > self.limit else None
        return {"items": [shape(row) for row in kept] if shape else kept, "next": following}


def _after(rows: QuerySet[Any, R], by: Sequence[str], cursor: str) -> QuerySet[Any, R]:
    if not cursor:
        return rows
    try:
        values = msgspec.json.decode(base64.b64decode(cursor, altchars=b"-_", validate=True), type=list[Any])
        seen = [rows.model._meta.get_field(_name(column)).to_python(value) for column, value in _pairs(by, values)]
    except (binascii.Error, msgspec.MsgspecError, UnicodeError, ValidationError, ValueError, TypeError) as error:
        raise BadCursor from error
    if any(value is None for value in seen):
        raise BadCursor
    return rows.filter(_beyond(by, seen))


def _pairs(by: Sequence[str], values: list[Any]) -> list[tuple[str, Any]]:
    return list(zip(by, values, strict=True))


def _beyond(by: Sequence[str], seen: Sequence[Any]) -> Q:
    """Rows after `seen`: the first column bounds the index scan, the others break ties."""
    column, value = by[0], seen[0]
    side = "lt" if column.startswith("-") else "gt"
    name = _name(column)
    if len(by) == 1:
        return Q(**{f"{name}__{side}": value})
    return Q(**{f"{name}__{side}e": value}) & (Q(**{f"{name}__{side}": value}) | _beyond(by[1:], seen[1:]))


def _name(column: str) -> str:
    return column.removeprefix("-")


def _cursor(row: Any, by: Sequence[str]) -> str:
    values = [row[_name(column)] if isinstance(row, Mapping) else getattr(row, _name(column)) for column in by]
    return base64.b64encode(msgspec.json.encode(values), altchars=b"-_").decode("ascii")
