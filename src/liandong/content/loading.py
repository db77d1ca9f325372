"""Folders of YAML to checked versions: read, overlay, validate; every mistake becomes a problem with its line.

An overlay folder stands above the library and above the folders named before it. Its files carry `overrides:`

- `replace` (default): a new version of that id; in a file that lists many, of each entry it names.
- `merge`: mappings are laid over the newest version below key by key; a list or a value replaces, `null` takes away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from liandong.content import mending, yaml_lines
from liandong.content.kinds import KINDS, Kind
from liandong.content.mending import Advice
from liandong.content.problems import BrokenContent, ContentProblem, Place
from liandong.content.schemas.misplaced import Misplaced
from liandong.content.written import Written
from liandong.kernel.text import Localized

LIBRARY = Path(__file__).resolve().parent / "library"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one id. `rank` is its folder's height (library 0); `value` is None where it was taken away."""

    id: str
    rank: int
    number: int
    effective_from: date
    effective_until: date | None
    value: BaseModel | None
    written: Written

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)

    @property
    def precedence(self) -> tuple[int, int, date]:
        return self.rank, self.number, self.effective_from


@dataclass(slots=True)
class Loaded:
    """What one kind came to: versions by id, and every problem on the way."""

    versions: dict[str, list[Version]] = field(default_factory=dict)
    problems: list[ContentProblem] = field(default_factory=list)

    def report(self, place: Place, advice: Advice) -> None:
        self.problems.append(ContentProblem(place, *advice))

    def add(self, version: Version) -> None:
        known = self.versions.setdefault(version.id, [])
        for other in known:
            if (other.rank, other.number) == (version.rank, version.number):
                place = version.written.place()
                self.report(place, mending.duplicate(version.id, version.number, other.written.place()))
                return
        known.append(version)

    def newest_below(self, id: str, rank: int) -> Version | None:
        below = [v for v in self.versions.get(id, ()) if v.rank < rank and v.value is not None]
        return max(below, key=lambda v: v.precedence, default=None)


@dataclass(frozen=True, slots=True)
class _File:
    written: Written
    rank: int
    merge: bool


def files_of(folder: Path, kind: str) -> list[Path]:
    """Content files of a kind, in the order of their names."""
    return sorted(p for p in (folder / kind).rglob("*") if p.suffix in {".yaml", ".yml"} and p.is_file())


def digest(folders: tuple[Path, ...]) -> str:
    """SHA-256 over the names and bytes of all content files: which knowledge a process runs on."""
    total = hashlib.sha256()
    for folder in folders:
        for kind in KINDS:
            for file in files_of(folder, kind):
                content = file.read_bytes()
                total.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def load(kind: Kind, folders: tuple[Path, ...]) -> Loaded:
    """Read a kind from the library upwards; never raises for what stands in a file."""
    library = _lowest(kind.name, folders[0])
    loaded = Loaded({name: list(versions) for name, versions in library.versions.items()}, list(library.problems))
    return _lay(kind, folders[1:], loaded, first_rank=1)


@lru_cache(maxsize=len(KINDS))
def _lowest(kind: str, library: Path) -> Loaded:
    """The library is part of the program: one reading serves every catalogue of the process."""
    return _lay(KINDS[kind], (library,), Loaded(), first_rank=0)


def load_file(kind: Kind, path: Path) -> BaseModel:
    """One file that stands outside every folder, such as a scenario named on the command line; else BrokenContent."""
    loaded = Loaded()
    file = _read(path, 0, loaded)
    value = _validated(kind.file, file.written, loaded) if file else None
    if value is None:
        raise BrokenContent(tuple(loaded.problems))
    return value


def _lay(kind: Kind, folders: tuple[Path, ...], loaded: Loaded, first_rank: int) -> Loaded:
    for rank, folder in enumerate(folders, first_rank):
        for path in files_of(folder, kind.name):
            file = _read(path, rank, loaded)
            if file is not None:
                _take(kind, file, loaded)
    return loaded


def _read(path: Path, rank: int, loaded: Loaded) -> _File | None:
    top = Place(_shown(path), 1)
    try:
        if path.stat().st_size > yaml_lines.LARGEST_BYTES:
            raise OSError("too large")
        document = yaml_lines.read(path.read_text(encoding="utf-8"))
    except yaml_lines.YamlProblem as problem:
        loaded.report(Place(top.file, problem.line), (Localized(*problem.what), Localized(*problem.mend)))
        return None
    except UnicodeDecodeError:
        loaded.report(top, mending.NOT_UTF8)
        return None
    except OSError:
        loaded.report(top, mending.UNREADABLE)
        return None
    if not isinstance(document.value, dict):
        loaded.report(top, mending.NOT_A_MAPPING)
        return None
    places = {path_: Place(top.file, line) for path_, line in document.lines.items()}
    return _with_overrides(Written(document.value, places), rank, loaded)


