"""Kinds of orders as content states them, with the answers the verbs need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.content import queries as content
from liandong.kernel.durations import Limit
from liandong.orders.rules import EndsAt, Independence

if TYPE_CHECKING:
    from liandong.content.schemas.order_kinds import OrderKind


def kind_of(id: str) -> OrderKind:
    """UnknownContent where no kind of that name is in force."""
    return content.order_kind(id)


def ends_at(kind: OrderKind) -> EndsAt:
    """A kind without a result ends when it is signed for; one that nobody verifies when the result is in."""
    if not kind.needs_result:
        return EndsAt.SIGNED
    return EndsAt.SUBMITTED if kind.verified_by == "NOBODY" else EndsAt.VERIFIED


def stops_at_submission(kind: OrderKind) -> bool:
    """Whether the doer's clock stops with the result, or only when it is accepted."""
    return kind.clock_stops == "SUBMITTED" or kind.verified_by == "NOBODY"


def independence(kind: OrderKind) -> Independence:
    return Independence.ORGANIZATION if kind.verified_by == "OTHER_ORGANIZATION" else Independence.PERSON


def rework_limit(kind: OrderKind) -> Limit:
    """How long a returned result may take where the old due time has passed."""
    return Limit.parse(kind.rework_within)


def sign_limit(kind: OrderKind) -> Limit:
    return Limit.parse(kind.sign_within)
