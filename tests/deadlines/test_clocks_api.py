"""All clocks are visible over HTTP, to those who may see them, with the acts on them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from liandong.deadlines import jobs
from liandong.deadlines.services import move
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import new_id
from tests.deadlines.conftest import SYSTEM, begin, verbs_of
from tests.notices.test_notices_api import send, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def leader() -> Client:
    return signed_in("wang", "duty_leader")


@pytest.fixture
def handler() -> Client:
    return signed_in("zhang", "department_handler")


def test_a_clock_shows_what_runs_for_whom_until_when_and_why(clock: SimulatedClock) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=1)
    leader = signed_in("wang", "duty_leader")
    [shown] = leader.get("/api/clocks").json()["items"]
    assert shown["title_zh"] == "交办事项"
    assert shown["source"] == "测试：限时办结"
    assert shown["remaining_s"] == 3 * 3600
    assert (shown["state"], shown["holder_id"]) == ("RUNNING", str(deadline.holder_id))
    assert leader.get(f"/api/clocks/{deadline.id}").json() == shown


def test_an_overdue_clock_shows_how_late_it_is(clock: SimulatedClock) -> None:
    begin(hours=4)
    clock.advance(hours=5)
    jobs.tick()
    leader = signed_in("wang", "duty_leader")
    [shown] = leader.get("/api/clocks?state=OVERDUE").json()["items"]
    assert shown["remaining_s"] == -3600


def test_clocks_come_in_pages_the_soonest_due_first(leader: Client) -> None:
    for hours in (3, 1, 2, 5, 4):
        begin(hours=hours)
    seen, cursor = [], ""
    while True:
        page = leader.get("/api/clocks", {"limit": 2, "cursor": cursor}).json()
        seen += [row["due_at"] for row in page["items"]]
        if not page["next"]:
            break
        cursor = page["next"]
    assert len(seen) == 5
    assert seen == sorted(seen)


def test_they_are_filtered(leader: Client, clock: SimulatedClock) -> None:
    incident = new_id()
    mine = begin(hours=1, incident_id=incident)
    begin(hours=9)
    due_before = (clock.now() + timedelta(hours=2)).isoformat()
    for query in (
        {"incident_id": str(incident)},
        {"subject_kind": "order", "subject_id": mine.subject_id},
        {"holder_id": str(mine.holder_id)},
        {"due_before": due_before},
        {"kind": "obligation", "due_before": due_before, "open_only": "true"},
    ):
        assert [row["id"] for row in leader.get("/api/clocks", query).json()["items"]] == [str(mine.id)], query


def test_another_county_sees_none_of_them(clock: SimulatedClock) -> None:
    deadline = begin()
    stranger = signed_in("zhao", "duty_leader", region="140106")
    assert stranger.get("/api/clocks").json()["items"] == []
    assert stranger.get(f"/api/clocks/{deadline.id}").status_code == 404
    assert send(stranger, f"/api/clocks/{deadline.id}/reminder").status_code == 404


def test_an_extension_is_asked_shown_and_decided(leader: Client, handler: Client) -> None:
    deadline = begin(hours=4)
    until = (deadline.due_at + timedelta(hours=2)).isoformat()
    asked = send(handler, f"/api/clocks/{deadline.id}/extensions", {"due_at": until, "reason": "道路塌方"})
    assert asked.status_code == 201
    assert leader.get(f"/api/clocks/{deadline.id}").json()["extension"]["reason"] == "道路塌方"
    decided = send(leader, f"/api/extensions/{asked.json()['id']}/decision", {"granted": True})
    assert decided.json()["decision"] == "GRANTED"
    shown = leader.get(f"/api/clocks/{deadline.id}").json()
    assert shown["extension"] is None
    assert leader.get(f"/api/clocks/{deadline.id}/extensions").json()[0]["decision"] == "GRANTED"


def test_a_time_without_a_zone_is_refused(handler: Client) -> None:
    deadline = begin(hours=4)
    body = {"due_at": "2026-11-23T20:00:00", "reason": "道路塌方"}
    assert send(handler, f"/api/clocks/{deadline.id}/extensions", body).status_code == 422


def test_a_leader_waives_and_a_handler_may_not(leader: Client, handler: Client) -> None:
    deadline = begin()
    assert send(handler, f"/api/clocks/{deadline.id}/waiver", {"reason": "不办了"}).status_code == 403
    waived = send(leader, f"/api/clocks/{deadline.id}/waiver", {"reason": "已并案"})
    assert waived.json()["state"] == "WAIVED"
    again = send(leader, f"/api/clocks/{deadline.id}/waiver", {"reason": "已并案"})
    assert (again.status_code, again.json()["code"]) == (409, "deadline_not_open")


def test_a_healthy_clock_needs_no_rearming(leader: Client) -> None:
    refused = send(leader, f"/api/clocks/{begin().id}/rearming")
    assert (refused.status_code, refused.json()["code"]) == (409, "deadline_not_dead")


def test_the_alarm_of_an_overdue_clock_is_taken_once_and_says_by_whom(clock: SimulatedClock) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=5)
    jobs.tick()
    path = f"/api/clocks/{deadline.id}/acknowledgement"
    taken = send(signed_in("wang", "duty_leader"), path).json()
    assert datetime.fromisoformat(taken["acknowledged_at"]) == clock.now()
    assert taken["acknowledged_by"]
    again = send(signed_in("li", "duty_officer"), path).json()
    assert (again["acknowledged_at"], again["acknowledged_by"]) == (taken["acknowledged_at"], taken["acknowledged_by"])
    assert verbs_of(deadline).count("deadline_acknowledged") == 1


def test_a_clock_that_is_not_overdue_has_no_alarm_to_take(leader: Client) -> None:
    refused = send(leader, f"/api/clocks/{begin(hours=4).id}/acknowledgement")
    assert (refused.status_code, refused.json()["code"]) == (409, "deadline_not_overdue")


def test_a_clock_that_was_moved_alarms_anew(clock: SimulatedClock) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=5)
    leader = signed_in("wang", "duty_leader")
    assert send(leader, f"/api/clocks/{deadline.id}/acknowledgement").json()["acknowledged_at"]
    move(SYSTEM, deadline.subject, deadline.kind, due_at=clock.now() + timedelta(hours=1), reason="重新核定")
    assert leader.get(f"/api/clocks/{deadline.id}").json()["acknowledged_at"] is None


def test_who_may_not_urge_may_not_silence_an_alarm(clock: SimulatedClock) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=5)
    refused = send(signed_in("zhang", "department_handler"), f"/api/clocks/{deadline.id}/acknowledgement")
    assert (refused.status_code, verbs_of(deadline).count("deadline_acknowledged")) == (403, 0)
