"""A foreign record to a report, by a mapping: pure, so that a replay and a worked case see the same answer."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Mapping as Row
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from liandong.content.numerals import number_in
from liandong.content.schemas.mappings import Chosen, FactRule, Mapping, Moment, Place

LONGEST_LINE = 200
LONGEST_TEXT = 20_000
_COLUMN = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row gave no report: `reason` is a stable word, `detail` says what was found."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MappedReport:
    """The fields of a report draft, by the names that intake uses; `notes` say what was mended or left out."""

    client_key: str
    channel: str
    summary: str
    event_type: str
    region_code: str
    place: str
    lon: float | None
    lat: float | None
    crs: str
    occurred_at: datetime | None
    received_at: datetime | None
    facts: dict[str, Any]
    source_unit: str
    drill: bool
    notes: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Plain values; times in ISO 8601, as worked cases write them."""
        values = asdict(self) | {"notes": list(self.notes)}
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


class _Refused(Exception):
    def __init__(self, reason: str, detail: str = "") -> None:
        self.refusal = Refusal(reason, detail[:LONGEST_LINE])
        super().__init__(reason)


def apply(mapping: Mapping, row: Row[str, Any]) -> MappedReport | Refusal:
    """One report or one refusal; never raises for what stands in a row."""
    try:
        return _report(mapping, {str(name): _clean(value) for name, value in row.items() if name is not None})
    except _Refused as refused:
        return refused.refusal


def _report(mapping: Mapping, row: dict[str, str]) -> MappedReport:
    for rule in mapping.refuse:
        if re.search(rule.matches, _fill(rule.read, row)):
            raise _Refused(rule.reason, _fill(rule.read, row))
    fields, notes = mapping.fields, list[str]()
    position = _position(fields.position, row, notes) if fields.position else None
    return MappedReport(
        client_key=_required("no_key", fields.client_key, row),
        channel=_chosen(mapping.channel, row),
        summary=_required("no_summary", fields.summary, row, LONGEST_TEXT),
        event_type=_chosen(mapping.event_type, row),
        region_code=mapping.region,
        place=_line(_fill(fields.place, row)),
        lon=position[0] if position else None,
        lat=position[1] if position else None,
        crs=fields.position.crs if fields.position else "CGCS2000",
        occurred_at=_moment(mapping, fields.occurred_at, row, notes),
        received_at=_moment(mapping, fields.received_at, row, notes),
        facts=dict(_facts(mapping, row)),
        source_unit=_line(_fill(fields.source_unit, row)),
        drill=mapping.drill,
        notes=tuple(notes),
    )


def _clean(value: Any) -> str:
    """Text without control characters (a tab and a line break become a space) and without half characters."""
    text = "" if value is None else str(value)
    if text.isprintable():
        return text.strip()
    return "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in text).strip()


def _fill(template: str, row: dict[str, str]) -> str:
    def column(found: re.Match[str]) -> str:
        if found[1] not in row:
            raise _Refused("no_such_column", found[1])
        return row[found[1]]

    return _COLUMN.sub(column, template).strip()


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)[:LONGEST_LINE]


def _required(reason: str, template: str, row: dict[str, str], longest: int = LONGEST_LINE) -> str:
    columns = _COLUMN.findall(template)
    text = _fill(template, row)
    if not text or (columns and not any(row[name] for name in columns)):
        raise _Refused(reason, template)
    return text[:longest]


def _chosen(chosen: Chosen, row: dict[str, str]) -> str:
    text = _fill(chosen.read, row)
    return next((rule.value for rule in chosen.rules if re.search(rule.matches, text)), chosen.otherwise)


def _moment(mapping: Mapping, moment: Moment | None, row: dict[str, str], notes: list[str]) -> datetime | None:
    if moment is None:
        return None
    text = _fill(moment.read, row)
    found = _read_moment(moment, text)
    if found is None:
        if moment.required:
            raise _Refused("bad_time", text)
        notes.append(f"time not readable: {text[:60]}" if text else "no time given")
        return None
    return found if found.tzinfo else found.replace(tzinfo=mapping.zone)


def _read_moment(moment: Moment, text: str) -> datetime | None:
    for form in moment.formats:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone of the mapping is put on afterwards
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        found = re.search(moment.pattern, text)
    if found is None:
        return None
    parts = {name: int(value) for name, value in found.groupdict().items() if value is not None}
    try:
        return datetime(**parts)  # type: ignore[arg-type]  # noqa: DTZ001 - the zone is put on afterwards
    except (ValueError, TypeError, OverflowError):
        return None


def _position(place: Place, row: dict[str, str], notes: list[str]) -> tuple[float, float] | None:
    for name in (place.lon, place.lat):
        if name not in row:
            raise _Refused("no_such_column", name)
    if not row[place.lon] or not row[place.lat]:
        notes.append("no position given")
        return None
    lon, lat = _degrees(row[place.lon]), _degrees(row[place.lat])
    if lon is not None and lat is not None:
        if _inside(place, lon, lat):
            return lon, lat
        if "negative_longitude" in place.mend and _inside(place, -lon, lat):
            notes.append("longitude given without its minus sign")
            return -lon, lat
    notes.append(f"position left out: {row[place.lon][:20]}, {row[place.lat][:20]}")
    return None


def _degrees(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _inside(place: Place, lon: float, lat: float) -> bool:
    west, south, east, north = place.within
    return west <= lon <= east and south <= lat <= north


def _facts(mapping: Mapping, row: dict[str, str]) -> Iterator[tuple[str, Any]]:
    for name, rule in mapping.facts.items():
        if rule.when and not re.search(rule.when.matches, _fill(rule.when.value, row)):
            continue
        value = rule.value if rule.value is not None else _found(rule, _fill(rule.read, row)[:LONGEST_TEXT])
        if value is not None:
            yield name, value


def _found(rule: FactRule, text: str) -> int | float | None:
    finds = [found for pattern in rule.patterns for found in _compiled(pattern).finditer(text)]
    finds.sort(key=lambda found: found.start(1))
    numbers = [number for found in finds if (number := number_in(found[1])) is not None]
    if not numbers:
        return None
    return _scaled(rule, {"first": numbers[0], "largest": max(numbers), "sum": sum(numbers)}[rule.take])


def _scaled(rule: FactRule, number: float) -> int | float:
    value = round(number * rule.times, 6)
    return int(value) if rule.type == "integer" else value


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
