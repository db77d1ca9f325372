"""行政区划 (administrative divisions): GB/T 2260 down to counties, GB/T 10114 for towns and streets.

A code is the scope of everything below it, so codes stand here without their closing zeros: 2 digits a province,
4 a city, 6 a county, 9 a town or street. `140000` and `140100` are understood as `14` and `1401`. The table is read
on first use (some 50 ms) and holds names only; nothing here knows boundaries.
"""

from __future__ import annotations

import lzma
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Literal

from liandong.content.loading import LIBRARY
from liandong.content.problems import UnknownContent

RegionLevel = Literal["PROVINCE", "CITY", "COUNTY", "TOWN"]
_LEVELS: dict[int, RegionLevel] = {2: "PROVINCE", 4: "CITY", 6: "COUNTY", 9: "TOWN"}
_PARENT_DIGITS = {2: 0, 4: 2, 6: 4, 9: 6}
TABLE = LIBRARY / "divisions" / "divisions.csv.xz"
# Rows of the table that group others and are not said in an address.
UNSAID = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


@dataclass(frozen=True, slots=True)
class Region:
    """One division; `parent` is the code one level up, empty for a province."""

    code: str
    name: str
    level: RegionLevel
    parent: str


@dataclass(frozen=True, slots=True)
class _Table:
    codes: list[str]
    names: dict[str, str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    text = lzma.decompress(TABLE.read_bytes()).decode("utf-8")
    names = dict(line.split(",", 1) for line in text.splitlines())
    return _Table(list(names), names)


def _region(code: str) -> Region:
    return Region(code, _table().names[code], _LEVELS[len(code)], code[: _PARENT_DIGITS[len(code)]])


def canonical(code: str) -> str:
    """The code as it stands in the table; UnknownContent when there is no such division."""
    names = _table().names
    short = code[:2] if code.endswith("0000") else code[:4]
    if code in names:
        return code
    if len(code) == 6 and code.endswith("00") and short in names:
        return short
    raise UnknownContent(kind="行政区划", id=code[:20])


def region(code: str) -> Region:
    """One division by its code."""
    return _region(canonical(code))


def is_region(code: str) -> bool:
    """Whether the table knows the code."""
    try:
        canonical(code)
    except UnknownContent:
        return False
    return True


def children(code: str = "") -> list[Region]:
    """Divisions one level down, by code; of "" the provinces."""
    parent = canonical(code) if code else ""
    return [one for one in descendants(parent) if one.parent == parent]


def descendants(code: str = "") -> list[Region]:
    """Everything inside a division, without itself, by code."""
    prefix = canonical(code) if code else ""
    codes = _table().codes
    start = bisect_left(codes, prefix)
    inside = takewhile(lambda one: one.startswith(prefix), codes[start:])
    return [_region(one) for one in inside if one != prefix]


def ancestors(code: str) -> list[Region]:
    """From the province down to the division itself."""
    whole = canonical(code)
    return [_region(whole[:digits]) for digits in _LEVELS if digits <= len(whole)]


def path(code: str) -> str:
    """The place as it is said: 山西省太原市小店区; grouping rows such as 市辖区 are left out."""
    return "".join(one.name for one in ancestors(code) if one.name not in UNSAID)


def search(text: str, within: str = "", limit: int = 20) -> list[Region]:
    """Divisions whose name holds `text`, the highest level and the closest name first."""
    wanted = text.strip()
    if not wanted:
        return []
    names = _table().names
    found = [code for code, name in names.items() if code.startswith(within) and wanted in name]
    found.sort(key=lambda code: (len(code), len(names[code]), code))
    return [_region(code) for code in found[:limit]]


def regions() -> list[Region]:
    """The whole table, some 45,000 rows, by code."""
    return [_region(code) for code in _table().codes]


def count() -> int:
    """How many divisions the table holds."""
    return len(_table().codes)
