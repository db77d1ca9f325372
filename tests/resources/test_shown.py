"""What leaves the platform of a record: a person's data masked, what is missing named, the old marked as old."""

from __future__ import annotations

from typing import Any

import pytest

from liandong.content import queries as content
from liandong.kernel.clock import SimulatedClock
from liandong.resources.models import Resource
from liandong.resources.rules import AttributeInvalid, AttributeMissing, check_attributes, missing_attributes
from tests.orders.calling import Caller
from tests.resources.test_http import tubes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def team(keeper: Caller, **attributes: Any) -> dict[str, Any]:
    body = tubes(type="professional_force", quantity=1, attributes=attributes)
    answer = keeper.post("resources", body)
    assert answer.status_code == 201, answer.content
    row: dict[str, Any] = answer.json()
    return row


def test_telephones_and_names_leave_masked() -> None:
    row = team(Caller("data_steward"), phone="13812345678", leader="张三丰")
    assert (row["phone"], row["attributes"]) == ("138****5678", {"phone": "138****5678", "leader": "张**"})


def test_what_is_sent_back_as_it_was_shown_stays_as_it_is() -> None:
    keeper = Caller("data_steward")
    row = team(keeper, phone="13812345678", leader="张三丰", members=8)
    changed = row["attributes"] | {"members": 9}
    answer = keeper.send("PATCH", f"resources/{row['id']}", {"version": row["version"], "attributes": changed})
    assert answer.status_code == 200, answer.content
    kept = Resource.objects.get(id=row["id"]).attributes
    assert kept == {"phone": "13812345678", "leader": "张三丰", "members": 9}


def test_what_is_missing_is_named_and_an_old_check_is_marked(clock: SimulatedClock) -> None:
    keeper = Caller("data_steward")
    row = team(keeper, phone="13812345678", members=8)
    assert row["missing"] == ["force_kind", "department", "leader", "on_duty_24h"]
    assert row["stale"] is True
    assert keeper.post(f"resources/{row['id']}/verify", {}).json()["stale"] is False


def test_a_high_risk_firm_needs_a_unified_code_that_checks() -> None:
    firm = content.resource_type("firm_coal_mine")
    with pytest.raises(AttributeMissing):
        check_attributes(firm, {})
    with pytest.raises(AttributeInvalid):
        check_attributes(firm, {"uscc": "91350100M000100Y4Z"})
    assert check_attributes(firm, {"uscc": "91350100M000100Y43"})


@pytest.mark.parametrize(
    ("video", "good"),
    [
        ("34020000001320000001", True),
        ("rtsp://10.0.0.8:554/live/1", True),
        ("https://video.example.cn/1.m3u8", True),
        ("rtsp://admin:secret@10.0.0.8/live", False),
        ("3402000000132000000", False),
        ("ftp://10.0.0.8/x", False),
    ],
)
def test_a_camera_is_named_by_its_national_code_or_a_link_without_a_password(video: str, good: bool) -> None:
    camera = content.resource_type("camera_hazchem")
    if good:
        assert check_attributes(camera, {"video": video}) == {"video": video}
    else:
        with pytest.raises(AttributeInvalid):
            check_attributes(camera, {"video": video})


def test_every_type_has_a_sign_an_owner_and_a_keeper() -> None:
    for name, one in content.resource_types().items():
        assert one.symbol, name
        assert one.owner, name
        assert one.keeper, name


def test_extra_layers_are_dated_and_sourced() -> None:
    layer = content.resource_type("layer_road_block")
    assert missing_attributes(layer, {}) == ["observed_on", "published_by"]
    with pytest.raises(AttributeMissing):
        check_attributes(layer, {"published_by": "交通运输局"})


def test_every_class_of_the_documents_has_its_types() -> None:
    families: dict[str, int] = {}
    for one in content.resource_types().values():
        families[one.family] = families.get(one.family, 0) + 1
    assert families["camera"] == 5
    assert families["venue"] == 5
    assert families["communication"] == 4 + 7
    assert families["firm"] == 4
    assert families["facility"] == 3
    assert families["target"] == 4 + 3
    assert families["station"] == 4
    assert families["layer"] >= 9  # with the hospitals' beds the ten layers of the exchange


def test_the_new_routes_answer_over_http(clock: SimulatedClock) -> None:
    keeper, dispatcher = Caller("data_steward"), Caller("dispatcher")
    shelter = keeper.post("resources", tubes(type="shelter_park", quantity=50)).json()
    assert keeper.post(f"resources/{shelter['id']}/load", {"change": 30}).json()["load"] == 30.0
    assert keeper.post(f"resources/{shelter['id']}/load", {"change": 30}).json()["code"] == "resource_full"
    water = keeper.post("resources", tubes(type="drinking_water")).json()
    other = keeper.post("resources", tubes(type="drinking_water", quantity=0)).json()
    moved = keeper.post(f"resources/{water['id']}/transfer", {"target_id": other["id"], "quantity": 5})
    assert (moved.status_code, moved.json()["balance"]) == (201, 95.0)
    assert keeper.get(f"resources/{other['id']}/lots").json() == [{"use_by": None, "quantity": 5.0, "expired": False}]
    group = team(keeper)
    member = keeper.post(f"resources/{group['id']}/members", {"name": "张三", "phone": "13812345678"})
    assert (member.status_code, member.json()["phone"]) == (201, "138****5678")
    assert len(keeper.get(f"resources/{group['id']}/member-warnings").json()) == 2
    hall = keeper.post("resources", tubes(type="venue_command_hall", quantity=1)).json()
    hours = {"starts_at": "2026-11-23T10:00:00+08:00", "ends_at": "2026-11-23T11:00:00+08:00"}
    assert dispatcher.post(f"resources/{hall['id']}/bookings", hours | {"purpose": "会商"}).status_code == 201
    again = dispatcher.post(f"resources/{hall['id']}/bookings", hours | {"purpose": "会商"})
    assert (again.status_code, again.json()["code"]) == (409, "resource_venue_taken")
    asked = {"since": "2026-11-23T00:00:00Z", "until": "2026-11-24T00:00:00Z"}
    assert [row["purpose"] for row in dispatcher.get("bookings", **asked).json()] == ["会商"]
    board = keeper.get("resources/quality", region="140105").json()
    assert {row["family"] for row in board} == {"shelter", "supply", "team", "venue"}
    assert keeper.get("resources/duplicates", region="140105").json()
    assert keeper.get("communications", region="140105").json() == []


def test_types_and_skills_say_what_a_form_needs() -> None:
    keeper = Caller("data_steward")
    types = {row["id"]: row for row in keeper.get("resource-types").json()}
    assert (types["shelter_park"]["loaded"], types["food"]["perishable"]) == (True, True)
    assert (types["camera_water"]["symbol"], types["camera_water"]["verify_every"]) == ("camera", "180d")
    skills = {row["id"]: row for row in keeper.get("skills").json()}
    assert skills["diving"]["certificate"] == "潜水员证书"
