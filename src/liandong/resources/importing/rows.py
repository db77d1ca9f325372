"""A row of a table as a draft of a resource, or the reason why it cannot be one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from liandong.content import queries as content
from liandong.content.schemas.resource_types import Attribute, ResourceType
from liandong.kernel.geo import Crs, Position, convert
from liandong.kernel.text import BadValue, check_line
from liandong.resources.importing.columns import (
    Columns,
    attribute_columns,
    names_of_types,
    plain,
    recognise,
    types_alike,
)
from liandong.resources.importing.tables import Cell, Place, Table
from liandong.resources.rules import check_attributes
from liandong.resources.rules.quantities import LARGEST
from liandong.resources.services.registering import ResourceDraft

BEIJING = ZoneInfo("Asia/Shanghai")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")


class RowRefused(ValueError):
    """Why a row cannot be taken; the text is for the person who mends the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is said beside the file: one type for all rows, the coordinate system, where to look for region names.

    `region` is the region of rows that name none; names are looked up in its province first.
    """

    source: str
    type: str = ""
    crs: Crs | None = None
    region: str = ""
    drill: bool = False


@dataclass
class RowReader:
    """Reads the rows of one table. `locate` answers the region in whose outline a place lies, or None."""

    table: Table
    options: Options
    locate: Callable[[Position], str | None] = lambda place: None
    _attributes: dict[str, list[tuple[str, Attribute, int]]] = field(default_factory=dict)
    _keys: dict[str, int] = field(default_factory=dict)

    @cached_property
    def columns(self) -> Columns:
        return recognise(self.table.columns)

    @cached_property
    def crs(self) -> Crs:
        """What was said, else what the columns' names give away, else what the file says, else CGCS2000."""
        return self.options.crs or self.columns.crs or self.table.crs or Crs.CGCS2000

    @property
    def crs_is_known(self) -> bool:
        """Whether anything says in which system the places are; else whoever imports must be asked."""
        if not self.table.places and "lon" not in self.columns.fields:
            return True
        return bool(self.options.crs or self.columns.crs or self.table.crs or "crs" in self.columns.fields)

    @cached_property
    def _types(self) -> dict[str, str]:
        return names_of_types()

    @cached_property
    def _nothing(self) -> frozenset[str]:
        return frozenset(content.resource_columns().nothing)

    def draft(self, place: int) -> ResourceDraft:
        """The draft of the row at `place` (from 0); RowRefused, or a Problem or BadValue that says why."""
        row = self.table.rows[place]
        kind_id = self._type(row)
        kind = content.resource_type(kind_id)
        given = self.table.places[place] if self.table.places else self._given_place(row)
        position = self._position(given, row)
        key = self._key(row, kind_id, given, place)
        draft = ResourceDraft(
            type=kind_id,
            name=self._name(row, kind, key),
            region_code=self._region(row, position),
            place=position,
            given_crs=self.crs,
            address=self._address(row),
            quantity=self._quantity(row),
            attributes=check_attributes(kind, self._said(row, kind_id)),
            verified_at=self._verified(row),
            source=self.options.source,
            source_key=key,
            drill=self.options.drill,
        )
        check_line(draft.name)
        check_line(draft.address)
        return draft

    def _cell(self, row: Sequence[Cell], name: str) -> str:
        at = self.columns.fields.get(name)
        return self._text(row[at]) if at is not None and at < len(row) else ""

    def _text(self, cell: Cell) -> str:
        text = str(cell).strip() if cell is not None else ""
        return "" if text in self._nothing else text

    def _type(self, row: Sequence[Cell]) -> str:
        if self.options.type:
            return self.options.type
        said = self._cell(row, "type")
        if not said:
            raise RowRefused("没有资源类型：表中应有“类型”一列，或导入时指定类型")
        found = self._types.get(plain(said))
        if found is None:
            near = "、".join(types_alike(said))
            raise RowRefused(f"不认识的资源类型“{said[:40]}”" + (f"，相近的有：{near}" if near else ""))
        return found

    def _given_place(self, row: Sequence[Cell]) -> Place:
        lon, lat = self._cell(row, "lon"), self._cell(row, "lat")
        if not lon and not lat:
            return None
        if not lon or not lat:
            raise RowRefused("经度和纬度要么都填，要么都不填")
        try:
            return _degrees(lon), _degrees(lat)
        except ValueError:
            raise RowRefused(f"经纬度“{lon[:20]}, {lat[:20]}”不是度数") from None

    def _position(self, given: Place, row: Sequence[Cell]) -> Position | None:
        """In CGCS2000; BadValue says so where longitude and latitude look swapped."""
        if given is None:
            return None
        Position(*given)
        said = self._cell(row, "crs")
        crs = _crs(said) if said and not self.options.crs else self.crs
        return Position(*convert(*given, crs, Crs.CGCS2000))

    def _key(self, row: Sequence[Cell], type_id: str, given: Place, place: int) -> str:
        """What tells the row apart within its source: the key it brings, else what it is and where."""
        said = self._cell(row, "source_key")
        where = f"{given[0]:.5f},{given[1]:.5f}" if given else self._cell(row, "address")
        key = said or f"{type_id}|{self._cell(row, 'name')}|{where}|{self._cell(row, 'region_code')}"
        key = key[:200]
        first = self._keys.setdefault(key, place)
        if first != place:
            raise RowRefused(f"与第 {self.number(first)} 行相同" + (f"（编号 {said[:40]}）" if said else ""))
        return key

    def number(self, place: int) -> int:
        """The row's number as a person sees it in the file."""
        return place + self.table.first_row

    def _name(self, row: Sequence[Cell], kind: ResourceType, key: str) -> str:
        """Open maps leave hydrants nameless: they are called by their type and key."""
        said = self._cell(row, "name")
        return said or f"{kind.title.zh} {self._address(row) or key}"[:200]

    def _address(self, row: Sequence[Cell]) -> str:
        street = f"{self._cell(row, 'street')} {self._cell(row, 'house_number')}".strip()
        return self._cell(row, "address") or street

    def _quantity(self, row: Sequence[Cell]) -> Decimal:
        said = self._cell(row, "quantity").replace(",", "")
        try:
            quantity = Decimal(said or "1")
        except InvalidOperation:
            raise RowRefused(f"数量“{said[:20]}”不是数字") from None
        if not quantity.is_finite() or not 0 <= quantity <= LARGEST:
            raise RowRefused(f"数量“{said[:20]}”应在 0 与 {LARGEST:,.0f} 之间")
        return quantity

    def _region(self, row: Sequence[Cell], position: Position | None) -> str:
        """By its code, else by its name, else by where it lies, else that of the import."""
        code, name = self._cell(row, "region_code"), self._cell(row, "region_name")
        if code:
            return region_by_code(code)
        if name:
            return region_by_name(name, self._cell(row, "city_name"), self.options.region[:2])
        found = self.locate(position) if position else None
        if not found and not self.options.region:
            raise RowRefused("没有行政区划：表中应有“行政区划代码”一列，或导入时指定区划")
        return found or self.options.region

    def _verified(self, row: Sequence[Cell]) -> datetime | None:
        said = self._cell(row, "verified_on")
        day = _date(said) if said else None
        if said and day is None:
            raise RowRefused(f"核查日期“{said[:20]}”应写成 2026-11-23")
        return datetime.combine(date.fromisoformat(day), time(), BEIJING) if day else None

    def _said(self, row: Sequence[Cell], type_id: str) -> dict[str, Any]:
        if type_id not in self._attributes:
            known, at = content.resource_type(type_id).attributes, attribute_columns(type_id, self.columns)
            self._attributes[type_id] = [(name, known[name], place) for name, place in at.items()]
        found = {}
        for name, attribute, place in self._attributes[type_id]:
            text = self._text(row[place]) if place < len(row) else ""
            if text and not (attribute.personal and "*" in text):  # a mask says nothing
                found[name] = _value(attribute, text)
        return found


