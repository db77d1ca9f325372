"""Wire types of places, of content to read, and of words for codes."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Schema
from pydantic import Field


class BothTongues(Schema):
    zh: str
    en: str


class PlaceOut(Schema):
    """`kind`: region, resource or coordinates (then `id` is the system they were read in). CGCS2000."""

    kind: str
    id: str
    title: str
    detail: str
    region_code: str
    lon: float | None
    lat: float | None


class KindOut(Schema):
    id: str
    zh: str
    en: str
    count: int


class ContentEntryOut(Schema):
    id: str
    title: BothTongues | None
    version: int
    document: str
    clause: str
    provisional: bool
    overlaid: bool
    effective_from: date | None
    effective_until: date | None
    versions: int
    file: str


class CaseOut(Schema):
    """A worked case and whether it holds; `differences` say what came out instead."""

    given: dict[str, Any]
    expect: Any
    because: str
    holds: bool
    differences: list[str]


class VersionOut(Schema):
    """One version as it stands in its file."""

    number: int
    effective_from: date
    effective_until: date | None
    in_force: bool
    overlaid: bool
    folder: str
    rank: int
    overrides: str
    file: str
    line: int
    source: dict[str, Any] | None
    written: dict[str, Any]
    cases: list[CaseOut]


class RegionOut(Schema):
    code: str
    name: str
    level: str
    parent: str
    path: str


class WordOut(Schema):
    """A code and what people call it."""

    id: str
    title: BothTongues


class VocabularyOut(Schema):
    """The words of content in force."""

    event_types: list[WordOut]
    phases: list[WordOut]
    frameworks: list[WordOut]
    order_kinds: list[WordOut]
    deadline_kinds: list[WordOut]
    zone_kinds: list[WordOut]
    resource_types: list[WordOut]
    organization_kinds: list[WordOut]
    post_kinds: list[WordOut]
    roles: list[WordOut]
    duty_roles: list[WordOut]
    permissions: list[WordOut]
    facts: list[WordOut]
    key_verbs: list[str] = Field(description="Verbs of the entries that are shown in bold.")
