"""Resources over HTTP: the shapes, the scope, the coordinate systems, and what bad input gets."""

from __future__ import annotations

from typing import Any

import pytest

from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import new_id
from liandong.resources.models import Resource
from tests.data import OURS, naughty_strings
from tests.orders.calling import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def keeper(db: None) -> Caller:
    return Caller("data_steward")


@pytest.fixture
def dispatcher(db: None) -> Caller:
    return Caller("dispatcher")


@pytest.fixture
def outsider(db: None) -> Caller:
    return Caller("dispatcher", "140121")


def tubes(**said: Any) -> dict[str, Any]:
    return {"type": "sample_tube", "name": "小店区物资库", "region_code": "140105", "quantity": 100, **said}


def entered(keeper: Caller, **said: Any) -> dict[str, Any]:
    answer = keeper.post("resources", tubes(**said))
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_entering_answers_the_resource_with_its_unit(keeper: Caller) -> None:
    row = entered(keeper)
    assert (row["type_title"], row["quantity"], row["free"], row["unit"]) == ("采样管", 100.0, 100.0, "支")


def test_a_place_picked_on_a_shifted_map_is_stored_where_it_is(keeper: Caller) -> None:
    """D-22: GCJ-02 input maps back within 1e-5°."""
    row = entered(keeper, place={"lon": 112.555199, "lat": 37.871125, "crs": "GCJ02"})
    assert (row["lon"], row["lat"]) == pytest.approx((112.5489, 37.8706), abs=1e-5)
    assert row["given_crs"] == "GCJ02"


def test_the_ledger_is_kept_and_read_over_http(keeper: Caller) -> None:
    path = f"resources/{entered(keeper)['id']}/moves"
    assert keeper.post(path, {"kind": "ISSUE", "quantity": 30, "reason": "核酸检测"}).json()["balance"] == 70.0
    refused = keeper.post(path, {"kind": "ISSUE", "quantity": 71})
    assert (refused.status_code, refused.json()["code"]) == (409, "resource_not_enough")
    assert [line["line"] for line in keeper.get(path).json()["items"]] == [2, 1]


def test_a_use_goes_from_reserved_to_released(keeper: Caller, dispatcher: Caller) -> None:
    row, incident = entered(keeper), str(new_id())
    use = dispatcher.post(f"resources/{row['id']}/uses", {"incident_id": incident, "quantity": 40}).json()
    assert dispatcher.get(f"incidents/{incident}/resources").json()["items"][0]["quantity"] == 40.0
    assert dispatcher.post(f"resource-uses/{use['id']}/commit").json()["state"] == "COMMITTED"
    assert dispatcher.post(f"resource-uses/{use['id']}/release").json()["state"] == "RELEASED"
    assert dispatcher.post(f"resource-uses/{use['id']}/release").json()["code"] == "resource_use_ended"


def test_correcting_states_and_checking(keeper: Caller) -> None:
    row = entered(keeper)
    path = f"resources/{row['id']}"
    assert keeper.send("PATCH", path, {"version": 1, "name": "新库"}).json()["name"] == "新库"
    stale = keeper.send("PATCH", path, {"version": 1, "name": "旧库"})
    assert (stale.status_code, stale.json()["code"]) == (409, "resource_changed_meanwhile")
    assert keeper.post(f"{path}/state", {"state": "UNAVAILABLE", "reason": "检修"}).json()["state"] == "UNAVAILABLE"
    assert keeper.post(f"{path}/verify", {"note": "已核对"}).json()["verified_days"] == 0


def test_a_list_and_the_map_show_the_same_resources(keeper: Caller) -> None:
    """S7-07: all resources as list and on map, counts equal."""
    for n in range(3):
        entered(keeper, place={"lon": 112.5 + n / 100, "lat": 37.8})
    entered(keeper, type="tent")
    listed = keeper.get("resources", type="sample_tube").json()["items"]
    mapped = keeper.get("resources.geojson", type="sample_tube").json()["features"]
    assert {row["id"] for row in listed} == {feature["id"] for feature in mapped}
    assert len(mapped) == 3


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"family": "outbreak"}, 0),
        ({"family": "supply"}, 2),
        ({"type": "tent"}, 1),
        ({"type": "tent", "family": "supply"}, 2),
        ({"state": "RETIRED"}, 0),
        ({"region": "1401"}, 2),
        ({"name": "帐篷"}, 1),
        ({"stale_days": 30}, 2),
        ({"drill": "true"}, 1),
    ],
    ids=repr,
)
def test_a_list_is_narrowed_by_what_is_asked(keeper: Caller, where: dict[str, Any], found: int) -> None:
    entered(keeper)
    entered(keeper, type="tent", name="帐篷库")
    entered(keeper, drill=True)
    assert len(keeper.get("resources", **where).json()["items"]) == found


