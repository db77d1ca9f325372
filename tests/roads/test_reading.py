"""Files of roads become graphs: split where roads meet, driven only as the tags allow."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from liandong.content import queries as content
from liandong.roads.network import CLOSED, RoadGraph, store
from liandong.roads.network.store import GraphInfo
from liandong.roads.reading import read_osm, read_tables
from liandong.roads.reading.openstreetmap import UnreadableRoads, kmh

HEADINGS = "link_id,a_node,b_node,direction,distance,modes,link_type,name,speed_ab,speed_ba,wkt\n"
LINKS = (
    '1,7,8,0,0,ct,primary,解放路,60,,"LINESTRING(112.55 37.80,112.551 37.8005,112.552 37.80)"\n'
    '2,8,9,-1,0,ct,residential,,,30,"LINESTRING(112.552 37.80,112.553 37.80)"\n'
    '3,9,7,0,0,w,footway,,,,"LINESTRING(112.553 37.80,112.55 37.80)"\n'
    '4,9,1,0,0,ct,centroid_connector,,,,"LINESTRING(112.553 37.80,112.56 37.80)"\n'
)


def named(graph: RoadGraph, name: str) -> np.ndarray:
    return np.flatnonzero(graph.stretches.name == graph.names.index(name))


class TestOpenStreetMap:
    def test_a_road_is_cut_where_others_meet_it_and_nowhere_else(self, town: RoadGraph) -> None:
        assert len(named(town, "南街")) == 3
        assert len(named(town, "村道")) == 1

    def test_a_stretch_keeps_its_bends_and_their_length(self, town: RoadGraph) -> None:
        lane = named(town, "村道")[0]
        starts = town.stretches.starts
        assert starts[lane + 1] - starts[lane] == 4
        assert town.stretches.metres[lane] == pytest.approx(624, abs=2)

    def test_what_is_not_for_vehicles_is_left_out(self, town: RoadGraph) -> None:
        assert "河滨步道" not in town.names
        assert "footway" not in town.classes
        assert "service" not in town.classes, "the only service road is barred by access=no"

    def test_one_way_streets_are_driven_one_way(self, town: RoadGraph) -> None:
        street = named(town, "北街")
        assert (town.stretches.direction[street] == 1).all()
        assert np.isin(town.arc_stretch, street).sum() == len(street)

    def test_a_posted_limit_counts_instead_of_the_class(self, town: RoadGraph) -> None:
        profile, bridge = content.road_profile(), named(town, "东桥路")[0]
        arc = int(np.flatnonzero(town.arc_stretch == bridge)[0])
        seconds = town.stretches.metres[bridge] / (30 * 1.609344 * profile.share_of_limit / 3.6)
        assert town.weights(profile)[arc] == pytest.approx(seconds * 1000, abs=1)

    def test_a_class_the_profile_does_not_list_is_shut(self, town: RoadGraph) -> None:
        speeds = {name: speed for name, speed in content.road_profile().speeds_kmh.items() if name != "tertiary"}
        weights = town.weights(content.road_profile().model_copy(update={"speeds_kmh": speeds}))
        is_tertiary = town.stretches.road_class[town.arc_stretch] == town.classes.index("tertiary")
        assert ((weights == CLOSED) == is_tertiary).all()

    def test_a_file_that_is_none_is_refused_by_name(self, tmp_path: Path) -> None:
        (tmp_path / "roads.osm.pbf").write_bytes(b"not a map")
        with pytest.raises(UnreadableRoads, match=r"roads\.osm\.pbf"):
            read_osm(tmp_path / "roads.osm.pbf", {"primary"})
        with pytest.raises(UnreadableRoads):
            read_osm(tmp_path / "missing.osm.pbf", {"primary"})

    @pytest.mark.parametrize(
        ("text", "speed"),
        [("50", 50), ("30 mph", 48.28), ("CN:urban", 0), ("", 0), (None, 0), ("walk", 0), ("1.5", 1.5)],
    )
    def test_limits_are_read_as_they_are_written(self, text: str | None, speed: float) -> None:
        assert kmh(text) == pytest.approx(speed, abs=0.01)


class TestTables:
    @pytest.fixture(params=[False, True], ids=["plain", "packed"])
    def links(self, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
        data = (HEADINGS + LINKS).encode()
        file = tmp_path / ("links.csv.gz" if request.param else "links.csv")
        file.write_bytes(gzip.compress(data) if request.param else data)
        return file

    def test_links_become_stretches_between_their_nodes(self, links: Path) -> None:
        graph = read_tables(links, content.road_table())
        assert (len(graph.places), len(graph.stretches.a), len(graph.tail)) == (3, 2, 3)

    def test_connectors_and_footpaths_are_left_out(self, links: Path) -> None:
        assert read_tables(links, content.road_table()).classes == ("primary", "residential")

    def test_a_limit_given_for_one_direction_counts_for_both(self, links: Path) -> None:
        assert read_tables(links, content.road_table()).stretches.posted[0].tolist() == [60, 60]

    @pytest.mark.parametrize("text", ["", HEADINGS, "a,b\n1,2\n", HEADINGS + LINKS.replace("LINESTRING", "LINE")])
    def test_a_table_that_cannot_be_used_is_refused(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "links.csv").write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableRoads, match=r"links\.csv"):
            read_tables(tmp_path / "links.csv", content.road_table())


@pytest.mark.usefixtures("no_graph")
def test_a_graph_is_read_back_as_it_was_kept(town: RoadGraph) -> None:
    info = GraphInfo("town", "town.osm", "invented", "2026-11-23", 16, 20, 5.0, town.bounds)
    graph, told = store.read(store.keep(town, info))
    assert told == info
    assert (graph.classes, graph.names) == (town.classes, town.names)
    assert (graph.tail == town.tail).all()
    assert (graph.head == town.head).all()
    assert np.abs(graph.stretches.shape - town.stretches.shape).max() < 1e-7
