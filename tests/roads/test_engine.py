"""The engine finds what Dijkstra's algorithm finds, before and after any number of closures."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from liandong.content import queries as content
from liandong.roads.network import CLOSED, Engine, RoadGraph, Stretches
from liandong.roads.network.engine import least_arcs
from tests.roads.conftest import NORTH, SOUTH, at


@st.composite
def graphs(draw: st.DrawFn) -> RoadGraph:
    """Up to twelve junctions anyhow joined, some twice, some not at all."""
    count = draw(st.integers(2, 12))
    ends = st.integers(0, count - 1)
    rows = draw(st.lists(st.tuples(ends, ends, st.sampled_from([-1, 0, 1]), st.integers(1, 5000)), min_size=1))
    rows = [row for row in rows if row[0] != row[1]] or [(0, 1, 0, 100)]
    random = np.random.default_rng(draw(st.integers(0, 99)))
    places = np.array([112.5, 37.8]) + random.random((count, 2)) / 10
    a, b, direction, metres = (np.array(column) for column in zip(*rows, strict=True))
    stretches = Stretches(
        a=a,
        b=b,
        direction=direction.astype(np.int8),
        metres=metres.astype(float),
        road_class=random.integers(0, 2, len(a)).astype(np.int16),
        posted=np.zeros((len(a), 2)),
        name=np.zeros(len(a), dtype=np.int32),
        starts=np.arange(len(a) + 1) * 2,
        shape=places[np.column_stack([a, b]).ravel()],
    )
    return RoadGraph(places, stretches, ("primary", "residential"), ("",))


def by_dijkstra(engine: Engine, changes: dict[int, int]) -> np.ndarray:
    weights = engine.base.copy()
    for arc, weight in changes.items():
        weights[arc] = weight
    return np.asarray(dijkstra(least_arcs(engine.graph, weights))) / 1000


@settings(max_examples=60, deadline=None)
@given(graphs(), st.data())
def test_times_equal_dijkstra_through_any_history_of_closures(graph: RoadGraph, data: st.DataObject) -> None:
    engine = Engine(graph, content.road_profile())
    everywhere = np.arange(len(graph.places))
    arcs = st.integers(0, len(graph.tail) - 1)
    weights = st.one_of(st.just(CLOSED), st.integers(1, 10_000_000))
    try:
        for changes in [*data.draw(st.lists(st.dictionaries(arcs, weights), max_size=4)), {}]:
            found = engine.seconds(everywhere, everywhere, changes)
            assert np.array_equal(found, by_dijkstra(engine, changes))
            assert np.array_equal(engine.seconds(everywhere[:1], everywhere), found[:1])
    finally:
        engine.close()


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_a_way_is_one_line_of_arcs_that_takes_as_long_as_was_said(graph: RoadGraph) -> None:
    engine = Engine(graph, content.road_profile())
    try:
        seconds = engine.seconds(np.arange(1), np.arange(len(graph.places)))[0]
        for node, expected in enumerate(seconds):
            way = engine.way(0, node)
            if way is None:
                assert np.isinf(expected)
                continue
            assert way.seconds == expected == engine.base[way.arcs].sum() / 1000
            joints = [0, *graph.head[way.arcs].tolist()]
            assert joints == [*graph.tail[way.arcs].tolist(), node]
    finally:
        engine.close()


def test_what_is_reached_is_what_lies_within_the_time(town: RoadGraph) -> None:
    engine = Engine(town, content.road_profile())
    start = int(engine.snap([SOUTH]).node[0])
    everywhere = np.arange(len(town.places))
    seconds = engine.seconds(np.array([start]), everywhere)[0]
    reached = engine.reached(start, 60.0)
    assert np.array_equal(np.isfinite(reached), seconds <= 60)
    assert np.array_equal(reached[seconds <= 60], seconds[seconds <= 60])
    engine.close()


def test_the_line_of_a_way_follows_the_road_from_end_to_end(town: RoadGraph) -> None:
    engine = Engine(town, content.road_profile())
    start, end = engine.snap([SOUTH, NORTH]).node.tolist()
    way = engine.way(start, end)
    assert way is not None
    line = town.line_of(way.arcs)
    assert line[0] == pytest.approx([SOUTH.lon, SOUTH.lat], abs=1e-6)
    assert line[-1] == pytest.approx([NORTH.lon, NORTH.lat], abs=1e-6)
    engine.close()


def test_places_far_from_every_road_lie_off_the_graph_and_an_island_is_not_snapped_to(town: RoadGraph) -> None:
    engine = Engine(town, content.road_profile())
    snapped = engine.snap([at(0, 0), at(20, 20), at(500, 500)])
    assert snapped.node[0] >= 0
    assert snapped.node[1:].tolist() == [-1, -1]
    assert snapped.seconds[0] == pytest.approx(0, abs=0.01)
    engine.close()


def test_any_thread_may_ask(town: RoadGraph) -> None:
    engine = Engine(town, content.road_profile())
    start = engine.snap([SOUTH]).node
    expected = engine.seconds(start, np.arange(5), {0: CLOSED}).tolist()
    found: list[list[list[float]]] = []
    changes = [{0: CLOSED}, {0: CLOSED}, {0: CLOSED}]
    threads = [
        threading.Thread(target=lambda each=each: found.append(engine.seconds(start, np.arange(5), each).tolist()))
        for each in changes
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.close()
    assert found == [expected] * 3
