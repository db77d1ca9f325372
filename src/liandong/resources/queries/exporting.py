"""导出: what an actor sees, as a table or a map; a person's data masked, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import msgspec
import xlsxwriter
from django.db.models import QuerySet

from liandong.content import queries as content
from liandong.resources.models import Resource
from liandong.resources.queries.nearby import features
from liandong.resources.rules import shown

MOST_ROWS = 100_000
_HEAD = (
    "编号",
    "类型",
    "名称",
    "行政区划代码",
    "经度",
    "纬度",
    "坐标系",
    "地址",
    "数量",
    "状态",
    "核查日期",
    "数据来源",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(rows: QuerySet[Resource], format: str) -> bytes:
    """The resources as `csv`, `xlsx` or `geojson`."""
    if format == "geojson":
        return msgspec.json.encode(as_geojson(rows), enc_hook=str)
    return as_csv(rows) if format == "csv" else as_xlsx(rows)


def as_csv(rows: QuerySet[Resource]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read the Chinese; what looks like a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in _rows(rows):
        writer.writerow([_harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(rows: QuerySet[Resource]) -> bytes:
    """Every text is written as text: no cell of it is ever a formula or a link."""
    kept = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(kept, options) as book:
        sheet = book.add_worksheet("应急资源")
        for number, row in enumerate(_rows(rows)):
            sheet.write_row(number, 0, row)
    return kept.getvalue()


def as_geojson(rows: QuerySet[Resource]) -> dict[str, Any]:
    """Those that have a place."""
    return features(rows.filter(lon__isnull=False).order_by("id")[:MOST_ROWS])


def _rows(rows: QuerySet[Resource]) -> Iterator[list[Any]]:
    """A header and a row for each resource; attributes stand in columns under their titles."""
    found = list(rows.order_by("type", "region_code", "id")[:MOST_ROWS])
    known = content.resource_types()
    titles = {
        name: known[type_id].attributes[name].title.zh
        for type_id in dict.fromkeys(row.type for row in found if row.type in known)
        for name in known[type_id].attributes
    }
    yield [*_HEAD, *titles.values()]
    for row in found:
        kind = known.get(row.type)
        said = shown(kind, row.attributes) if kind else {}
        checked = row.verified_at.date().isoformat() if row.verified_at else ""
        yield [
            row.source_key or str(row.id),
            kind.title.zh if kind else row.type,
            row.name,
            row.region_code,
            row.lon if row.lon is not None else "",
            row.lat if row.lat is not None else "",
            "CGCS2000",
            row.address,
            float(row.quantity),
            row.state,
            checked,
            row.source,
            *(_cell(said.get(name)) for name in titles),
        ]


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, list) else "" if value is None else value


def _harmless(cell: Any) -> Any:
    """OWASP: a cell that begins so is run by spreadsheets."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