def _with_overrides(written: Written, rank: int, loaded: Loaded) -> _File | None:
    """Take `overrides` off the head: it speaks to the loader, not to the schema."""
    if "overrides" not in written.data:
        return _File(written, rank, merge=False)
    wish = written.data.pop("overrides")
    if wish not in ("replace", "merge"):
        loaded.report(written.place(("overrides",)), mending.bad_overrides(wish))
    elif rank == 0:
        loaded.report(written.place(("overrides",)), mending.OVERRIDES_IN_LIBRARY)
    elif "source" not in written.data:
        loaded.report(written.place(), mending.OVERLAY_WITHOUT_SOURCE)
    else:
        return _File(written, rank, merge=wish == "merge")
    return None


def _take(kind: Kind, file: _File, loaded: Loaded) -> None:
    if kind.entry is None:
        written = _over_the_base(str(file.written.data.get("id")), file.written, file, loaded)
        value = _validated(kind.file, written, loaded) if written else None
        if value is not None and written is not None:
            loaded.add(_version(value, value, file.rank, written))
        return
    head = _validated(kind.file, file.written, loaded)
    if head is not None:
        for version in _entries(kind, kind.entry, head, file, loaded):
            loaded.add(version)


def _entries(kind: Kind, entry: type[BaseModel], head: Any, file: _File, loaded: Loaded) -> Iterator[Version]:
    for key, data in getattr(head, kind.name).items():
        whole = file.written
        if data is None and not file.merge:
            loaded.report(whole.place((kind.name, key)), mending.EMPTY_ENTRY)
        elif data is None:
            nothing = Written({}, whole.places, (kind.name, key))
            yield Version(key, file.rank, head.version, head.effective_from, head.effective_until, None, nothing)
        else:
            written = _over_the_base(key, whole.below(kind.name, key), file, loaded, may_be_new=True)
            value = _validated(entry, written, loaded, {"source": head.source}, {"id": key}) if written else None
            if value is not None and written is not None:
                yield _version(head, value, file.rank, written, key)


def _version(head: Any, value: BaseModel, rank: int, written: Written, id: str | None = None) -> Version:
    return Version(id or head.id, rank, head.version, head.effective_from, head.effective_until, value, written)


def _over_the_base(
    id: str, written: Written, file: _File, loaded: Loaded, *, may_be_new: bool = False
) -> Written | None:
    if not file.merge:
        return written
    base = loaded.newest_below(id, file.rank)
    if base is not None:
        return written.laid_over(base.written)
    if may_be_new:
        return written
    loaded.report(written.place(("id",)), mending.nothing_to_merge(id))
    return None


def _validated(
    schema: type[BaseModel],
    written: Written,
    loaded: Loaded,
    defaults: dict[str, Any] | None = None,
    fixed: dict[str, Any] | None = None,
) -> BaseModel | None:
    try:
        return schema.model_validate({**(defaults or {}), **written.data, **(fixed or {})})
    except ValidationError as wrong:
        for error in _innermost(wrong.errors()):
            _complain(error, schema, written, loaded)
    except RecursionError:
        loaded.report(written.place(), mending.NESTED_TOO_DEEP)
    return None


def _complain(error: Any, schema: type[BaseModel], written: Written, loaded: Loaded) -> None:
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, Misplaced):
        for mistake in cause.mistakes:
            loaded.report(written.place(_path((*error["loc"], *mistake.path), written)), mending.misplaced(mistake))
    else:
        loaded.report(written.place(_path(error["loc"], written)), mending.advise(error, schema))


def _innermost(errors: list[Any]) -> Iterator[Any]:
    """Complaints, without those about a whole whose part has a complaint of its own (a list found too short)."""
    places = [error["loc"] for error in errors]
    for error in errors:
        own = error["loc"]
        if not any(len(other) > len(own) and other[: len(own)] == own for other in places):
            yield error


def _path(loc: tuple[str | int, ...], written: Written) -> tuple[str | int, ...]:
    """The part of a complaint's location that stands in the file (unions and keys add names of their own)."""
    path: tuple[str | int, ...] = ()
    for part in loc:
        if (*written.prefix, *path, part) in written.places:
            path = (*path, part)
    return path


def _shown(path: Path) -> str:
    """A short name for the reader: from the working folder or from the library, else whole."""
    for base, front in ((Path.cwd(), ""), (LIBRARY, "library/")):
        if path.is_relative_to(base):
            return front + path.relative_to(base).as_posix()
    return str(path)
