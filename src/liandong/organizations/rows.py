"""Rows of tables as units and people: which column says what, in Chinese or by its name in the record. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from liandong.kernel.text import BadValue, Localized

ORGANIZATION_COLUMNS = {
    "key": ("编号", "代码"),
    "name": ("名称", "机构名称", "单位名称"),
    "kind": ("类别", "机构类别"),
    "region_code": ("行政区划代码", "区划代码", "region"),
    "parent": ("上级", "上级机构"),
    "uscc": ("统一社会信用代码",),
    "duties": ("职责",),
}
PERSON_COLUMNS = {
    "name": ("姓名",),
    "organization": ("单位", "机构", "所在单位"),
    "region_code": ("行政区划代码", "区划代码", "region"),
    "phone": ("电话", "手机", "联系电话"),
    "post": ("岗位", "职务"),
    "post_kind": ("岗位类别",),
    "leads": ("负责人",),
}
REQUIRED = {"organizations": ("name", "kind", "region_code"), "people": ("name", "organization")}
_YES = frozenset({"是", "1", "true", "yes", "√"})

Row = tuple[int, Mapping[str, str]]
"""The number of a row as a person sees it, and its cells by the names of the record; a missing column is no key."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    row: int
    reason: Localized


@dataclass(slots=True)
class RowTally:
    """What became of the rows: read = created + updated + unchanged + refused."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


def rows_of(
    table: str, header: Sequence[str], cells: Iterable[Sequence[object]], first_row: int
) -> tuple[list[Row], tuple[str, ...]]:
    """The rows of a table of `organizations` or `people`, empty ones left out, and the columns nothing is known of.

    BadValue names the columns without which nothing can be taken.
    """
    known = {"organizations": ORGANIZATION_COLUMNS, "people": PERSON_COLUMNS}[table]
    meant = {word: name for name, words in known.items() for word in (name, *words)}
    places = {meant[title.strip()]: at for at, title in enumerate(header) if title.strip() in meant}
    missing = [known[name][0] for name in REQUIRED[table] if name not in places]
    if missing:
        words = "、".join(missing)
        raise BadValue("missing_columns", zh=f"缺少列：{words}", en=f"these columns are missing: {words}")
    rows = [
        (number, {name: _text(row[at]) for name, at in places.items() if at < len(row)})
        for number, row in enumerate(cells, first_row)
    ]
    unknown = tuple(title for title in header if title.strip() and title.strip() not in meant)
    return [row for row in rows if any(row[1].values())], unknown


def is_yes(cell: str) -> bool:
    return cell.strip().lower() in _YES


def _text(cell: object) -> str:
    """Spreadsheets keep codes as numbers: 140105.0 is 140105."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip().removeprefix("'")
