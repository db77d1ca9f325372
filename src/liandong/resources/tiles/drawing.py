"""What a tile shows: at most so many single points, and above that squares of the tile with how many lie in each."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np

from liandong.resources.tiles.encoding import EXTENT, Features, Value

MOST_SINGLE = 1_000
"""Above so many points in a tile they are gathered."""

MOST_NAMED = 300
MOST_KEPT = 2_000
"""Gathered tiles kept for a layer."""

SQUARES = 16
"""Squares a side into which a tile's points are gathered: 16 px where a tile is shown 256 px wide."""

BUFFER = 64 / EXTENT
"""Points just outside a tile are drawn too, so that a sign on its border is not cut."""

DEEPEST = 22

Names = Callable[[Sequence[UUID]], Mapping[UUID, str]]


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a layer in Web Mercator, (0, 0) the north-west and (1, 1) the south-east; sorted by `x`.

    `drawn` keeps the gathered tiles, which cost most and change only with the points.
    """

    x: Any
    y: Any
    kind: Any
    ready: Any
    row: Any
    types: tuple[str, ...]
    ids: Sequence[UUID]
    drawn: dict[tuple[int, int, int], Features] = field(default_factory=dict)


def points(parts: Sequence[tuple[str, Any, Any, Sequence[UUID]]]) -> Points:
    """Of parts (type, places as (n, 2) degrees, ready, ids)."""
    places = np.concatenate([part[1] for part in parts]) if parts else np.zeros((0, 2))
    kind = np.repeat(np.arange(len(parts), dtype=np.int16), [len(part[1]) for part in parts])
    ready = np.concatenate([part[2] for part in parts]) if parts else np.zeros(0, bool)
    x, y = _mercator(places)
    order = np.argsort(x, kind="stable")
    ids = [one for part in parts for one in part[3]]
    return Points(x[order], y[order], kind[order], ready[order], order, tuple(part[0] for part in parts), ids)


def features(layer: Points, z: int, x: int, y: int, names: Names) -> Features:
    """What the tile shows; a gathered square says `count` and how many are `ready`."""
    if (z, x, y) in layer.drawn:
        return layer.drawn[z, x, y]
    rows, across, down = _inside(layer, z, x, y)
    if len(rows) > MOST_SINGLE:
        if len(layer.drawn) >= MOST_KEPT:
            layer.drawn.clear()
        return layer.drawn.setdefault((z, x, y), _gathered(layer, rows, across, down))
    ids = [layer.ids[row] for row in layer.row[rows].tolist()]
    said: dict[str, Sequence[Value]] = {
        "id": [str(one) for one in ids],
        "type": [layer.types[kind] for kind in layer.kind[rows].tolist()],
        "ready": layer.ready[rows].tolist(),
    }
    if 0 < len(ids) <= MOST_NAMED:
        called = names(ids)
        said["name"] = [called.get(one, "") for one in ids]
    return Features(across.tolist(), down.tolist(), said)


def _inside(layer: Points, z: int, x: int, y: int) -> tuple[Any, Any, Any]:
    """Rows within the tile and its buffer, and where in the tile they stand."""
    side = 2**z
    first, last = np.searchsorted(layer.x, [(x - BUFFER) / side, (x + 1 + BUFFER) / side])
    line = layer.y[first:last]
    rows = first + np.flatnonzero((line >= (y - BUFFER) / side) & (line < (y + 1 + BUFFER) / side))
    across = np.floor((layer.x[rows] * side - x) * EXTENT).astype(np.int64)
    down = np.floor((layer.y[rows] * side - y) * EXTENT).astype(np.int64)
    return rows, across, down


def _gathered(layer: Points, rows: Any, across: Any, down: Any) -> Features:
    """One point for each square, in the middle of what lies in it; the buffer belongs to the neighbours."""
    own = (across >= 0) & (across < EXTENT) & (down >= 0) & (down < EXTENT)
    across, down, ready = across[own], down[own], layer.ready[rows[own]]
    size = EXTENT // SQUARES
    square = down // size * SQUARES + across // size
    count = np.bincount(square, minlength=SQUARES**2)
    middle_x = np.bincount(square, across, SQUARES**2)
    middle_y = np.bincount(square, down, SQUARES**2)
    fit = np.bincount(square, ready, SQUARES**2)
    full = np.flatnonzero(count)
    number = count[full]
    return Features(
        (middle_x[full] / number).astype(int).tolist(),
        (middle_y[full] / number).astype(int).tolist(),
        {"count": number.tolist(), "ready": fit[full].astype(int).tolist()},
    )


def _mercator(places: Any) -> tuple[Any, Any]:
    lat = np.radians(np.clip(places[:, 1], -85.05112877980659, 85.05112877980659))
    return places[:, 0] / 360 + 0.5, 0.5 - np.arcsinh(np.tan(lat)) / (2 * math.pi)
