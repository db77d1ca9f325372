"""Plans and responses over HTTP: what screens call, and what they are told when it cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from liandong.orders.models import Order
from liandong.organizations.models import Holding, Person
from liandong.plans.models import Approval, Response
from tests.orders.calling import Caller
from tests.plans.conftest import NEIGHBOUR, County, Install
from tests.plans.small_plan import SMALL

pytestmark = pytest.mark.django_db


@pytest.fixture
def commander(county: County) -> Caller:
    return Caller("commander", person_id=county.commander.person_id)


@pytest.fixture
def leader(county: County) -> Caller:
    return Caller("duty_leader")


@pytest.fixture
def observer(county: County) -> Caller:
    return Caller("observer")


@pytest.fixture
def stranger(county: County) -> Caller:
    return Caller("commander", NEIGHBOUR)


def start(caller: Caller, county: County, *, key: str = "", **changes: Any) -> Any:
    return caller.post(
        f"incidents/{county.incident_id}/responses", {"plan_id": "small", "level": "II"} | changes, key=key
    )


def test_the_library_lists_plans_and_shows_one_whole(observer: Caller) -> None:
    (row,) = observer.get("plans").json()
    assert (row["id"], row["levels"], row["groups"], row["tasks"]) == ("small", ["II", "III"], 2, 5)
    shown = observer.get("plans/small").json()["plan"]
    assert shown["class"] == "ACCIDENT"
    assert set(shown["tasks"]) == set(SMALL["tasks"])


def test_proposals_name_the_level_and_what_is_open(observer: Caller, county: County) -> None:
    (proposal,) = observer.get(f"incidents/{county.incident_id}/plan-proposals").json()
    assert (proposal["plan_id"], proposal["level"], proposal["sure"]) == ("small", "II", True)


def test_a_dry_run_shows_groups_tasks_and_gaps_and_starts_nothing(observer: Caller, county: County) -> None:
    Holding.objects.filter(post_id=county.medical_post).delete()
    Person.objects.filter(name="演示·应急负责人").update(phone="13900001234")
    answer = observer.post(f"incidents/{county.incident_id}/plan-dry-runs", {"plan_id": "small", "level": "II"})
    shown = answer.json()
    assert answer.status_code == 200
    assert shown["headless"] == ["medical"]
    assert [group["blocks"] for group in shown["groups"]] == [False, True]
    assert shown["groups"][0]["seats"][0]["name"] == "演示·应急负责人"
    assert shown["groups"][0]["seats"][0]["phone"] == "139****1234"
    assert [(need["need"], need["required"], need["gap"]) for need in shown["needs"]] == [("bed", 20, 20)]
    assert sum(task["at_once"] for task in shown["tasks"]) == 3
    assert not Response.objects.exists()


def test_a_decision_on_the_start_is_seen_by_whom_it_concerns(
    commander: Caller, leader: Caller, stranger: Caller, county: County
) -> None:
    decision = {"plan_id": "small", "level": "II", "granted": False, "reason": "先核实"}
    commander.post(f"incidents/{county.incident_id}/plan-approvals", decision)
    commander.post(f"incidents/{county.incident_id}/plan-approvals", decision | {"granted": True, "reason": ""})
    newest, oldest = leader.get(f"incidents/{county.incident_id}/plan-approvals").json()
    assert (newest["plan_id"], newest["level"], newest["granted"]) == ("small", "II", True)
    assert (oldest["granted"], oldest["reason"]) == (False, "先核实")
    assert newest["decided_by"] == oldest["decided_by"] != ""
    assert stranger.get(f"incidents/{county.incident_id}/plan-approvals").status_code == 404


def test_activation_answers_with_the_running_response(commander: Caller, county: County) -> None:
    answer = start(commander, county)
    shown = answer.json()
    assert answer.status_code == 201
    assert (shown["plan_id"], shown["level"], shown["state"], shown["commander"]) == ("small", "II", "ACTIVE", "指挥长")
    assert {task["task"]: task["state"] for task in shown["tasks"]} == {
        "close-valve": "ISSUED",
        "treat": "ISSUED",
        "brief": "ISSUED",
        "search": "WAITING",
        "check-rekindling": "WAITING",
    }
    assert commander.get(f"responses/{shown['id']}").json() == shown


def test_the_same_key_starts_it_once_and_gives_the_same_answer(commander: Caller, county: County) -> None:
    first, again = start(commander, county, key="start-1"), start(commander, county, key="start-1")
    assert (first.status_code, again.json()) == (201, first.json())
    assert Response.objects.count() == 1
    assert Order.objects.count() == 3


def test_another_key_is_told_that_it_runs(commander: Caller, county: County) -> None:
    start(commander, county)
    answer = start(commander, county)
    assert (answer.status_code, answer.json()["code"]) == (409, "plan_already_active")


def test_a_group_without_a_head_is_named_and_a_reason_lets_it_start(commander: Caller, county: County) -> None:
    Holding.objects.filter(post_id=county.medical_post).delete()
    answer = start(commander, county)
    assert (answer.status_code, answer.json()["code"]) == (409, "group_without_head")
    assert answer.json()["data"]["groups"] == ["medical"]
    assert start(commander, county, overrides={"medical": "出差，两小时内接替"}).status_code == 201


def test_who_needs_an_approval_is_told_by_whom_and_gets_it(commander: Caller, leader: Caller, county: County) -> None:
    refused = start(leader, county)
    assert (refused.status_code, refused.json()["code"]) == (409, "activation_needs_approval")
    decision = {"plan_id": "small", "level": "II", "granted": True}
    assert commander.post(f"incidents/{county.incident_id}/plan-approvals", decision).status_code == 200
    assert Approval.objects.get().granted
    assert start(leader, county).status_code == 201


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"plan_id": "nowhere"}, 404, "not_found"),
        ({"level": "IV"}, 409, "level_not_in_plan"),
        ({"level": "V"}, 422, "invalid"),
        ({"heads": {"medical": "nobody"}}, 422, "invalid"),
    ],
)
def test_what_cannot_start_says_why(
    commander: Caller, county: County, changes: dict[str, Any], status: int, code: str
) -> None:
    answer = start(commander, county, **changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Response.objects.exists()


def test_an_observer_sees_but_does_not_start(observer: Caller, county: County) -> None:
    assert start(observer, county).status_code == 403


def test_in_another_county_nothing_of_it_is_found(commander: Caller, stranger: Caller, county: County) -> None:
    response_id = start(commander, county).json()["id"]
    assert stranger.get(f"incidents/{county.incident_id}/plan-proposals").status_code == 404
    assert stranger.get(f"responses/{response_id}").status_code == 404
    assert stranger.get("responses").json()["items"] == []
    for path, body in (
        (f"incidents/{county.incident_id}/responses", {"plan_id": "small", "level": "II"}),
        (f"incidents/{county.incident_id}/plan-dry-runs", {"plan_id": "small", "level": "II"}),
        (f"incidents/{county.incident_id}/plan-approvals", {"plan_id": "small", "level": "II", "granted": True}),
        (f"responses/{response_id}/level-changes", {"level": "III", "reason": "降级"}),
        (f"responses/{response_id}/merge", {}),
        (f"responses/{response_id}/needs", {}),
        (f"responses/{response_id}/stand-down", {"early": True, "reason": "结束"}),
    ):
        assert stranger.post(path, body).status_code == 404, path


def test_the_list_filters_by_incident_and_state(commander: Caller, county: County) -> None:
    start(commander, county)
    found = commander.get("responses", incident_id=str(county.incident_id), state="ACTIVE").json()["items"]
    assert [(row["plan_id"], row["title"]["zh"]) for row in found] == [("small", "小预案")]
    assert commander.get("responses", state="STOOD_DOWN").json()["items"] == []


def test_a_change_of_level_is_previewed_and_made(commander: Caller, county: County) -> None:
    response_id = start(commander, county, level="III").json()["id"]
    preview = commander.get(f"responses/{response_id}/level-changes/II").json()
    changed = commander.post(f"responses/{response_id}/level-changes", {"level": "II", "reason": "伤员增加"})
    assert changed.json() == preview
    assert preview["tasks_start"] == ["treat"]
    again = commander.post(f"responses/{response_id}/level-changes", {"level": "II", "reason": "再报"})
    assert (again.status_code, again.json()["code"]) == (409, "same_level")
    blank = commander.post(f"responses/{response_id}/level-changes", {"level": "III", "reason": ""})
    assert blank.status_code == 422


def test_a_head_is_appointed(commander: Caller, county: County) -> None:
    response_id = start(commander, county).json()["id"]
    body = {"person_id": str(county.rescue_head), "reason": "接替"}
    shown = commander.send("PUT", f"responses/{response_id}/groups/medical/head", body).json()
    medical = next(group for group in shown["groups"] if group["group"] == "medical")
    assert medical["seats"][0]["person_id"] == str(county.rescue_head)
    unknown = commander.send("PUT", f"responses/{response_id}/groups/nowhere/head", body)
    assert (unknown.status_code, unknown.json()["code"]) == (409, "unknown_group")


def test_needs_are_compared_and_support_is_asked_for(commander: Caller, county: County) -> None:
    response_id = start(commander, county).json()["id"]
    (need,) = commander.post(f"responses/{response_id}/needs").json()
    assert (need["resource"], need["gap"]) == ("hospital_bed", 20)
    asked = commander.post(f"responses/{response_id}/needs/bed/requests", {"post_id": str(county.medical_post)})
    assert asked.status_code == 201
    assert "缺口20张" in Order.objects.get(id=asked.json()["id"]).body
    nobody = commander.post(f"responses/{response_id}/needs/bed/requests", {})
    assert (nobody.status_code, nobody.json()["code"]) == (422, "one_addressee")
    unknown = commander.post(f"responses/{response_id}/needs/bus/requests", {"post_id": str(county.medical_post)})
    assert unknown.status_code == 404


def test_merging_the_offices_is_recorded_once(commander: Caller, county: County) -> None:
    response_id = start(commander, county).json()["id"]
    first, again = (commander.post(f"responses/{response_id}/merge", {"reason": "省专班到达"}) for _ in range(2))
    assert first.json()["merged_at"] == again.json()["merged_at"] is not None


def test_the_end_waits_for_its_condition_or_a_reason(commander: Caller, county: County) -> None:
    response_id = start(commander, county).json()["id"]
    early = commander.post(f"responses/{response_id}/stand-down", {})
    assert (early.status_code, early.json()["code"]) == (409, "stand_down_condition_not_met")
    ended = commander.post(f"responses/{response_id}/stand-down", {"early": True, "reason": "误报"})
    assert (ended.status_code, ended.json()["state"]) == (200, "STOOD_DOWN")
    after = commander.post(f"responses/{response_id}/level-changes", {"level": "III", "reason": "降级"})
    assert (after.status_code, after.json()["code"]) == (409, "response_not_active")


def test_a_snapshot_keeps_its_titles_when_the_plan_is_renamed(
    commander: Caller, county: County, library: Install
) -> None:
    response_id = start(commander, county).json()["id"]
    library(title={"zh": "新名称", "en": "Another name"})
    assert commander.get(f"responses/{response_id}").json()["title"]["zh"] == "小预案"
