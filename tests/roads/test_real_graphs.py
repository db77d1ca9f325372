"""Real roads: a Chilean city from a table of links, the middle of Helsinki and all Monaco from OpenStreetMap."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra
from typer.testing import CliRunner

from liandong.cli.commands import app
from liandong.content import queries as content
from liandong.kernel.geo import Position, distance_m
from liandong.roads import queries
from liandong.roads.network import CLOSED, Engine, RoadGraph
from liandong.roads.network.engine import largest_part, least_arcs
from liandong.roads.reading import read_osm, read_tables
from liandong.roads.rules import Method

SAMPLES = Path(os.environ.get("LIANDONG_SAMPLE_DATA", "samples-not-given"))
FILES = {
    "coquimbo_road_links.csv.gz": (15_000, 1_400),
    "helsinki_centre.osm.pbf": (900, 30),
    "monaco.osm.pbf": (1_000, 60),
}
"""At least so many junctions and kilometres."""


def sample(name: str) -> Path:
    file = SAMPLES / "osm" / name
    if not file.exists():
        pytest.skip(f"SKIPPED: set LIANDONG_SAMPLE_DATA to the folder that holds osm/{name}")
    return file


@pytest.fixture(scope="module", params=list(FILES))
def real(request: pytest.FixtureRequest) -> tuple[str, RoadGraph]:
    file = sample(request.param)
    profile = content.road_profile()
    is_table = ".csv" in file.suffixes
    return request.param, read_tables(file, content.road_table()) if is_table else read_osm(file, profile.speeds_kmh)


def test_a_real_file_gives_a_graph_of_its_size(real: tuple[str, RoadGraph]) -> None:
    name, graph = real
    junctions, kilometres = FILES[name]
    assert len(graph.places) > junctions
    assert graph.stretches.metres.sum() / 1000 > kilometres


def test_times_on_real_roads_equal_dijkstra_with_and_without_closures(real: tuple[str, RoadGraph]) -> None:
    _, graph = real
    engine = Engine(graph, content.road_profile())
    random = np.random.default_rng(0)
    nodes = random.choice(largest_part(least_arcs(graph, engine.base)), 60)
    shut = {int(arc): CLOSED for arc in random.choice(len(graph.tail), 100, replace=False)}
    for changes in ({}, shut, {}):
        weights = engine.base.copy()
        weights[list(changes)] = CLOSED
        expected = dijkstra(least_arcs(graph, weights), indices=nodes[:20])[:, nodes[20:]] / 1000
        assert np.array_equal(engine.seconds(nodes[:20], nodes[20:], changes), expected)
    engine.close()


@pytest.mark.django_db
@pytest.mark.usefixtures("no_graph", "clock")
def test_the_command_imports_a_file_and_times_are_found_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liandong.cli.serve.prepare", lambda *_, **__: None)
    answer = CliRunner().invoke(app, ["import", "roads", str(sample("monaco.osm.pbf")), "--json"])
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout)["name"] == "monaco"
    casino, palace = Position(7.4280, 43.7396), Position(7.4201, 43.7311)
    eta = queries.eta([casino], palace)[0]
    assert eta.method is Method.ROAD
    assert 60 < eta.sort_key < 600
    metres = queries.route(casino, palace).metres
    assert metres is not None
    assert distance_m(casino, palace) < metres < 3 * distance_m(casino, palace), "one-way streets around the harbour"
