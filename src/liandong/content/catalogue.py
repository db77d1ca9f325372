"""The content a process runs on: immutable, read kind by kind on first use, every version of every id."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from liandong.content import loading
from liandong.content.kinds import KINDS
from liandong.content.loading import Loaded, Version
from liandong.content.problems import BrokenContent, ContentProblem


class Catalogue:
    """All content of the library and the folders laid over it, in that order."""

    def __init__(self, overlays: tuple[Path, ...] = (), library: Path = loading.LIBRARY) -> None:
        self.folders = (library, *overlays)
        self._loaded: dict[str, Loaded] = {}
        self._in_force: dict[tuple[str, date], MappingProxyType[str, Any]] = {}
        self._lock = Lock()

    @property
    def digest(self) -> str:
        """SHA-256 over all files: two processes with the same digest know the same."""
        return _digest(self.folders)

    def loaded(self, kind: str) -> Loaded:
        """Versions and problems of a kind."""
        with self._lock:
            if kind not in self._loaded:
                self._loaded[kind] = loading.load(KINDS[kind], self.folders)
            return self._loaded[kind]

    def problems(self) -> tuple[ContentProblem, ...]:
        """Every mistake in every file; reads all kinds."""
        return tuple(problem for kind in KINDS for problem in self.loaded(kind).problems)

    def versions(self, kind: str, id: str) -> tuple[Version, ...]:
        """Every version of an id, the oldest first."""
        return tuple(sorted(self.loaded(kind).versions.get(id, ()), key=lambda v: v.precedence))

    def in_force(self, kind: str, day: date) -> MappingProxyType[str, Any]:
        """By id, what holds on a day: the highest folder first, then the highest version; BrokenContent on mistakes."""
        found = self._in_force.get((kind, day))
        if found is None:
            found = self._in_force[kind, day] = MappingProxyType(self._chosen(kind, day))
        return found

    def _chosen(self, kind: str, day: date) -> dict[str, BaseModel]:
        loaded = self.loaded(kind)
        if loaded.problems:
            raise BrokenContent(tuple(loaded.problems))
        chosen: dict[str, BaseModel] = {}
        for name, versions in loaded.versions.items():
            best = max((v for v in versions if v.in_force(day)), key=lambda v: v.precedence, default=None)
            if best is not None and best.value is not None:
                chosen[name] = best.value
        return chosen


@lru_cache(maxsize=8)
def _digest(folders: tuple[Path, ...]) -> str:
    return loading.digest(folders)
