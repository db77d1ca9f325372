"""What the platform runs on, to read: kinds of content, every version of an entry, its source and its file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from liandong.content import queries as content
from liandong.content.catalogue import Catalogue
from liandong.content.kinds import KINDS
from liandong.content.loading import Version
from liandong.content.problems import UnknownContent


@dataclass(frozen=True, slots=True)
class KindLine:
    id: str
    zh: str
    en: str
    count: int


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry in force. `overlaid` when the place's own folder, not the shipped library, states it."""

    id: str
    title: dict[str, str] | None
    version: int
    document: str
    clause: str
    provisional: bool
    overlaid: bool


@dataclass(frozen=True, slots=True)
class VersionText:
    """One version as written: `file` is its path inside the library or the overlay, `line` where it begins."""

    number: int
    effective_from: date
    effective_until: date | None
    in_force: bool
    overlaid: bool
    file: str
    line: int
    source: dict[str, Any] | None
    written: dict[str, Any]


def kinds() -> list[KindLine]:
    catalogue, day = content.catalogue(), content.today()
    return [
        KindLine(kind.name, kind.title.zh, kind.title.en, len(catalogue.in_force(kind.name, day)))
        for kind in KINDS.values()
    ]


def entries(kind: str) -> list[EntryLine]:
    """Entries in force today, in the order of their files; UnknownContent for a kind nobody knows."""
    catalogue = _knowing(kind)
    return [_line(catalogue, kind, key, value) for key, value in catalogue.in_force(kind, content.today()).items()]


def versions(kind: str, id: str) -> list[VersionText]:
    """Every version of an entry, the newest first; UnknownContent for one nobody knows."""
    found = _knowing(kind).versions(kind, id)
    if not found:
        raise UnknownContent(kind=KINDS[kind].title.zh, id=id[:80])
    holding = _in_force(found)
    return [_text(one, one is holding) for one in reversed(found)]


def _knowing(kind: str) -> Catalogue:
    if kind not in KINDS:
        raise UnknownContent(kind="内容类别", id=kind[:80])
    return content.catalogue()


def _in_force(found: tuple[Version, ...]) -> Version | None:
    return next((one for one in reversed(found) if one.in_force(content.today())), None)


def _line(catalogue: Catalogue, kind: str, id: str, value: BaseModel) -> EntryLine:
    version = _in_force(catalogue.versions(kind, id))
    source = getattr(value, "source", None)
    title = getattr(value, "title", None)
    return EntryLine(
        id=id,
        title=title.model_dump() if title else None,
        version=version.number if version else 0,
        document=source.document if source else "",
        clause=source.clause if source else "",
        provisional=bool(source and source.provisional) or bool(getattr(value, "provisional", False)),
        overlaid=bool(version and version.rank),
    )


def _text(version: Version, in_force: bool) -> VersionText:
    place = version.written.place()
    source = getattr(version.value, "source", None)
    return VersionText(
        number=version.number,
        effective_from=version.effective_from,
        effective_until=version.effective_until,
        in_force=in_force,
        overlaid=version.rank > 0,
        file="/".join(Path(place.file).parts[-2:]),
        line=place.line,
        source=source.model_dump() if source else None,
        written=version.written.data,
    )
