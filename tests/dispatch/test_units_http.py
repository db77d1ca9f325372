"""The unit board over HTTP: what a desk reads, what a crew taps, and who sees what."""

from __future__ import annotations

from typing import Any

import pytest

from liandong.dispatch.models import Unit
from liandong.dispatch.services import Sending, assign_units
from liandong.kernel.ids import new_id
from tests.dispatch.conftest import NEIGHBOUR, Desk
from tests.orders.calling import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(desk: Desk) -> Caller:
    return Caller("dispatcher", organization_id=desk.fire.id)


@pytest.fixture
def crew(desk: Desk) -> Caller:
    return Caller("field_worker", organization_id=desk.fire.id)


def board(caller: Caller, **where: Any) -> list[dict[str, Any]]:
    answer = caller.get("units", **where)
    assert answer.status_code == 200, answer.content
    rows: list[dict[str, Any]] = answer.json()["items"]
    return rows


def test_the_board_says_where_each_unit_is_and_what_it_may_tell(desk: Desk, operator: Caller) -> None:
    unit, incident = desk.unit("消防01", crew=6), desk.incident()
    desk.unit("消防02")
    assign_units(desk.dispatcher, incident.id, [Sending(unit.id)])
    row = next(one for one in board(operator) if one["callsign"] == "消防01")
    assert (row["state_title"], row["incident_number"], row["lon"]) == ("已通知", incident.number, 112.56)
    assert row["next_states"] == ["AVAILABLE", "EN_ROUTE", "ON_SCENE", "RETURNING", "OUT_OF_SERVICE"]
    assert row["organization"] == "小店区消防救援大队"


def test_the_board_is_narrowed_by_state_type_and_incident(desk: Desk, operator: Caller) -> None:
    unit, incident = desk.unit("消防01"), desk.incident()
    desk.team("矿山救护队", "mine_rescue_team")
    assign_units(desk.dispatcher, incident.id, [Sending(unit.id)])
    for where in ({"state": "NOTIFIED"}, {"type": "comprehensive_fire_force"}, {"incident_id": str(incident.id)}):
        assert [row["callsign"] for row in board(operator, **where)] == ["消防01"]


def test_another_county_sees_none_of_it(desk: Desk) -> None:
    unit = desk.unit("消防01")
    stranger = Caller("dispatcher", NEIGHBOUR)
    assert board(stranger) == []
    assert stranger.get(f"units/{unit.id}").status_code == 404


def test_one_tap_tells_the_state(desk: Desk, crew: Caller) -> None:
    unit = desk.unit("消防01")
    assign_units(desk.dispatcher, desk.incident().id, [Sending(unit.id)])
    told = crew.post(f"units/{unit.id}/state", {"state": "EN_ROUTE"})
    assert (told.status_code, told.json()["state"]) == (200, "EN_ROUTE")
    refused = crew.post(f"units/{unit.id}/state", {"state": "NOTIFIED"})
    assert (refused.status_code, refused.json()["code"]) == (409, "unit_step")
    assert crew.get(f"units/{unit.id}/reports").json()["items"][0]["via"] == "FIELD"


def test_a_tap_sent_again_is_done_once(desk: Desk, crew: Caller) -> None:
    unit = desk.unit("消防01")
    assign_units(desk.dispatcher, desk.incident().id, [Sending(unit.id)])
    for _ in range(2):
        answer = crew.send("POST", f"units/{unit.id}/state", {"state": "EN_ROUTE"}, key="tap-1")
        assert answer.status_code == 200
    assert len(crew.get(f"units/{unit.id}/reports").json()["items"]) == 1


def test_a_position_of_a_public_map_is_put_right(desk: Desk, crew: Caller) -> None:
    unit = desk.unit("消防01")
    crew.post(f"units/{unit.id}/position", {"place": {"lon": 112.555199, "lat": 37.871125, "crs": "GCJ02"}})
    unit.refresh_from_db()
    assert unit.lon == pytest.approx(112.5489, abs=1e-5)
    assert unit.lat == pytest.approx(37.8706, abs=1e-5)


def test_a_line_from_the_radio(desk: Desk, operator: Caller) -> None:
    unit = desk.unit("消防01")
    assign_units(desk.dispatcher, desk.incident().id, [Sending(unit.id)])
    assert operator.post("unit-messages", {"text": "消防01 到场"}).json()["state"] == "ON_SCENE"
    unclear = operator.post("unit-messages", {"text": "消防01 收到"})
    assert (unclear.status_code, unclear.json()["code"]) == (422, "unit_message_unclear")


def test_missions_are_listed_and_called_back(desk: Desk, operator: Caller) -> None:
    unit, incident = desk.unit("消防01"), desk.incident()
    assign_units(desk.dispatcher, incident.id, [Sending(unit.id, 240.0, "STRAIGHT_LINE")])
    row = operator.get(f"incidents/{incident.id}/missions").json()["items"][0]
    assert (row["callsign"], row["eta_seconds"], row["eta_method"]) == ("消防01", 240.0, "STRAIGHT_LINE")
    ended = operator.post(f"missions/{row['id']}/recall", {"reason": "误报"}).json()
    assert ended["ended_reason"] == "误报"


def test_a_unit_is_entered_and_corrected(desk: Desk, operator: Caller) -> None:
    resource = {"type": "ambulance", "name": "救护车", "region_code": "140105"}
    entered = operator.post("resources", resource).json()["id"]
    unit = operator.post("units", {"resource_id": entered, "callsign": "救护1", "skills": ["first_aid"]}).json()
    changed = operator.send("PATCH", f"units/{unit['id']}", {"version": unit["version"], "crew": 3})
    assert changed.json()["crew"] == 3
    stale = operator.send("PATCH", f"units/{unit['id']}", {"version": unit["version"], "crew": 2})
    assert stale.json()["code"] == "unit_changed_meanwhile"
    assert Unit.objects.count() == 1


@pytest.mark.parametrize("path", ["units/{}", "units/{}/reports", "missions/{}/track"])
def test_what_is_not_there_is_not_found(desk: Desk, operator: Caller, path: str) -> None:
    assert operator.get(path.format(new_id())).status_code == 404
