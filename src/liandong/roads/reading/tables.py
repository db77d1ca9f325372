"""Roads of a table of links, with the columns a mapping (`road_tables`) names."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely

from liandong.content.schemas.road_tables import RoadTable
from liandong.roads.network import RoadGraph
from liandong.roads.reading.assembling import Assembly
from liandong.roads.reading.openstreetmap import UnreadableRoads, kmh

Row = dict[str, str]


def read_tables(file: Path, mapping: RoadTable) -> RoadGraph:
    """The graph of all links the mapping does not leave out; UnreadableRoads names what is wrong with the file."""
    try:
        links = [row for row in _rows(file) if _driven(row, mapping)]
        return _graph(links, mapping)
    except (OSError, EOFError, zlib.error, UnicodeError, KeyError, ValueError, shapely.errors.GEOSException) as error:
        raise UnreadableRoads(file=str(file), error=f"{type(error).__name__}: {error}") from error


def _rows(file: Path) -> Iterator[Row]:
    with file.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        data = gzip.GzipFile(fileobj=raw) if packed else raw
        yield from csv.DictReader(io.TextIOWrapper(data, encoding="utf-8-sig", newline=""))


def _driven(row: Row, mapping: RoadTable) -> bool:
    return row[mapping.road_class] not in mapping.leave_out and (not mapping.modes or mapping.car in row[mapping.modes])


def _graph(links: list[Row], mapping: RoadTable) -> RoadGraph:
    if not links:
        raise ValueError("no link that can be driven")
    lines = shapely.from_wkt([row[mapping.line] for row in links])
    places, road = shapely.get_coordinates(lines, return_index=True)
    lengths = np.bincount(road, minlength=len(links))
    ends = np.cumsum(lengths)
    # Points within a link are nobody's; only its ends are shared, by the numbers of their nodes.
    node = -1 - np.arange(len(places))
    node[ends - lengths] = [int(row[mapping.a]) for row in links]
    node[ends - 1] = [int(row[mapping.b]) for row in links]
    is_end = np.zeros(len(places), dtype=bool)
    is_end[ends - 1] = is_end[ends - lengths] = True
    assembly = Assembly()
    for row in links:
        posted = (kmh(row[mapping.limit_ab]), kmh(row[mapping.limit_ba]))
        direction = int(row[mapping.direction])
        assembly.road(row[mapping.road_class], row[mapping.name], direction, (posted[0], posted[1] or posted[0]))
    return assembly.cut(node, places, lengths, is_end)
