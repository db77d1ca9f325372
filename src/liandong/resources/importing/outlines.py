"""边界: outlines of maps under the names of their time, brought to the codes of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import shapely
from shapely.geometry import mapping, shape

from liandong.content import queries as content
from liandong.content.loading import LIBRARY
from liandong.kernel.geo import Crs, convert
from liandong.resources.importing.tables import FileUnreadable, unpacked

SHIPPED = LIBRARY / "divisions" / "outlines-1401.geojson.gz"
"""Outlines that come with the platform, in GCJ-02; where they are from stands beside them in SOURCE.md."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One region's outline in CGCS2000, and the names its parts had on the map."""

    region_code: str
    names: tuple[str, ...]
    geometry: dict[str, Any]


@dataclass(slots=True)
class Reconciled:
    """What matched, what matched by a former name (as `name → code name`), and what did not, with the reason."""

    read: int = 0
    outlines: list[Outline] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def reconcile(files: Sequence[Path], crs: Crs, within: str = "") -> Reconciled:
    """Every outline of GeoJSON files, by code where name and code agree, else by its name, else by a former name."""
    done, parts = Reconciled(), defaultdict[str, list[tuple[str, Any]]](list)
    for name, code, outline in _features(files):
        done.read += 1
        try:
            found = region_of(name, code, within)
        except ValueError as refusal:
            done.refused.append((done.read, str(refusal)))
            continue
        if content.region(found).name != name:
            done.renamed.append(f"{name} → {found} {content.region(found).name}")
        parts[found].append((name, outline))
    done.outlines = [_joined(code, given, crs) for code, given in sorted(parts.items())]
    return done


def region_of(name: str, code: str, within: str) -> str:
    """The code of today for a name and perhaps an older code; ValueError says why there is none."""
    if content.is_region(code) and content.region(code).name == name:
        return content.region(code).code
    above = [one for one in (code[:4], code[:2], within) if one and content.is_region(one)]
    for region in [*above, ""]:
        found = {one.code for one in content.search_regions(name, region, limit=50) if one.name == name}
        found = {one for one in found if len(one) <= 6 and one != region}
        if len(found) == 1:
            return found.pop()
        now = content.former_names().get(f"{region}/{name}")
        if now:
            return _only(name, now)
    raise ValueError(f"“{name}”（{code or '无代码'}）不在区划代码表中，也没有登记曾用名")


def _only(name: str, now: tuple[str, ...]) -> str:
    if len(now) == 1:
        return now[0]
    listed = "、".join(f"{one} {content.region(one).name}" for one in now)
    raise ValueError(f"“{name}”已撤销，其地分属 {listed}，边界无法归入其一")


def _features(files: Sequence[Path]) -> Iterator[tuple[str, str, Any]]:
    for file in files:
        try:
            features = msgspec.json.decode(unpacked(file, file.name.lower()))["features"]
            for one in features:
                said = one.get("properties") or {}
                code = str(said.get("adcode") or said.get("code") or one.get("id") or "")
                yield str(said.get("name") or ""), code, shape(one["geometry"])
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as broken:
            raise FileUnreadable(reason=f"{file.name} 不是边界的 GeoJSON（{broken}）") from broken


def _joined(code: str, parts: Sequence[tuple[str, Any]], crs: Crs) -> Outline:
    outline = shapely.union_all([shapely.make_valid(one) for _, one in parts])
    placed = shapely.transform(outline, lambda points: _converted(points, crs))
    return Outline(code, tuple(name for name, _ in parts), dict(mapping(placed)))


def _converted(points: Any, crs: Crs) -> Any:
    return np.array([convert(x, y, crs, Crs.CGCS2000) for x, y in points])
