"""边界: outlines under former names come to the codes of today; what does not match is listed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from liandong.access.rules import Actor, Source
from liandong.cli.commands import app
from liandong.kernel.geo import Crs, Position
from liandong.resources.importing.outlines import SHIPPED, reconcile, region_of
from liandong.resources.models import Boundary, Village
from liandong.resources.queries.outlines import Outlines
from liandong.resources.services import import_boundaries, import_villages
from tests.orders.calling import Caller
from tests.resources.conftest import actor

SAMPLES = Path(os.environ.get("LIANDONG_SAMPLE_DATA", "samples-not-given"))


def square(west: float, south: float, side: float = 0.1) -> dict[str, Any]:
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def drawn(folder: Path, *features: tuple[str, str, dict[str, Any]]) -> Path:
    path = folder / "边界.geojson"
    listed = [
        {"type": "Feature", "id": code, "properties": {"name": name}, "geometry": g} for name, code, g in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": listed}))
    return path


@pytest.mark.parametrize(
    ("name", "code", "now"),
    [
        ("小店区", "140105", "140105"),
        ("长治县", "140421", "140404"),
        ("怀仁县", "140624", "140681"),
        ("太谷县", "140726", "140703"),
        ("太原市", "", "1401"),
    ],
)
def test_an_old_name_or_code_comes_to_the_code_of_today(name: str, code: str, now: str) -> None:
    assert region_of(name, code, "14") == now


def test_ground_that_was_divided_belongs_to_none_and_says_to_whom() -> None:
    with pytest.raises(ValueError, match="140213 平城区、140214 云冈区"):
        region_of("南郊区", "140211", "14")


def test_a_name_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="没有登记曾用名"):
        region_of("无此县", "149999", "14")


def test_merged_districts_become_one_outline_and_places_find_their_region(db: None, tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        ("城区", "140402", square(113.0, 36.0)),
        ("郊区", "140411", square(113.1, 36.0)),
        ("南郊区", "140211", square(113.3, 40.0)),
        ("山西省", "14", square(110.0, 34.0, 5)),
    )
    done = reconcile([path], Crs.CGCS2000)
    assert (done.read, [one.region_code for one in done.outlines]) == (4, ["14", "140403"])
    assert done.outlines[1].names == ("城区", "郊区")
    assert [row for row, _ in done.refused] == [3]
    upper = actor("data_steward", region="14")
    assert import_boundaries(upper, done, source="测试") == 2
    assert import_boundaries(upper, done, source="测试") == 2
    assert Boundary.objects.count() == 2
    outlines = Outlines()
    found = [outlines.region_at(Position(x, 36.05)) for x in (113.05, 113.15, 113.25, 116.0)]
    assert found == ["140403", "140403", "14", None]


def test_villages_are_kept_once_by_their_code(db: None) -> None:
    upper = actor("data_steward", region="14")
    import_villages(upper, [("140105001001", "师范街社区"), ("140105001002", "山西大学社区")], source="一")
    import_villages(upper, [("140105001001", "师范街社区居委会")], source="二")
    assert dict(Village.objects.values_list("code", "name")) == {
        "140105001001": "师范街社区居委会",
        "140105001002": "山西大学社区",
    }


@pytest.mark.skipif(not (SAMPLES / "admin").is_dir(), reason="SKIPPED: LIANDONG_SAMPLE_DATA holds no admin/")
def test_the_real_outlines_of_shanxi_match_but_for_the_divided_districts() -> None:
    done = reconcile(sorted((SAMPLES / "admin" / "geojson_shanxi").glob("*.geojson")), Crs.GCJ02)
    assert done.read == 119
    assert len(done.renamed) >= 7
    assert all("已撤销" in reason for _, reason in done.refused)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not (SAMPLES / "osm").is_dir(), reason="SKIPPED: LIANDONG_SAMPLE_DATA holds no osm/")
@pytest.mark.parametrize(("name", "said", "read"), [("helsinki_poi.geojson", [], 106), ("monaco_poi.geojson", [], 130)])
def test_the_real_points_of_open_maps_are_taken(name: str, said: list[str], read: int) -> None:
    answer = CliRunner().invoke(app, ["import", "resources", str(SAMPLES / "osm" / name), *said, "--json"])
    told = json.loads(answer.stdout)
    assert told["read"] == read
    assert told["created"] + told["updated"] + len(told["refused"]) == read
    assert told["created"] >= 0.95 * read


@pytest.mark.django_db
def test_the_ground_that_is_shipped_is_drawn_by_the_codes_of_today_and_given_to_everybody_signed_in() -> None:
    done = reconcile([SHIPPED], Crs.GCJ02, "14")
    assert not done.refused
    import_boundaries(Actor.system(Source.CLI), done, source="shipped")
    observer = Caller("observer")
    answer = observer.get("boundaries", within="140105").json()
    assert [(one["id"], one["properties"]["name"]) for one in answer["features"]] == [("140105", "小店区")]
    assert len(observer.get("boundaries", within="1401").json()["features"]) == 10