def test_what_was_checked_lately_is_not_stale(keeper: Caller, clock: SimulatedClock) -> None:
    row = entered(keeper)
    keeper.post(f"resources/{row['id']}/verify")
    assert keeper.get("resources", stale_days=30).json()["items"] == []
    clock.advance(days=29, hours=1)  # the caller's token lasts a day
    assert Caller("data_steward").get("resources", stale_days=29).json()["items"][0]["verified_days"] == 29


def test_the_nearest_come_first_with_their_distance(keeper: Caller) -> None:
    for lon in (112.60, 112.55, 113.9):
        entered(keeper, name=str(lon), place={"lon": lon, "lat": 37.87})
    found = keeper.get("resources/nearest", lon=112.5489, lat=37.8706, within_km=10).json()
    assert [row["name"] for row in found] == ["112.55", "112.6"]
    assert found[0]["distance_m"] == pytest.approx(117, abs=10)


@pytest.mark.parametrize(
    "bad",
    [{"lon": 37.87, "lat": 112.5}, {"lon": "NaN"}, {"lat": 95}, {"within_km": 0}, {"within_km": "inf"}, {"crs": "X"}],
)
def test_a_circle_that_makes_no_sense_gets_422(keeper: Caller, bad: dict[str, Any]) -> None:
    assert keeper.get("resources/nearest", **{"lon": 112.5, "lat": 37.8, **bad}).status_code == 422


def test_a_point_whose_axes_are_swapped_is_refused_as_such(keeper: Caller) -> None:
    refused = keeper.get("resources/nearest", lon=37.8, lat=89.5)
    assert refused.status_code == 422
    assert refused.json()["code"] == "position_axes_swapped"


def test_stock_is_told_by_type(keeper: Caller) -> None:
    entered(keeper, quantity=60)
    entered(keeper, quantity=40)
    line = keeper.get("resources/stock", region="140105").json()[0]
    assert (line["title"], line["ready"], line["entries"]) == ("采样管", 100.0, 2)


def test_the_types_say_what_they_are_counted_in(keeper: Caller) -> None:
    types = {one["id"]: one for one in keeper.get("resource-types").json()}
    assert types["isolation_room"]["unit"] == "间"


@pytest.mark.parametrize(
    "bad",
    [
        {"type": "unicorn"},
        {"name": ""},
        {"name": " "},
        {"region_code": "149999"},
        {"quantity": -1},
        {"quantity": 0.5},
        {"quantity": "1e400"},
        {"quantity": "NaN"},
        {"quantity": 10**13},
        {"quantity": 0.0001},
        {"place": {"lon": 999, "lat": 37.8}},
        {"place": {"lon": 37.8, "lat": 112.5}},
        {"place": {"lon": 112.5}},
        {"organization_id": "1"},
        {"attributes": {"wings": 2}},
        {"attributes": []},
        {"wish": 1},
    ],
    ids=repr,
)
def test_what_makes_no_sense_gets_422_and_leaves_nothing(keeper: Caller, bad: dict[str, Any]) -> None:
    refused = keeper.post("resources", tubes(**bad))
    assert refused.status_code == 422, refused.content
    assert not Resource.objects.exists()


def test_an_owner_nobody_knows_is_not_found(keeper: Caller) -> None:
    assert keeper.post("resources", tubes(organization_id=str(new_id()))).status_code == 404


def test_no_text_of_the_worst_kind_breaks_a_resource(keeper: Caller) -> None:
    for text in (*naughty_strings()[::12], *OURS):
        answer = keeper.post("resources", tubes(name=text, address=text, source=text))
        assert answer.status_code in {201, 400, 422}, text
        if answer.status_code == 201:
            assert answer.json()["name"] == text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "resources/{id}", None),
        ("PATCH", "resources/{id}", {"version": 1, "name": "x"}),
        ("POST", "resources/{id}/state", {"state": "UNAVAILABLE", "reason": "x"}),
        ("POST", "resources/{id}/verify", {}),
        ("GET", "resources/{id}/moves", None),
        ("POST", "resources/{id}/moves", {"kind": "ISSUE", "quantity": 1}),
        ("POST", "resources/{id}/uses", {"incident_id": str(new_id())}),
    ],
)
def test_what_lies_in_another_region_is_as_absent(
    keeper: Caller, outsider: Caller, method: str, path: str, body: dict[str, Any] | None
) -> None:
    where = path.format(id=entered(keeper)["id"])
    answer = outsider.send(method, where, body) if body is not None else outsider.get(where)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_who_only_reads_changes_nothing(keeper: Caller) -> None:
    row = entered(keeper)
    reader = Caller("observer")
    assert reader.post(f"resources/{row['id']}/moves", {"kind": "ISSUE", "quantity": 1}).status_code == 403
    assert reader.post("resources", tubes()).status_code == 403


def test_the_same_key_moves_stock_once(keeper: Caller) -> None:
    path = f"resources/{entered(keeper)['id']}/moves"
    for _ in range(3):
        keeper.post(path, {"kind": "ISSUE", "quantity": 30}, key="issue-1")
    assert Resource.objects.get().quantity == 70
