"""Mappings of foreign call and incident records onto reports (数据映射); the format is told in docs/replay.md."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from liandong.content.schemas.base import ContentFile, ContentModel, Identifier, WorkedCase
from liandong.content.schemas.misplaced import wrong

MOMENT = (
    r"(?P<year>\d{4})\D{1,2}(?P<month>\d{1,2})\D{1,2}(?P<day>\d{1,2})"
    r"(?:\D{0,3}?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
)
"""Reads 2014-01-03 07:02:09, 2008年04月05日 09:12 and 2012-5-6."""


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise wrong(f"正则表达式不对：{error}", f"not a regular expression: {error}") from error
    return text


def _template(text: str) -> str:
    if re.sub(r"\{[^{}]+\}", "", text).strip("{}") != re.sub(r"\{[^{}]+\}", "", text):
        raise wrong(
            "列名写在花括号里，如 {event_id}，括号要成对",
            "write a column's name in braces, such as {event_id}; every brace needs its partner",
        )
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise wrong("时区要写名称，如 Asia/Shanghai", "a time zone has a name such as Asia/Shanghai") from error
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]
Template = Annotated[str, AfterValidator(_template)]
"""Text with columns in braces: `{type_code} {type_desc}`."""

Channel = Literal[
    "POLICE_110",
    "FIRE_119",
    "MEDICAL_120",
    "TRAFFIC_122",
    "HOTLINE_12345",
    "DUTY_REPORT",
    "UNIT_REPORT",
    "SENSOR",
    "CAP",
    "FIELD_APP",
    "PUBLIC",
    "MEDIA",
    "OTHER",
]


class Choice(ContentModel):
    """When `matches` is found in the text, the answer is `value`; the first that matches counts."""

    matches: Pattern
    value: str


class Chosen(ContentModel):
    """A value looked up by what a text says; `otherwise` when nothing matches."""

    read: Template
    rules: tuple[Choice, ...] = ()
    otherwise: str = ""


class Moment(ContentModel):
    """A time. `formats` (of strptime) are tried first, then ISO 8601, then `pattern` with named groups.

    A moment that cannot be read refuses the row when `required`; else it is left out with a note.
    """

    read: Template
    formats: tuple[str, ...] = ()
    pattern: Pattern = MOMENT
    required: bool = True


class Place(ContentModel):
    """Columns of a position. One outside `within` (west, south, east, north) is dropped with a note.

    `mend: [negative_longitude]` first tries the longitude with a minus sign, a frequent slip in western records.
    """

    lon: str
    lat: str
    crs: Literal["CGCS2000", "WGS84", "GCJ02", "BD09"] = "WGS84"
    within: tuple[float, float, float, float] = (-180, -90, 180, 90)
    mend: tuple[Literal["negative_longitude"], ...] = ()


class FactRule(ContentModel):
    """A fact found in a text: group 1 of what any pattern finds first in it (or the largest, or the sum), by `times`.

    `value` states a fact outright; `when` limits the rule to rows in which a pattern is found.
    """

    read: Template = ""
    patterns: tuple[Pattern, ...] = ()
    take: Literal["first", "largest", "sum"] = "first"
    times: float = 1
    type: Literal["integer", "number"] = "integer"
    value: int | float | bool | str | None = None
    when: Choice | None = None

    @model_validator(mode="after")
    def says_one_thing(self) -> FactRule:
        """Either a value, or patterns with something to read."""
        if (self.value is None) != bool(self.patterns and self.read):
            raise wrong(
                "事实要么直接给 value，要么给 read 和 patterns",
                "a fact has either `value`, or `read` and `patterns`",
            )
        for pattern in self.patterns:
            if re.compile(pattern).groups < 1:
                raise wrong(
                    f"表达式要用圆括号括出数字：{pattern}",
                    f"the pattern needs a group in round brackets around the number: {pattern}",
                )
        return self


class RefuseRule(ContentModel):
    """Rows that are no reports: exercises of the system, staffing entries."""

    read: Template
    matches: Pattern
    reason: Identifier


class Fields(ContentModel):
    """The report's fields; `client_key` must tell one record from every other, now and on the next replay."""

    client_key: Template
    summary: Template
    place: Template = ""
    source_unit: Template = ""
    occurred_at: Moment | None = None
    received_at: Moment | None = None
    position: Place | None = None


class Mapping(ContentFile):
    """How one kind of file becomes reports, row by row; a row gives exactly one report or one refusal."""

    format: Literal["csv", "jsonl"]
    encoding: str = "utf-8"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    time_zone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    region: str = Field(pattern=r"^\d{6}(\d{3}(\d{3})?)?$")
    drill: bool = True
    channel: Chosen
    event_type: Chosen
    fields: Fields
    refuse: tuple[RefuseRule, ...] = ()
    facts: dict[Identifier, FactRule] = {}
    cases: tuple[WorkedCase, ...] = Field(min_length=2)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @model_validator(mode="after")
    def channels_are_known(self) -> Mapping:
        """A channel is one of the platform's."""
        known: tuple[Any, ...] = Channel.__args__  # type: ignore[attr-defined]
        for value in (self.channel.otherwise, *(rule.value for rule in self.channel.rules)):
            if value not in known:
                raise wrong(
                    f"没有渠道“{value}”，请从 {'、'.join(known)} 中选",
                    f"{value!r} is no channel; choose from {', '.join(known)}",
                )
        return self
