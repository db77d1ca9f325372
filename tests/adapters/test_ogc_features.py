"""OGC API – Features, Part 1: what the standard demands of each answer, with our scope and our masks."""

from __future__ import annotations

from typing import Any

import pytest

from liandong.adapters.ogc.documents import CONFORMS
from liandong.kernel.geo import Position
from liandong.resources.importing.outlines import Outline, Reconciled
from liandong.resources.services import ResourceDraft, import_boundaries, register_resources
from tests.orders.calling import Caller
from tests.resources.conftest import COUNTY, actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TAIYUAN = Position(112.5489, 37.8706)


@pytest.fixture
def reader(db: None) -> Caller:
    return Caller("observer")


@pytest.fixture(autouse=True)
def entered(db: None, clock: Any) -> list[Any]:
    """Five hydrants in a row to the east, two teams, one of an exercise, one of another county."""
    hydrants = [
        ResourceDraft(
            type="fire_hydrant",
            name=f"第{n}号",
            region_code=COUNTY,
            place=Position(112.5 + n / 10, 37.8),
            attributes={"phone": "13812345678", "operator": "<script>alert(1)</script>"},
        )
        for n in range(5)
    ]
    others = [
        ResourceDraft(type="fire_hydrant", name="演练", region_code=COUNTY, place=TAIYUAN, drill=True),
        ResourceDraft(type="fire_hydrant", name="邻县", region_code="140121", place=TAIYUAN),
        ResourceDraft(type="water_rescue_team", name="无位置", region_code=COUNTY),
    ]
    return register_resources(actor("data_steward", region="14"), hydrants + others)


def get(caller: Caller, path: str = "", **query: Any) -> Any:
    return caller._client.get(f"/ogc/{path}", query)


def items(caller: Caller, **query: Any) -> Any:
    return get(caller, "collections/public_point/items", **query).json()


def test_the_landing_page_leads_to_everything(reader: Caller) -> None:
    links = {(one["rel"], one["type"]) for one in get(reader).json()["links"]}
    assert {one for one, _ in links} >= {"self", "alternate", "service-desc", "service-doc", "conformance", "data"}


def test_it_says_which_classes_it_keeps(reader: Caller) -> None:
    assert get(reader, "conformance").json() == {"conformsTo": CONFORMS}


def test_the_description_names_every_path_that_answers(reader: Caller) -> None:
    answer = get(reader, "api")
    assert answer["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    paths = [one for one in answer.json()["paths"] if "{" not in one]
    assert len(paths) > 40
    assert all(get(reader, one.strip("/")).status_code == 200 for one in paths[:12])


def test_each_family_of_resources_is_a_collection_and_the_outlines_too(reader: Caller) -> None:
    found = get(reader, "collections").json()["collections"]
    assert {"team", "shelter", "public_point", "boundaries"} <= {one["id"] for one in found}
    one = get(reader, "collections/shelter").json()
    assert (one["itemType"], {link["rel"] for link in one["links"]} >= {"self", "items"}) == ("feature", True)


def test_features_are_what_the_reader_sees_masked_and_no_exercise(reader: Caller) -> None:
    found = items(reader)
    assert (found["numberMatched"], found["numberReturned"]) == (5, 5)
    said = found["features"][0]["properties"]
    assert (said["name"], said["phone"], said["type"]) == ("第0号", "138****5678", "fire_hydrant")
    assert items(Caller("observer", "140121"))["numberMatched"] == 1
    assert items(Caller("observer", "1402"))["features"] == []


def test_what_has_no_place_is_a_feature_without_geometry(reader: Caller) -> None:
    (team,) = get(reader, "collections/team/items").json()["features"]
    assert team["geometry"] is None


def test_pages_follow_each_other_to_the_end(reader: Caller) -> None:
    names, path, query = [], "collections/public_point/items", {"limit": "2"}
    for _ in range(5):
        page = get(reader, path, **query).json()
        names += [one["properties"]["name"] for one in page["features"]]
        following = [one["href"] for one in page["links"] if one["rel"] == "next"]
        if not following:
            break
        query = dict(part.split("=") for part in following[0].split("?")[1].split("&"))
    assert names == [f"第{n}号" for n in range(5)]


@pytest.mark.parametrize(
    ("box", "number"),
    [
        ("112.45,37.7,112.65,37.9", 2),
        ("112.5,37.8,112.5,37.8", 1),
        ("112.45,37.7,0,112.65,37.9,100", 2),
        ("170,-90,-170,90", 0),
        ("112.65,-90,112.55,90", 4),
        ("0,0,1,1", 0),
    ],
)
def test_a_box_includes_its_border_and_may_cross_the_date_line(reader: Caller, box: str, number: int) -> None:
    assert items(reader, bbox=box)["numberMatched"] == number


@pytest.mark.parametrize(
    ("interval", "number"),
    [
        ("2026-11-23T00:00:00Z", 5),
        ("2026-11-23T00:00:00Z/..", 5),
        ("../2026-11-22T00:00:00Z", 0),
        ("2026-11-23T00:00:01Z/", 0),
    ],
)
def test_an_interval_bounds_when_features_were_changed(reader: Caller, interval: str, number: int) -> None:
    assert items(reader, datetime=interval)["numberMatched"] == number


def test_properties_filter(reader: Caller) -> None:
    assert items(reader, name="第3号")["numberMatched"] == 1
    assert items(reader, type="aed_site")["numberMatched"] == 0


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "-1"},
        {"limit": "many"},
        {"bbox": "1,2,3"},
        {"bbox": "1,2,nan,4"},
        {"bbox": "1,9,3,4"},
        {"bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/3857"},
        {"datetime": "yesterday"},
        {"datetime": "2026-11-24T00:00:00Z/2026-11-23T00:00:00Z"},
        {"datetime": ".."},
        {"after": "x"},
        {"colour": "red"},
        {"f": "xml"},
        {"name": "a\x00b"},
    ],
)
def test_an_unknown_or_unreadable_parameter_is_400_with_a_description(reader: Caller, query: dict[str, str]) -> None:
    answer = get(reader, "collections/public_point/items", **query)
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidParameterValue")


