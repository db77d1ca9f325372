"""Graphs under the data folder, one file each, and the engines of this process over them.

A file is replaced in one step; every process looks at the folder when it is asked and loads what is new.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import numpy as np
import numpy.typing as npt
from django.conf import settings

from liandong.content import queries as content
from liandong.roads.network.engine import Engine
from liandong.roads.network.graph import Numbers, RoadGraph, Stretches

_COLUMNS = ("a", "b", "direction", "metres", "road_class", "posted", "name", "starts")
_DEGREE = 1e-7
"""Shapes are kept in whole tenths of a microdegree, a centimetre."""


@dataclass(frozen=True, slots=True)
class GraphInfo:
    """What is told of a graph: its name, where it came from and how large it is."""

    name: str
    source: str
    attribution: str
    imported_at: str
    junctions: int
    stretches: int
    kilometres: float
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Network:
    """A graph of this node and the engine that answers for it; `arcs_by_closure` and `changes` are worked out once."""

    info: GraphInfo
    engine: Engine
    arcs_by_closure: dict[UUID, Numbers] = field(default_factory=dict)
    changes: dict[tuple[UUID, ...], dict[int, int]] = field(default_factory=dict)


def folder() -> Path:
    """Where the graphs of this node lie."""
    return Path(settings.DATA_DIR) / "roads"


def keep(graph: RoadGraph, info: GraphInfo) -> Path:
    """Write the graph beside the others, in place of one of the same name; processes take it up when next asked."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder() / f"{info.name}.npz"
    partial = target.with_suffix(f".{os.getpid()}.part")
    with partial.open("wb") as file:
        np.savez_compressed(
            file,
            places=graph.places,
            order=graph.order,
            shape=np.rint(graph.stretches.shape / _DEGREE).astype(np.int32),
            words=_bytes({"classes": graph.classes, "names": graph.names}),
            info=_bytes(asdict(info)),
            **{column: getattr(graph.stretches, column) for column in _COLUMNS},
        )
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
    return target


def _bytes(data: Any) -> npt.NDArray[np.uint8]:
    return np.frombuffer(msgspec.json.encode(data), dtype=np.uint8)


def read(file: Path) -> tuple[RoadGraph, GraphInfo]:
    """A graph as it was kept."""
    with np.load(file, allow_pickle=False) as kept:
        columns = {column: kept[column] for column in _COLUMNS}
        stretches = Stretches(**columns, shape=kept["shape"] * _DEGREE)
        words = msgspec.json.decode(kept["words"].tobytes(), type=dict[str, tuple[str, ...]])
        graph = RoadGraph(kept["places"], stretches, words["classes"], words["names"], kept["order"])
        return graph, msgspec.json.decode(kept["info"].tobytes(), type=GraphInfo)


_Seen = tuple[str, int, int]
_lock = threading.Lock()
_loaded: dict[_Seen, Network] = {}
_retired: list[Network] = []


def networks() -> Sequence[Network]:
    """Every graph of this node, by name, with its engine; loaded once a process, and again when the file is another."""
    present = _present()
    if present != list(_loaded):
        with _lock:
            _take_up(present)
    return list(_loaded.values())


def forget() -> None:
    """Let every graph of this process go; they are loaded again when asked for."""
    global _loaded
    with _lock:
        _retired.extend(_loaded.values())
        _loaded = {}
        while _retired:
            _retired.pop().engine.close()


def _present() -> list[_Seen]:
    """Path, time and length of each file, by which a new one is told from the one that is loaded."""
    try:
        files = sorted(folder().glob("*.npz"))
        return [(str(file), (seen := file.stat()).st_mtime_ns, seen.st_size) for file in files]
    except FileNotFoundError:
        return []


def _take_up(present: list[_Seen]) -> None:
    """What is replaced is let go one replacement later: somebody may still be asking it."""
    global _loaded
    before, _loaded = _loaded, {seen: _loaded.get(seen) or _load(Path(seen[0])) for seen in present}
    while _retired:
        _retired.pop().engine.close()
    _retired.extend(network for seen, network in before.items() if seen not in _loaded)


def _load(file: Path) -> Network:
    graph, info = read(file)
    return Network(info, Engine(graph, content.road_profile()))
