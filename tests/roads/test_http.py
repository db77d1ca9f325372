"""Roads over HTTP: closures told, listed and lifted; times, ways and reach; and who may."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from liandong.kernel.ids import new_id
from tests.orders.calling import Caller
from tests.roads.conftest import BRIDGE, NORTH, SOUTH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roads_of_the_town")]
ENDS = {"origin": f"{SOUTH.lon},{SOUTH.lat}", "destination": f"{NORTH.lon},{NORTH.lat}"}


@pytest.fixture
def dispatcher() -> Caller:
    return Caller("dispatcher")


def closure(**said: Any) -> dict[str, Any]:
    return {"region_code": "140105", "geometry": BRIDGE, "reason": "桥面塌陷", **said}


def eta(caller: Caller) -> dict[str, Any]:
    found: list[dict[str, Any]] = caller.get("roads/eta", **ENDS).json()
    return found[0]


def test_a_closure_told_over_http_counts_with_the_next_question(dispatcher: Caller) -> None:
    before = eta(dispatcher)
    told = dispatcher.post("closures", closure())
    assert (told.status_code, told.json()["stretches"]) == (201, 1)
    closed = eta(dispatcher)
    lifted = dispatcher.send("DELETE", f"closures/{told.json()['id']}?reason={quote('抢通')}")
    assert lifted.status_code == 200
    assert before["method"] == closed["method"] == "ROAD"
    assert closed["seconds"] > before["seconds"] == eta(dispatcher)["seconds"]
    again = dispatcher.send("DELETE", f"closures/{told.json()['id']}")
    assert (again.status_code, again.json()["code"]) == (409, "closure_already_lifted")


def test_closures_in_force_are_told_from_those_lifted(dispatcher: Caller) -> None:
    kept, gone = (dispatcher.post("closures", closure()).json()["id"] for _ in range(2))
    dispatcher.send("DELETE", f"closures/{gone}")
    for in_force, ids in (("true", [kept]), ("false", [gone])):
        found = dispatcher.get("closures", in_force=in_force).json()["items"]
        assert [row["id"] for row in found] == ids
    assert dispatcher.get(f"closures/{gone}").json()["lifted_at"] is not None


def test_the_way_is_a_line_and_reach_an_area(dispatcher: Caller) -> None:
    way = dispatcher.get("roads/route", **ENDS).json()
    assert way["line"]["type"] == "LineString"
    assert way["metres"] == pytest.approx(200, abs=1)
    area = dispatcher.get("roads/reach", origin=ENDS["origin"], minutes=2).json()
    assert (area["method"], area["area"]["type"]) == ("ROAD", "MultiPolygon")


def test_the_graphs_are_listed_with_whom_to_name(dispatcher: Caller) -> None:
    assert [(one["name"], one["attribution"]) for one in dispatcher.get("roads/graphs").json()] == [
        ("town", "invented")
    ]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kind": "SLOW"}, "closure_share_needed"),
        ({"within_m": 0}, "closure_width_needed"),
        ({"within_m": -1}, None),
        ({"geometry": {"type": "Point", "coordinates": [37.8, 112.55]}}, None),
        ({"starts_at": "2026-11-23T08:00:00"}, None),
        ({"colour": "red"}, None),
        ({"reason": " "}, None),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(dispatcher: Caller, said: dict[str, Any], code: str | None) -> None:
    answer = dispatcher.post("closures", closure(**said))
    assert answer.status_code == 422
    assert code in (None, answer.json()["code"])


def test_a_point_that_is_none_is_refused(dispatcher: Caller) -> None:
    for point in ("", "112.5", "a,b", "37.8,112.5", "nan,1", "1,2,3"):
        assert dispatcher.get("roads/reach", origin=point, minutes=5).status_code == 422


def test_who_may_not_read_or_close_is_told_so() -> None:
    assert Caller("observer").post("closures", closure()).status_code == 403
    assert Caller("dispatcher", "140121").post("closures", closure()).status_code == 403
    assert Caller("plan_editor").get("roads/route", **ENDS).status_code == 403
    assert Caller("plan_editor").get("closures").json()["items"] == []
    assert Caller("observer").get(f"closures/{new_id()}").status_code == 404