def test_a_limit_above_the_greatest_is_lowered(reader: Caller) -> None:
    assert items(reader, limit="1000000")["numberReturned"] == 5


def test_one_feature_by_its_id_and_nobody_elses(reader: Caller, entered: list[Any]) -> None:
    path = f"collections/public_point/items/{entered[0].id}"
    answer = get(reader, path)
    assert (answer["Content-Type"], answer.json()["properties"]["name"]) == ("application/geo+json", "第0号")
    assert get(Caller("observer", "1402"), path).status_code == 404
    for other in (entered[5].id, entered[6].id, entered[7].id, "no-uuid"):
        assert get(reader, f"collections/public_point/items/{other}").status_code == 404
    assert get(reader, "collections/nothing/items").status_code == 404


def test_nobody_unknown_gets_anything(client: Any) -> None:
    for path in ("", "collections", "collections/team/items", "api", "conformance"):
        assert client.get(f"/ogc/{path}").status_code == 401


def test_pages_for_people_escape_what_others_wrote(reader: Caller, entered: list[Any]) -> None:
    for path in ("", "conformance", "api", "collections", "collections/public_point", "collections/public_point/items"):
        answer = get(reader, path, f="html")
        assert answer["Content-Type"].startswith("text/html")
        assert b"<script>" not in answer.content
    page = get(reader, f"collections/public_point/items/{entered[0].id}", f="html").content.decode()
    assert "&lt;script&gt;" in page
    preferred = reader._client.get("/ogc/", headers={"Accept": "text/html,application/xhtml+xml"})
    assert preferred["Content-Type"].startswith("text/html")


def test_outlines_of_regions_are_features_with_an_area(reader: Caller) -> None:
    ring = [[112.0, 37.0], [113.0, 37.0], [113.0, 38.0], [112.0, 37.0]]
    outline = Outline(COUNTY, ("小店区",), {"type": "Polygon", "coordinates": [ring]})
    import_boundaries(actor("data_steward"), Reconciled(1, [outline]), source="测试")
    (found,) = get(reader, "collections/boundaries/items", bbox="112.9,37.9,114,39").json()["features"]
    assert found["properties"]["name"] == "小店区"
    assert found["geometry"]["coordinates"] == [ring]
    assert get(reader, "collections/boundaries/items", bbox="0,0,1,1").json()["features"] == []
