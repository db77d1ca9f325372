"""Order numbers as people read them out."""

from __future__ import annotations

from datetime import date


def order_number(prefix: str, region_code: str, day: date, serial: int, drill: bool) -> str:
    """`令-140105-20261123-0012`; an exercise order says so in its first character: `演令-…`."""
    return f"{'演' if drill else ''}{prefix}-{region_code}-{day:%Y%m%d}-{serial:04d}"
