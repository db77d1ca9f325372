"""The inbox and the supervisor's lists over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from liandong.access.rules import Actor, Source
from liandong.access.services import AccountDraft, grant_role, open_account
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import new_id
from liandong.notices import jobs
from liandong.notices.rules import Recipient, Urgency
from tests.notices.conftest import COUNTY, GATEWAY_DOWN, Cast, Recorder, say

pytestmark = pytest.mark.django_db


def signed_in(name: str, *roles: str, person_id: UUID | None = None, region: str = COUNTY) -> Client:
    draft = AccountDraft(name, "Quiet-River-2026", region, person_id=person_id, must_change_password=False)
    system = Actor.system(Source.CLI)
    user = open_account(system, draft)
    for role in roles:
        grant_role(system, user.id, role, region)
    client = Client()
    body = {"username": name, "password": "Quiet-River-2026"}
    assert client.post("/api/session", body, content_type="application/json").status_code == 201
    return client


def send(client: Client, path: str, body: Any = None, method: str = "post") -> Any:
    return getattr(client, method)(
        path, body, content_type="application/json", headers={"Idempotency-Key": str(new_id())}
    )


@pytest.fixture
def handler(cast: Cast) -> Client:
    return signed_in("zhang", "department_handler", person_id=cast.handler)


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in("li", "duty_officer", person_id=cast.officer)


def test_ones_inbox_is_read_and_confirmed(handler: Client, cast: Cast) -> None:
    [notice_id] = map(str, say(Recipient.person(cast.handler)))
    [shown] = handler.get("/api/notices?unread=true").json()["items"]
    assert (shown["id"], shown["state"], shown["reply"]) == (notice_id, "SENT", "CONFIRM")
    assert shown["title"] == "已超时：完成流调"
    assert send(handler, f"/api/notices/{notice_id}/read").json()["state"] == "READ"
    assert send(handler, f"/api/notices/{notice_id}/confirmation").json()["state"] == "CONFIRMED"
    assert handler.get("/api/notices?unread=true").json()["items"] == []


def test_the_words_come_in_the_readers_language(handler: Client, cast: Cast) -> None:
    say(Recipient.person(cast.handler))
    [shown] = handler.get("/api/notices", headers={"accept-language": "en"}).json()["items"]
    assert shown["title"].startswith("Overdue")


def test_anothers_notice_is_not_found(handler: Client, cast: Cast) -> None:
    [notice_id] = say(Recipient.person(cast.leader))
    assert handler.get("/api/notices").json()["items"] == []
    assert send(handler, f"/api/notices/{notice_id}/read").status_code == 404
    assert handler.get(f"/api/notices/{notice_id}/deliveries").status_code == 404


def test_a_supervisor_sees_dead_letters_with_every_attempt_and_sends_again(
    cast: Cast, mail: Recorder, clock: SimulatedClock
) -> None:
    mail.trouble = GATEWAY_DOWN
    say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    for _ in range(200):
        clock.advance(seconds=20)
        jobs.deliver()
    officer = signed_in("li", "duty_officer")
    [dead] = [row for row in officer.get("/api/notices/dead-letters").json()["items"] if row["channel"] == "smtp"]
    assert [trial["outcome"] for trial in dead["trials"]] == ["TEMPORARY"] * 6
    mail.trouble = None
    again = send(officer, f"/api/deliveries/{dead['id']}/resend")
    assert again.json()["state"] == "WAITING"
    assert officer.get(f"/api/notices/{dead['notice_id']}/deliveries").json()[0]["channel"] == "smtp"


def test_a_handler_sees_no_dead_letters_and_may_not_send_again(
    handler: Client, cast: Cast, mail: Recorder, clock: SimulatedClock
) -> None:
    assert handler.get("/api/notices/dead-letters").json()["items"] == []
    assert handler.get("/api/notices/channels").status_code == 403
    assert send(handler, f"/api/deliveries/{new_id()}/resend").status_code == 404


def test_unanswered_notices_are_listed_for_the_region(officer: Client, cast: Cast, clock: SimulatedClock) -> None:
    say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    clock.advance(minutes=20)
    jobs.deliver()
    listed = officer.get("/api/notices/unanswered").json()["items"]
    assert [row["person_id"] for row in listed] == [str(cast.handler)]
    other = signed_in("zhao", "duty_officer", region="140106")
    assert other.get("/api/notices/unanswered").json()["items"] == []


def test_channels_say_what_they_were_tested_against(officer: Client, mail: Recorder) -> None:
    [shown] = officer.get("/api/notices/channels").json()
    assert (shown["id"], shown["tested_against"], shown["real_target"]) == ("smtp", "simulator", True)


def test_a_person_sets_an_own_contact_point_but_not_anothers(handler: Client, cast: Cast, mail: Recorder) -> None:
    body = {"address": "new@example.org"}
    assert send(handler, f"/api/people/{cast.handler}/contact-points/smtp", body, "put").status_code == 204
    assert send(handler, f"/api/people/{cast.leader}/contact-points/smtp", body, "put").status_code == 403
    assert send(handler, f"/api/people/{cast.handler}/contact-points/pigeon", body, "put").status_code == 422


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    for path in ("/api/notices", "/api/notices/dead-letters", "/api/notices/channels", "/api/clocks"):
        assert client.get(path).status_code == 401
