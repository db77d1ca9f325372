"""Query parameters of items: limit, bbox, datetime, and properties to filter by; anything else is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from liandong.adapters.ogc.problems import BadParameter
from liandong.kernel.text import is_clean
from liandong.resources.queries import Wanted

MOST = 1_000
USUAL = 100
FILTERS = ("type", "state", "region_code", "name")
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_KNOWN = {"f", "limit", "bbox", "bbox-crs", "crs", "datetime", "after", *FILTERS}


@dataclass(frozen=True, slots=True)
class Asked:
    """`after` is where the page before ended."""

    limit: int
    after: UUID | None
    wanted: Wanted


def asked(given: Mapping[str, str]) -> Asked:
    """BadParameter says which parameter is wrong and what it should look like."""
    check_known(given, _KNOWN)
    for name in ("bbox-crs", "crs"):
        if given.get(name, _CRS84) != _CRS84:
            raise BadParameter(name, "只提供 CRS84。", f"only {_CRS84} is served.")
    columns = {name: given[name] for name in FILTERS if name in given}
    if not all(is_clean(value) and len(value) <= 200 for value in columns.values()):
        raise BadParameter("filter", "含有不可用的字符。", "holds characters that cannot be used.")
    return Asked(
        _limit(given.get("limit")),
        _after(given.get("after")),
        Wanted(box=_box(given.get("bbox")), changed=_interval(given.get("datetime")), columns=columns),
    )


def check_known(given: Mapping[str, str], known: set[str]) -> None:
    """Requirement query-param-unknown."""
    for name in given:
        if name not in known:
            raise BadParameter(name[:40], "没有这个参数。", f"no such parameter; known: {', '.join(sorted(known))}.")


def _limit(text: str | None) -> int:
    """Clause 7.15.2: above the greatest is no error, it is lowered."""
    if text is None:
        return USUAL
    if not text.isascii() or not text.isdigit() or not int(text[:9]) >= 1:
        raise BadParameter("limit", f"应为 1 至 {MOST} 的整数。", f"a whole number from 1 to {MOST}.")
    return min(int(text[:9]), MOST)


def _after(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise BadParameter("after", "应取自上一页的 next 链接。", "taken from the `next` link.") from None


def _box(text: str | None) -> tuple[float, float, float, float] | None:
    """Four numbers, or six of which the heights are passed over."""
    if text is None:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(-1e9 < number < 1e9 for number in numbers) or numbers[1] > numbers[3]:
        raise BadParameter("bbox", "应为 西,南,东,北。", "west,south,east,north in degrees.")
    west, south, east, north = numbers
    return west, south, east, north


def _interval(text: str | None) -> tuple[datetime | None, datetime | None]:
    """RFC 3339: a moment, or `begin/end` where `..` or nothing is open."""
    if text is None:
        return None, None
    parts = text.split("/")
    try:
        moments = [None if part in ("", "..") else _moment(part) for part in parts]
    except ValueError:
        moments = []
    if len(moments) not in (1, 2) or (len(moments) == 1 and moments[0] is None) or _backwards(moments):
        raise BadParameter("datetime", "应为 RFC 3339 时刻或 起/止。", "an RFC 3339 moment or begin/end.")
    return moments[0], moments[-1]


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _backwards(moments: list[datetime | None]) -> bool:
    first, last = moments[0], moments[-1]
    return first is not None and last is not None and first > last
