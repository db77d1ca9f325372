"""A town of sixteen crossings 200 m apart: a river with two bridges, a village at the end of one lane, an island.

```
31 -> 32 -> 33 -> 34     北街, one way to the east
21 -- 22 -- 23 -- 24     桥北路
      |            |     中桥路, 东桥路: the bridges (22-12, 24-14)
11 -- 12 -- 13 -- 14 -------- 104    桥南路, and 村道 to the village
 1 --  2 --  3 --  4     南街
```
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from liandong.access.rules import Actor, Source
from liandong.content import queries as content
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.geo import Position
from liandong.roads import services
from liandong.roads.network import RoadGraph, store
from liandong.roads.reading import read_osm

TOWN = Path(__file__).parent / "town.osm"
COUNTY = "140105"


def at(x: float, y: float) -> Position:
    """A place by crossings counted from the south-west corner."""
    return Position(112.55 + x * 0.002277, 37.80 + y * 0.0018)


VILLAGE = at(6, 1.5)
SOUTH, NORTH = at(1, 1), at(1, 2)
"""Crossings 12 and 22: the two ends of the middle bridge."""

BRIDGE = {"type": "Point", "coordinates": [at(1, 1.5).lon, at(1, 1.5).lat]}
LANE = {"type": "LineString", "coordinates": [[at(4, 0.9).lon, at(4, 0.9).lat], [at(4, 1.1).lon, at(4, 1.1).lat]]}


@pytest.fixture(scope="session")
def town() -> RoadGraph:
    return read_osm(TOWN, content.road_profile().speeds_kmh)


@pytest.fixture
def no_graph(tmp_path: Path) -> Iterator[None]:
    """A data folder of its own, without any graph; whatever a test loads is let go at its end."""
    with override_settings(DATA_DIR=tmp_path):
        yield
    store.forget()


@pytest.fixture
def roads_of_the_town(db: None, no_graph: None, clock: SimulatedClock, town: RoadGraph) -> RoadGraph:
    """The town's graph, imported as an operator would."""
    services.import_roads(Actor.system(Source.CLI), town, name="town", source=TOWN.name, attribution="invented")
    return town
