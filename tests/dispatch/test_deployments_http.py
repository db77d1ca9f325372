"""Plans of deployment over HTTP: the desk of the drafter, of the office that answers, and of the department."""

from __future__ import annotations

from typing import Any

import pytest

from liandong.dispatch.models import Unit
from tests.dispatch.conftest import Desk
from tests.orders.calling import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def dispatcher(desk: Desk) -> Caller:
    return Caller("dispatcher", organization_id=desk.fire.id)


@pytest.fixture
def emergency(desk: Desk) -> Caller:
    return Caller("department_handler", organization_id=desk.emergency.id)


@pytest.fixture
def team(desk: Desk) -> Unit:
    return desk.team("医疗救治队", "medical_team", crew=5, uninsured=1)


def drafted(dispatcher: Caller, desk: Desk, team: Unit, **said: Any) -> dict[str, Any]:
    body = {"lines": [{"unit_id": str(team.id), "eta_seconds": 300, "eta_method": "STRAIGHT_LINE"}], **said}
    answer = dispatcher.post(f"incidents/{desk.incident().id}/deployments", body)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_from_the_draft_to_the_filing(desk: Desk, dispatcher: Caller, emergency: Caller, team: Unit) -> None:
    plan = drafted(dispatcher, desk, team)
    assert (plan["chain"], plan["missing"]) == ("normal", ["approve:140105"])
    assert plan["lines"][0]["warnings"][0]["zh"] == "1 人未投保人身意外伤害保险"
    early = dispatcher.post(f"deployments/{plan['id']}/order")
    assert (early.status_code, early.json()["code"]) == (409, "deployment_not_agreed")
    waiting = emergency.get("deployments/waiting").json()
    assert [one["keys"] for one in waiting] == [["approve:140105"]]
    emergency.post(f"deployments/{plan['id']}/answers", {"key": "approve:140105", "verdict": "AGREED"})
    ordered = dispatcher.post(f"deployments/{plan['id']}/order").json()
    assert ordered["state"] == "ORDERED"
    assert {step["key"]: step["state"] for step in ordered["steps"]} == {
        "approve:140105": "AGREED",
        "order:140105": "DONE",
        "file:health:140105": "DONE",
    }
    filing = ordered["filings"][0]
    assert (filing["department_title"], filing["organization"]) == ("卫生健康部门", "小店区卫健局")
    assert (filing["incident_title"], filing["callsigns"]) == ("厂房火灾", ["医疗救治队"])
    health = Caller("department_handler", organization_id=desk.health.id)
    assert health.post(f"filings/{filing['id']}/seen").json()["seen_at"]
    assert dispatcher.get("filings").json()["items"][0]["id"] == filing["id"]


def test_a_step_shows_who_may_do_it_until_when_and_by_which_clause(desk: Desk, dispatcher: Caller, team: Unit) -> None:
    step = drafted(dispatcher, desk, team)["steps"][0]
    assert (step["state"], step["offices"], step["holds_order"]) == ("OPEN", ["emergency_management"], True)
    assert step["due_at"]
    assert step["clause"] == "报同级应急管理部门同意"


def test_plans_are_listed_by_incident_and_state(desk: Desk, dispatcher: Caller, team: Unit) -> None:
    plan = drafted(dispatcher, desk, team)
    listed = dispatcher.get("deployments", incident_id=plan["incident_id"], state="OPEN").json()["items"]
    assert [one["id"] for one in listed] == [plan["id"]]
    withdrawn = dispatcher.post(f"deployments/{plan['id']}/withdraw", {"reason": "误报"}).json()
    assert withdrawn["state"] == "WITHDRAWN"
    assert dispatcher.get("deployments", state="OPEN").json()["items"] == []


def test_another_county_finds_nothing(desk: Desk, dispatcher: Caller, team: Unit) -> None:
    plan = drafted(dispatcher, desk, team)
    stranger = Caller("commander", "140106")
    assert stranger.get(f"deployments/{plan['id']}").status_code == 404
    assert stranger.get("deployments").json()["items"] == []
