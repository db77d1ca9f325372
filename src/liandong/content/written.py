"""What stands in a file, with the place of every value, and one file laid over another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liandong.content.problems import Place

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """Data as written; `places` knows the place of each path, counted from `prefix`."""

    data: dict[str, Any]
    places: dict[Path, Place]
    prefix: Path = ()

    def place(self, path: Path = ()) -> Place:
        """The place of a path, or of the nearest thing around it that has one."""
        whole = (*self.prefix, *path)
        while whole and whole not in self.places:
            whole = whole[:-1]
        return self.places[whole]

    def below(self, *path: str) -> Written:
        """The mapping at `path`."""
        data: Any = self.data
        for part in path:
            data = data[part]
        return Written(data, self.places, (*self.prefix, *path))

    def own_places(self) -> dict[Path, Place]:
        """Places counted from the root of this mapping."""
        size = len(self.prefix)
        return {path[size:]: place for path, place in self.places.items() if path[:size] == self.prefix}

    def laid_over(self, base: Written) -> Written:
        """Mappings merge key by key, anything else replaces, `null` takes away."""
        return Written(_merge(base.data, self.data), base.own_places() | self.own_places())


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = _merge(merged[key], value)
        else:
            merged[key] = value
    return merged
