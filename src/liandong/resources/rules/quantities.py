"""Quantities and lots: thousandths of a unit at the finest, whole where the type is counted in whole units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from liandong.resources.rules.problems import NotWhole

LARGEST = Decimal(10) ** 12


class MoveKind(StrEnum):
    """入库 · 出库 · 退库 · 盘点 · 调出 · 调入 · 过期报废; the last three belong to verbs of their own."""

    RECEIPT = "RECEIPT"
    ISSUE = "ISSUE"
    RETURN = "RETURN"
    COUNT = "COUNT"
    TRANSFER_OUT = "TRANSFER_OUT"
    TRANSFER_IN = "TRANSFER_IN"
    EXPIRY = "EXPIRY"


BY_HAND = frozenset({MoveKind.RECEIPT, MoveKind.ISSUE, MoveKind.RETURN, MoveKind.COUNT})
"""Moves a store-keeper enters one at a time."""

_OUT = frozenset({MoveKind.ISSUE, MoveKind.TRANSFER_OUT, MoveKind.EXPIRY})


@dataclass(frozen=True, slots=True)
class Lot:
    """A quantity with one use-by date; None where nothing is known to expire."""

    use_by: date | None
    quantity: Decimal


def check_quantity(quantity: Decimal, *, whole: bool, type: str, unit: str, unit_en: str) -> Decimal:
    """The quantity to thousandths; NotWhole where the type is counted in whole units."""
    if whole and quantity != quantity.to_integral_value():
        raise NotWhole(type=type, unit=unit, unit_en=unit_en, quantity=str(quantity))
    return quantity.quantize(Decimal("0.001"))


def signed_change(kind: MoveKind, quantity: Decimal, balance: Decimal) -> Decimal:
    """What the move adds to the balance; a count says what is there, whatever the books said."""
    if kind is MoveKind.COUNT:
        return quantity - balance
    return -quantity if kind in _OUT else quantity


def lots(moves: Iterable[tuple[Decimal, date | None]]) -> list[Lot]:
    """What is there by use-by date, the earliest first, after all (change, use_by) of a ledger in their order.

    What leaves is taken from the lot it names, and otherwise from what expires first.
    """
    held: dict[date | None, Decimal] = {}
    for change, use_by in moves:
        if change > 0:
            held[use_by] = held.get(use_by, Decimal(0)) + change
        else:
            _take(held, -change, use_by)
    return [Lot(use_by, held[use_by]) for use_by in _earliest_first(held) if held[use_by]]


def picked(there: Iterable[Lot], quantity: Decimal) -> list[Lot]:
    """The lots that make up a quantity, what expires first taken first."""
    found: list[Lot] = []
    for lot in there:
        taken = min(lot.quantity, quantity)
        if taken > 0:
            found.append(Lot(lot.use_by, taken))
            quantity -= taken
    return found


def expired(there: Iterable[Lot], today: date) -> Decimal:
    """How much is past its date; the date itself is the last good day."""
    return sum((lot.quantity for lot in there if lot.use_by and lot.use_by < today), Decimal(0))


def _take(held: dict[date | None, Decimal], quantity: Decimal, use_by: date | None) -> None:
    order = _earliest_first(held)
    for lot in sorted(order, key=lambda one: one != use_by) if use_by else order:
        taken = min(held[lot], quantity)
        held[lot] -= taken
        quantity -= taken


def _earliest_first(held: Iterable[date | None]) -> list[date | None]:
    return sorted(held, key=lambda use_by: use_by or date.max)
