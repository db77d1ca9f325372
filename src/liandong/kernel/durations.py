"""Limits as the documents state them: `30m`, `4h`, `14d` of the clock, `3wd` working days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

_PATTERN = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)(s|m|h|d|wd)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST = timedelta(days=3660)
"""Ten years: no document sets a longer one, and date arithmetic stays in range."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Either clock time or whole working days, never both."""

    clock: timedelta = timedelta()
    working_days: int = 0

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read `30m`, `4h`, `14d` or `3wd`; ValueError says what is expected."""
        found = _PATTERN.fullmatch(text.strip())
        if not found:
            raise ValueError(f"a limit reads like 30m, 4h, 14d or 3wd (working days), not {text!r}")
        amount, unit = found.groups()
        if unit == "wd":
            if "." in amount:
                raise ValueError(f"working days are whole: {text!r}")
            if int(amount) > LONGEST.days:
                raise ValueError(f"a limit of {text!r} is longer than {LONGEST.days} days; is the unit right?")
            return cls(working_days=int(amount))
        clock = timedelta(seconds=float(amount) * _SECONDS[unit])
        if clock > LONGEST:
            raise ValueError(f"a limit of {text!r} is longer than {LONGEST.days} days; is the unit right?")
        return cls(clock=clock)

    def __str__(self) -> str:
        if self.working_days:
            return f"{self.working_days}wd"
        seconds = int(self.clock.total_seconds())
        for unit in ("d", "h", "m"):
            if seconds and seconds % _SECONDS[unit] == 0:
                return f"{seconds // _SECONDS[unit]}{unit}"
        return f"{seconds}s"
