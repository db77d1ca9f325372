"""The league table (督办通报): what was asked of each unit or region, and what came of it in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """Counts of tasks; `fell_due` are those whose due time has passed or that were done before it."""

    key: str
    issued: int = 0
    sign_fell_due: int = 0
    signed_on_time: int = 0
    fell_due: int = 0
    done_on_time: int = 0
    overdue: int = 0

    @property
    def rate(self) -> float | None:
        """Percentage done on time of what fell due, one decimal; None where nothing fell due."""
        return _percent(self.done_on_time, self.fell_due)

    @property
    def sign_rate(self) -> float | None:
        """Percentage signed for on time of what had to be signed for, one decimal."""
        return _percent(self.signed_on_time, self.sign_fell_due)

    def plus(self, other: LeagueRow) -> LeagueRow:
        return LeagueRow(
            key=self.key,
            issued=self.issued + other.issued,
            sign_fell_due=self.sign_fell_due + other.sign_fell_due,
            signed_on_time=self.signed_on_time + other.signed_on_time,
            fell_due=self.fell_due + other.fell_due,
            done_on_time=self.done_on_time + other.done_on_time,
            overdue=self.overdue + other.overdue,
        )


def ranked(rows: Iterable[LeagueRow]) -> tuple[LeagueRow, ...]:
    """Best rate first, then who carried more; those of whom nothing fell due come last."""
    return tuple(sorted(rows, key=lambda r: (r.rate is None, -(r.rate or 0.0), -r.fell_due, -r.issued, r.key)))


def total(rows: Iterable[LeagueRow]) -> LeagueRow:
    """The sum of all rows, under the key `total`."""
    whole = LeagueRow(key="total")
    for row in rows:
        whole = whole.plus(row)
    return whole


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
