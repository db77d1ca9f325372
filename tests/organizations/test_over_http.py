"""Organisations, posts, people and duty over HTTP, as a steward and a reader use them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.access.acting import send, sign_in
from tests.cast import PASSWORD, Cast


@pytest.fixture
def steward(cast: Cast, client: Client) -> Client:
    sign_in(client, "steward", PASSWORD)
    return client


@pytest.fixture
def reader(cast: Cast) -> Client:
    browser = Client()
    sign_in(browser, "observer", PASSWORD)
    return browser


def made(answer: Any) -> Any:
    assert answer.status_code == 201, answer.content
    return answer.json()


def corrected(browser: Client, path: str, body: dict[str, Any]) -> Any:
    headers = {"idempotency-key": str(uuid4())}
    return browser.patch(path, body, content_type="application/json", headers=headers)


def test_a_steward_founds_a_unit_fills_a_post_plans_duty_and_the_reader_sees_it(
    steward: Client, reader: Client, cast: Cast
) -> None:
    unit = made(send(steward, "/api/organizations", {"name": "新设中心", "kind": "water", "region_code": "140105"}))
    post = {"organization_id": unit["id"], "kind": "duty_officer", "title": "值班员"}
    seat = made(send(steward, "/api/posts", post))
    person = made(
        send(steward, "/api/people", {"name": "演示·新人", "organization_id": unit["id"], "phone": "13800001234"})
    )
    made(send(steward, f"/api/posts/{seat['id']}/holders", {"person_id": person["id"]}))
    shift = {
        "person_id": person["id"],
        "role": "DUTY_OFFICER",
        "starts_at": "2026-11-23T08:00:00+08:00",
        "ends_at": "2026-11-23T16:00:00+08:00",
    }
    made(send(steward, f"/api/organizations/{unit['id']}/roster", {"shifts": [shift]}))

    found = reader.get("/api/organizations", {"q": "新设"}).json()["items"]
    assert [one["id"] for one in found] == [unit["id"]]
    board = reader.get("/api/duty", {"limit": 200}).json()["items"]
    assert [one["person"] for one in board if one["organization_id"] == unit["id"]] == ["演示·新人"]
    holders = reader.get(f"/api/posts/{seat['id']}/holders").json()["items"]
    assert [one["person_id"] for one in holders] == [person["id"]]


def test_telephones_are_answered_masked_and_whole_only_for_a_reason(
    steward: Client, reader: Client, cast: Cast
) -> None:
    unit = str(cast.stage.organizations["water"])
    body = {"name": "演示·新人", "organization_id": unit, "phone": "13800001234"}
    person = made(send(steward, "/api/people", body))
    assert person["phone"] == "138****1234"
    assert reader.get(f"/api/people/{person['id']}").json()["phone"] == "138****1234"
    assert send(reader, f"/api/people/{person['id']}/reveal-phone", {"reason": "好奇"}).status_code == 403
    assert send(steward, f"/api/people/{person['id']}/reveal-phone", {"reason": ""}).status_code == 422
    told = send(steward, f"/api/people/{person['id']}/reveal-phone", {"reason": "核对"})
    assert told.json() == {"phone": "13800001234"}


def test_a_list_is_paged_and_each_page_follows_the_last(reader: Client) -> None:
    seen: list[str] = []
    cursor = ""
    while True:
        page = reader.get("/api/organizations", {"limit": 7, "cursor": cursor}).json()
        seen += [one["name"] for one in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) > 40
    assert "迎泽区应急联动中心" not in seen


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"region_code": "999"}, 422),
        ({"region_code": "140105999"}, 422),
        ({"region_code": "140106"}, 403),
        ({"kind": "secret_society"}, 422),
        ({"uscc": "91350100M000100Y4Z"}, 422),
        ({"name": "\x00"}, 400),
        ({"name": ""}, 422),
        ({"parent_id": str(uuid4())}, 404),
    ],
)
def test_a_unit_that_makes_no_sense_is_refused_with_a_reason(
    steward: Client, change: dict[str, Any], status: int
) -> None:
    body = {"name": "新设中心", "kind": "water", "region_code": "140105"} | change
    answer = send(steward, "/api/organizations", body)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"


def test_a_unit_is_read_on_one_page_corrected_and_its_history_told(steward: Client, reader: Client, cast: Cast) -> None:
    unit = str(cast.stage.organizations["water"])
    card = reader.get(f"/api/organizations/{unit}/card").json()
    seat = next(one for one in card["seats"] if one["title"] == "经办人")
    assert [holder["name"] for holder in seat["holders"]] == ["演示·水务经办"]
    person = seat["holders"][0]["person_id"]
    assert corrected(reader, f"/api/people/{person}", {"name": "演示·别人"}).status_code == 403
    renamed = corrected(steward, f"/api/people/{person}", {"phone": "13900005678"}).json()
    assert (renamed["phone"], renamed["posts"]) == ("139****5678", ["经办人"])
    assert corrected(steward, f"/api/people/{person}", {"phone": ""}).json()["phone"] == ""
    changed = corrected(steward, f"/api/posts/{seat['id']}", {"title": "联络员"}).json()
    assert changed["title"] == "联络员"
    told = reader.get(f"/api/organizations/{unit}/history", {"limit": 2}).json()
    assert [one["verb"] for one in told["items"]] == ["post_changed", "person_changed"]
    older = reader.get(f"/api/organizations/{unit}/history", {"cursor": told["next"], "limit": 1}).json()
    assert older["items"][0]["verb"] == "person_changed"
    found = {one["name"] for one in reader.get("/api/people", {"q": "swjb"}).json()["items"]}
    assert found == {"演示·水务经办", "演示·商务经办"}


@pytest.mark.parametrize(
    "path",
    [
        "/api/organizations",
        "/api/organizations/tree",
        "/api/duty",
        "/api/posts",
        "/api/people",
        "/api/roles",
        "/api/accounts",
        "/api/grants",
        "/api/tokens",
    ],
)
def test_nothing_is_shown_to_nobody(client: Client, db: None, path: str) -> None:
    assert client.get(path).json()["code"] == "sign_in_needed"


@pytest.mark.parametrize("kind", ["organizations", "posts", "people"])
def test_what_lies_elsewhere_answers_as_what_does_not_exist(reader: Client, cast: Cast, kind: str) -> None:
    stage = cast.stage
    foreign = {
        "organizations": stage.organizations["140106-centre"],
        "posts": stage.posts["140106-centre", "duty_officer"],
        "people": stage.people["140106-centre", "演示·孙邻区"],
    }[kind]
    hidden, absent = (reader.get(f"/api/{kind}/{one}") for one in (foreign, uuid4()))
    assert (
        (hidden.status_code, hidden.json()["code"]) == (absent.status_code, absent.json()["code"]) == (404, "not_found")
    )


def test_gaps_units_without_officers_and_a_swap_are_answered(steward: Client, reader: Client, cast: Cast) -> None:
    centre = cast.stage.organizations["centre"]
    window = {"since": "2026-11-23T00:00:00+08:00", "until": "2026-11-23T12:00:00+08:00"}
    gaps = reader.get(f"/api/organizations/{centre}/roster/gaps", window).json()
    assert [gap["role"] for gap in gaps] == ["DUTY_OFFICER"]
    missing = reader.get("/api/organizations/without-information-officer").json()["items"]
    assert "小店区人民政府" in {one["name"] for one in missing}
    shift = reader.get(f"/api/organizations/{centre}/roster").json()["items"][0]
    body = {"person_id": str(cast.stage.people["centre", "演示·钱带班"]), "reason": "调休"}
    swapped = send(steward, f"/api/shifts/{shift['id']}/swap", body)
    assert (swapped.status_code, swapped.json()["person"]) == (200, "演示·钱带班")


def test_regions_that_name_no_system_administrator_are_listed(cast: Cast) -> None:
    """Each city and county names a system administrator; the audit of the city asks which have not."""
    from tests.access.acting import an_account

    an_account("city_admin", "system_administrator", region="1401")
    browser = Client()
    sign_in(browser, "city_admin")
    missing = browser.get("/api/regions-without-administrator", {"region": "1401"}).json()
    assert "140106" in missing
    assert "140105" not in missing
