"""A file as a table: spreadsheets, separated text and GeoJSON here, the files of map programs in `layers`."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import msgspec
import shapely
from python_calamine import CalamineError, CalamineWorkbook
from shapely.geometry import shape

from liandong.kernel.errors import Invalid
from liandong.kernel.geo import Crs
from liandong.kernel.text import Localized

Cell = str | int | float | bool | None
Place = tuple[float, float] | None

LARGEST_BYTES = 512 * 1024 * 1024
MOST_ROWS = 1_000_000
_HEADER_WITHIN = 20


class FileUnreadable(Invalid):
    code = "import_file_unreadable"
    message = Localized(zh="文件无法读取：{reason}", en="The file cannot be read: {reason}")


class FileKindUnknown(Invalid):
    code = "import_file_kind_unknown"
    message = Localized(
        zh="不认识文件“{name}”。可导入 xlsx、xls、ods、csv、geojson、gpkg、shp（连同附属文件的 zip）、kml。",
        en="The file “{name}” is of no known kind; import xlsx, xls, ods, csv, geojson, gpkg, shp (a zip) or kml.",
    )


@dataclass(slots=True)
class Table:
    """`first_row` is the number of the first row as a person sees it. `places` are those of a map's features, in
    `crs`; None where places stand in columns, or the file does not say in which system they are."""

    columns: list[str]
    rows: list[Sequence[Cell]]
    first_row: int = 2
    places: list[Place] | None = None
    crs: Crs | None = None
    notes: list[str] = field(default_factory=list)


def read_table(path: Path, name: str = "") -> Table:
    """The table in a file; `name` says what it is called where the path does not. FileUnreadable, FileKindUnknown."""
    called = (name or path.name).lower()
    stem = called.removesuffix(".gz")
    if path.stat().st_size > LARGEST_BYTES:
        raise FileUnreadable(reason=f"文件超过 {LARGEST_BYTES // 1024 // 1024} MB")
    if stem.endswith((".xlsx", ".xls", ".ods", ".xlsm", ".xlsb")):
        return _spreadsheet(path)
    if stem.endswith((".csv", ".tsv", ".txt")):
        return _separated(_text(unpacked(path, called)))
    if stem.endswith((".geojson", ".json")):
        return _geojson(unpacked(path, called))
    if stem.endswith((".gpkg", ".shp", ".zip", ".kml")):
        from liandong.resources.importing.layers import read_layers

        return read_layers(path, stem)
    raise FileKindUnknown(name=name or path.name)


def unpacked(path: Path, called: str) -> bytes:
    if not called.endswith(".gz"):
        return path.read_bytes()
    try:
        with gzip.open(path) as packed:
            return packed.read(LARGEST_BYTES)
    except (OSError, EOFError) as broken:
        raise FileUnreadable(reason="gzip 压缩损坏") from broken


def _text(data: bytes) -> str:
    """UTF-8 where it is; else GB18030, which contains GBK and GB2312."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable(reason="既不是 UTF-8 也不是 GB18030（GBK）编码，请另存为 UTF-8")


def _separated(text: str) -> Table:
    head = text[:20_000].split("\n", 1)[0]
    separator = max(",;\t|", key=head.count)
    csv.field_size_limit(1_000_000)
    try:
        rows = list(itertools.islice(csv.reader(io.StringIO(text), delimiter=separator), MOST_ROWS + 1))
    except csv.Error as broken:
        raise FileUnreadable(reason=f"CSV 格式有误（{broken}）") from broken
    return _with_header(rows)


def check_zip(path: Path) -> None:
    """FileUnreadable for a broken package, or one that would grow beyond all bounds when it is opened."""
    try:
        with ZipFile(path) as pack:
            grown = sum(one.file_size for one in pack.infolist())
    except (BadZipFile, OSError) as broken:
        raise FileUnreadable(reason="压缩包损坏") from broken
    if grown > LARGEST_BYTES:
        raise FileUnreadable(reason=f"解压后超过 {LARGEST_BYTES // 1024 // 1024} MB")


def _spreadsheet(path: Path) -> Table:
    if path.open("rb").read(2) == b"PK":
        check_zip(path)
    try:
        book = CalamineWorkbook.from_path(path)
        sheet = next((one for one in map(book.get_sheet_by_name, book.sheet_names) if one.total_height > 1), None)
        rows = sheet.to_python(skip_empty_area=False) if sheet else []
    except (CalamineError, OSError, ValueError) as broken:
        raise FileUnreadable(reason=f"表格文件损坏或有密码（{type(broken).__name__}）") from broken
    return _with_header([[_plain(cell) for cell in row] for row in rows])


def _plain(cell: Any) -> Cell:
    """A cell as text or number: spreadsheets keep codes as 140105.0 and dates as dates."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, datetime):
        return cell.isoformat() if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return cell if isinstance(cell, str | int | float | bool) else None


def _with_header(rows: Sequence[Sequence[Cell]]) -> Table:
    """The first row with at least two words is the header; titles above it are common in official tables."""
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        words = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        if len(words) >= 2:
            columns = [str(cell).strip() if cell is not None else "" for cell in row]
            return Table(columns, list(_filled(rows[number + 1 :])), first_row=number + 2)
    raise FileUnreadable(reason="没有表头：前 20 行里找不到列名")


def _filled(rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """Every row, the empty ones at the end left off so that their numbers stay those that a person sees."""
    kept = list(rows)
    while kept and all(cell in ("", None) for cell in kept[-1]):
        kept.pop()
    return iter(kept)


class _Feature(msgspec.Struct):
    geometry: dict[str, Any] | None = None
    properties: dict[str, Any] | None = None
    id: str | int | None = None


class _Collection(msgspec.Struct):
    features: list[_Feature]
    crs: dict[str, Any] | None = None


def _geojson(data: bytes) -> Table:
    """RFC 7946: longitude first, WGS 84. An outline is represented by a point inside it."""
    try:
        found = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Collection)
    except msgspec.MsgspecError as broken:
        raise FileUnreadable(reason=f"不是 GeoJSON FeatureCollection（{broken}）") from broken
    columns = list(dict.fromkeys(name for one in found.features for name in one.properties or ()))
    rows: list[Sequence[Cell]] = []
    for one in found.features:
        said = one.properties or {}
        rows.append([_member(said.get(name)) for name in columns] + [one.id])
    named = [*columns, "" if {"id", "osm_id", "fid"} & set(columns) else "id"]
    return Table(named, rows, first_row=1, places=[_point(one.geometry) for one in found.features], crs=Crs.WGS84)


def _member(value: Any) -> Cell:
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return msgspec.json.encode(value).decode()


def _point(geometry: dict[str, Any] | None) -> Place:
    if not geometry:
        return None
    if geometry.get("type") == "Point":
        found = geometry.get("coordinates")
        return (float(found[0]), float(found[1])) if isinstance(found, list) and len(found) >= 2 else None
    try:
        inside = shape(geometry).representative_point()
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
    return None if inside.is_empty else (inside.x, inside.y)