def _degrees(text: str) -> float:
    """Degrees as a number; `112°32'56"` as well."""
    parts = re.findall(r"\d+(?:\.\d+)?", text)
    if re.search("[°度]", text) and 1 <= len(parts) <= 3:
        whole = sum((float(part) / 60**place for place, part in enumerate(parts)), 0.0)
        return -whole if text[0] in "-WSws" else whole
    return float(text)


def _crs(text: str) -> Crs:
    plainly = text.upper().replace("-", "").replace(" ", "")
    found = next((crs for crs in Crs if crs.value in plainly), None)
    if found is None:
        raise RowRefused(f"坐标系“{text[:20]}”应为 {'、'.join(Crs)} 之一")
    return found


def _date(text: str) -> str | None:
    found = _DATE.fullmatch(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def _value(attribute: Attribute, text: str) -> Any:
    """The cell as the attribute's kind; what does not fit is left as it is, and refused with the attribute's name."""
    if attribute.type in {"number", "integer"}:
        return _number(text, attribute.type == "integer")
    if attribute.type == "boolean":
        words = content.resource_columns()
        return True if text in words.yes else False if text in words.no else text
    if attribute.type == "date":
        return _date(text) or text
    if attribute.type == "choices":
        return [part for part in re.split(r"[、,，;；/\s]+", text) if part]
    return text[:200] if attribute.type == "text" else text


def _number(text: str, whole: bool) -> Any:
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return text
    return int(number) if number.is_integer() and (whole or abs(number) < 1e15) else number


@lru_cache(maxsize=50_000)
def region_by_code(said: str) -> str:
    """The code as the table knows it; zeros at the end and village digits are left off."""
    code = said.removesuffix(".0")
    if not code.isdigit():
        raise RowRefused(f"行政区划代码“{said[:20]}”应为数字")
    for candidate in dict.fromkeys((code, code[:9], code[:6], code[:4], code[:2])):
        rest = code[len(candidate) :]
        if content.is_region(candidate) and (not rest.strip("0") or len(candidate) == 9):
            return content.region(candidate).code
    raise RowRefused(f"行政区划代码“{said[:20]}”不在区划代码表中，可能是旧代码或有错字")


@lru_cache(maxsize=50_000)
def region_by_name(name: str, city: str, province: str) -> str:
    """The county (or town) of that name, in the city if one is named, else in the province, else in the country."""
    near = [one for one in content.search_regions(name, limit=200) if one.name == name and len(one.code) >= 6]
    near = [one for one in near if not city or city.removesuffix("市") in content.region_path(one.code)]
    for within in (province, ""):
        found = [one for one in near if one.code.startswith(within)]
        counties = [one for one in found if len(one.code) == 6] or found
        if len(counties) == 1:
            return counties[0].code
        if counties:
            raise RowRefused(f"行政区划“{name[:20]}”不止一处，请写明地市或区划代码")
    return _former(name, province)


def _former(name: str, province: str) -> str:
    now = {codes for key, codes in content.former_names().items() if key.endswith(f"/{name}") and key[:2] == province}
    if len(now) == 1 and len(only := next(iter(now))) == 1:
        return only[0]
    raise RowRefused(f"行政区划“{name[:20]}”不在区划代码表中")


def reason_of(refusal: Exception) -> str:
    """The refusal in Chinese, for the row's line in the report."""
    message = getattr(refusal, "message", None)
    if isinstance(refusal, BadValue) and message is not None:
        return str(message.zh)
    text = getattr(refusal, "text", None)
    return str(text("zh")) if callable(text) else str(refusal)
