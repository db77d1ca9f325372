"""Roads of an OpenStreetMap file (PBF, or anything else libosmium opens), split where they meet.

Tags as the OpenStreetMap wiki defines them: `highway`, `oneway`, `junction=roundabout`, `maxspeed`, `access`,
`motor_vehicle`, `emergency`. Gates and turn restrictions are not read: an emergency vehicle may pass most of them, and
a time that ignores them is some seconds short.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection
from pathlib import Path

import numpy as np
import osmium
from osmium.filter import KeyFilter

from liandong.kernel.errors import Invalid
from liandong.kernel.text import Localized
from liandong.roads.network import RoadGraph
from liandong.roads.reading.assembling import Assembly

_BARRED = frozenset({"no", "agricultural", "forestry"})
_ONE_WAY = frozenset({"yes", "true", "1"})
_MPH = 1.609344


class UnreadableRoads(Invalid):
    code = "roads_unreadable"
    message = Localized(
        zh="路网文件“{file}”无法读取（{error}），请核对文件或重新取得。",
        en="The road file {file} cannot be read ({error}); check it or fetch it again.",
    )


def read_osm(file: Path, classes: Collection[str]) -> RoadGraph:
    """The graph of all roads of these classes (`highway=*`); UnreadableRoads where the file is none."""
    roads = _Ways()
    try:
        for found in osmium.FileProcessor(str(file)).with_locations().with_filter(KeyFilter("highway")):
            if isinstance(found, osmium.osm.Way):
                roads.add(found, classes)
    except (RuntimeError, OSError, ValueError) as error:
        raise UnreadableRoads(file=str(file), error=str(error)) from error
    return roads.graph()


class _Ways:
    """Ways as they come, kept as plain numbers until all are known: only then is it clear where they meet."""

    def __init__(self) -> None:
        self.refs, self.lengths = array("q"), array("q")
        self.lon, self.lat = array("d"), array("d")
        self.assembly = Assembly()

    def add(self, way: osmium.osm.Way, classes: Collection[str]) -> None:
        tags = way.tags
        if tags["highway"] not in classes or _barred(tags) or tags.get("area") == "yes":
            return
        nodes = [node for node in way.nodes if node.location.valid()]
        if len(nodes) < 2:
            return
        self.refs.extend(node.ref for node in nodes)
        self.lon.extend(node.lon for node in nodes)
        self.lat.extend(node.lat for node in nodes)
        self.lengths.append(len(nodes))
        self.assembly.road(tags["highway"], tags.get("name") or "", direction(tags), limits(tags))

    def graph(self) -> RoadGraph:
        """Each way cut at its ends and at every node that another way, or another turn of its own, uses too."""
        refs, lengths = np.array(self.refs, dtype=np.int64), np.array(self.lengths, dtype=np.int64)
        places = np.column_stack([np.array(self.lon), np.array(self.lat)])
        _, node, uses = np.unique(refs, return_inverse=True, return_counts=True)
        ends = np.cumsum(lengths)
        is_cut = uses[node] > 1
        is_cut[ends - 1] = is_cut[ends - lengths] = True
        return self.assembly.cut(node, places, lengths, is_cut)


def _barred(tags: osmium.osm.TagList) -> bool:
    """Whether even an emergency vehicle has no business there."""
    if tags.get("emergency") in {"yes", "designated"}:
        return False
    return tags.get("motor_vehicle", tags.get("vehicle", tags.get("access", ""))) in _BARRED


def direction(tags: osmium.osm.TagList) -> int:
    """1 for one way as drawn, -1 for one way against it, 0 for both."""
    said = tags.get("oneway", "")
    if said == "-1":
        return -1
    if said in _ONE_WAY:
        return 1
    implied = tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") == "motorway"
    return 1 if implied and said != "no" else 0


def limits(tags: osmium.osm.TagList) -> tuple[float, float]:
    """Posted limits in km/h along and against the way, 0 where none is a number."""
    both = kmh(tags.get("maxspeed"))
    return kmh(tags.get("maxspeed:forward")) or both, kmh(tags.get("maxspeed:backward")) or both


def kmh(text: str | None) -> float:
    """`50`, `30 mph`; 0 for `CN:urban`, `walk` and whatever else is no number."""
    number, _, unit = (text or "").partition(" ")
    if not number.replace(".", "", 1).isdecimal():
        return 0.0
    return float(number) * (_MPH if unit == "mph" else 1.0)
