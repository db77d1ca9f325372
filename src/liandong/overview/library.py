"""What the platform runs on, to read: kinds of content, every version of an entry, its source and its file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from liandong.content import cases
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
    effective_from: date | None
    effective_until: date | None
    versions: int
    file: str


@dataclass(frozen=True, slots=True)
class CaseText:
    """A worked case: what is given, what must come of it, and what did (`differences`, empty where it holds)."""

    given: dict[str, Any]
    expect: Any
    because: str
    holds: bool
    differences: list[str]


@dataclass(frozen=True, slots=True)
class VersionText:
    """One version as written: `file` is its path inside its folder, `line` where it begins.

    `folder` names the folder it stands in, `rank` how high that is laid (0 is the shipped library); `overrides` says
    which folder and version it takes the place of, if any.
    """

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
    cases: list[CaseText]


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
    catalogue = _knowing(kind)
    found = catalogue.versions(kind, id)
    if not found:
        raise UnknownContent(kind=KINDS[kind].title.zh, id=id[:80])
    holding = _in_force(found)
    return [_text(catalogue, found, one, one is holding) for one in reversed(found)]


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
        effective_from=version.effective_from if version else None,
        effective_until=version.effective_until if version else None,
        versions=len(catalogue.versions(kind, id)),
        file=_inside(version) if version else "",
    )


def _text(catalogue: Catalogue, found: tuple[Version, ...], version: Version, in_force: bool) -> VersionText:
    source = getattr(version.value, "source", None)
    return VersionText(
        number=version.number,
        effective_from=version.effective_from,
        effective_until=version.effective_until,
        in_force=in_force,
        overlaid=version.rank > 0,
        folder=_folder(catalogue, version),
        rank=version.rank,
        overrides=_overridden(catalogue, found, version),
        file=_inside(version),
        line=version.written.place().line,
        source=source.model_dump() if source else None,
        written=version.written.data,
        cases=[_case(one) for one in cases.results(version, catalogue)],
    )


def _folder(catalogue: Catalogue, version: Version) -> str:
    return catalogue.folders[version.rank].name


def _overridden(catalogue: Catalogue, found: tuple[Version, ...], version: Version) -> str:
    """The nearest version below, where the version stands in a folder that is laid over it."""
    below = [one for one in found if one.rank < version.rank]
    return f"{_folder(catalogue, below[-1])}/{_inside(below[-1])}" if below else ""


def _inside(version: Version) -> str:
    return "/".join(Path(version.written.place().file).parts[-2:])


def _case(result: cases.CaseResult) -> CaseText:
    told = result.case.model_dump(mode="json", exclude_defaults=True)
    expect, because = told.pop("expect", None), str(told.pop("because", ""))
    given = told.pop("given", {}) if set(told) <= {"given"} else told
    return CaseText(given, expect, because, not result.differences, result.differences)
