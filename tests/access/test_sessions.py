"""A session ends when idle, too old, revoked, or its account is closed; a write needs the token of the page."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.http import HttpRequest
from django.test import Client

from liandong.access.authentication import still_allowed
from liandong.access.models import Session, User
from liandong.access.queries import may
from liandong.access.rules import Actor
from liandong.access.services import close_accounts_of, disable_account, end_sessions, grant_role, reset_password
from liandong.kernel.clock import SimulatedClock
from tests.access.acting import PASSWORD, SYSTEM, an_account, send, sign_in, verbs_of

pytestmark = pytest.mark.django_db
NEW = "Quiet-Lake-2027"


@pytest.fixture
def console(client: Client, wang: User) -> Client:
    sign_in(client, "wang")
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/api/session").status_code == 200


class TestASession:
    def test_lives_as_long_as_its_reader_comes_back_within_thirty_minutes(
        self, console: Client, clock: SimulatedClock
    ) -> None:
        for _ in range(6):
            clock.advance(minutes=29)
            assert is_signed_in(console)

    def test_ends_after_thirty_idle_minutes(self, console: Client, clock: SimulatedClock) -> None:
        clock.advance(minutes=30)
        assert not is_signed_in(console)

    def test_ends_twelve_hours_after_sign_in_however_busy(self, console: Client, clock: SimulatedClock) -> None:
        for _ in range(28):
            clock.advance(minutes=25)
            assert is_signed_in(console)
        clock.advance(minutes=25)
        assert not is_signed_in(console)

    def test_is_written_at_most_once_a_minute(self, console: Client, clock: SimulatedClock) -> None:
        clock.advance(seconds=59)
        is_signed_in(console)
        first = Session.objects.get().seen_at
        clock.advance(seconds=1)
        is_signed_in(console)
        assert (Session.objects.get().seen_at - first).total_seconds() == 60

    def test_ends_at_sign_out(self, console: Client, wang: User) -> None:
        assert console.delete("/api/session").status_code == 204
        assert not is_signed_in(console)
        assert Session.objects.count() == 0
        assert verbs_of(wang)[-1] == "signed_out"

    def test_ends_when_an_administrator_signs_the_account_out(self, console: Client, wang: User) -> None:
        assert end_sessions(SYSTEM, wang.id, "设备遗失") == 1
        assert not is_signed_in(console)

    def test_ends_when_the_account_is_closed(self, console: Client, wang: User) -> None:
        disable_account(SYSTEM, wang.id, "离岗")
        assert not is_signed_in(console)

    def test_ends_when_the_person_leaves(self, client: Client, wang: User) -> None:
        person = uuid4()
        an_account("zhao", "duty_officer", person_id=person)
        sign_in(client, "zhao")
        assert close_accounts_of(SYSTEM, person, "部里同步：人员已离岗") == 1
        assert not is_signed_in(client)
        assert sign_in(client, "zhao").json()["code"] == "sign_in_refused"

    def test_gets_a_new_key_at_every_sign_in(self, console: Client) -> None:
        first = console.cookies["liandong_session"].value
        sign_in(console, "wang")
        assert console.cookies["liandong_session"].value != first

    def test_cookie_is_out_of_reach_of_scripts_and_other_sites(self, console: Client) -> None:
        cookie = console.cookies["liandong_session"]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


class TestAReaderWhoStaysConnected:
    """A stream outlives its request; whether it may go on is asked anew."""

    def connected(self, client: Client) -> HttpRequest:
        answer = client.get("/api/session")
        request: HttpRequest = answer.wsgi_request  # type: ignore[attr-defined]
        return request

    def test_goes_on_while_the_session_lives(self, console: Client, wang: User) -> None:
        actor = still_allowed(self.connected(console))
        assert actor is not None
        assert actor.user_id == wang.id

    def test_sees_new_grants_at_once(self, console: Client, wang: User) -> None:
        request = self.connected(console)
        grant_role(SYSTEM, wang.id, "commander", "140105")
        actor = still_allowed(request)
        assert actor is not None
        assert may(actor, "incidents.archive", "140105")

    def test_ends_with_the_session_the_account_and_the_idle_limit(
        self, console: Client, wang: User, clock: SimulatedClock
    ) -> None:
        request = self.connected(console)
        clock.advance(minutes=30)
        assert still_allowed(request) is None
        sign_in(console, "wang")
        request = self.connected(console)
        end_sessions(SYSTEM, wang.id, "设备遗失")
        assert still_allowed(request) is None
        sign_in(console, "wang")
        request = self.connected(console)
        disable_account(SYSTEM, wang.id, "离岗")
        assert still_allowed(request) is None


class TestTheTokenOfThePage:
    def test_is_needed_for_a_write_with_a_session(self, wang: User) -> None:
        browser = Client(enforce_csrf_checks=True)
        sign_in(browser, "wang")
        answer = send(browser, "/api/session/password", {"old": PASSWORD, "new": NEW})
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_mismatch")

    def test_is_told_at_sign_in_and_opens_the_write(self, wang: User) -> None:
        browser = Client(enforce_csrf_checks=True)
        token = sign_in(browser, "wang").json()["csrf_token"]
        answer = send(browser, "/api/session/password", {"old": PASSWORD, "new": NEW}, x_csrftoken=token)
        assert answer.status_code == 204

    def test_is_not_needed_to_sign_in_as_no_form_of_another_site_can(self, wang: User) -> None:
        browser = Client(enforce_csrf_checks=True)
        for kind in ("text/plain", "application/x-www-form-urlencoded"):
            body = f'{{"username": "wang", "password": "{PASSWORD}"}}'
            assert browser.post("/api/session", body, content_type=kind).status_code == 415
        assert sign_in(browser, "wang").status_code == 201

    def test_is_not_needed_to_read(self, wang: User) -> None:
        browser = Client(enforce_csrf_checks=True)
        sign_in(browser, "wang")
        assert is_signed_in(browser)


class TestAPasswordThatIsDue:
    def test_leaves_nothing_but_changing_it(self, client: Client, wang: User) -> None:
        reset_password(SYSTEM, wang.id, NEW, "忘记密码")
        told = sign_in(client, "wang", NEW).json()
        assert (told["must_change_password"], told["permissions"]) == (True, {})
        assert send(client, "/api/session/password", {"old": NEW, "new": "Quiet-Sea-2028"}).status_code == 204
        assert client.get("/api/session").json()["permissions"]

    def test_falls_due_after_ninety_days(self, client: Client, wang: User, clock: SimulatedClock) -> None:
        clock.advance(days=89)
        assert sign_in(client, "wang").json()["must_change_password"] is False
        clock.advance(days=1)
        assert sign_in(client, "wang").json()["must_change_password"] is True

    def test_may_not_be_kept(self, console: Client) -> None:
        answer = send(console, "/api/session/password", {"old": PASSWORD, "new": PASSWORD})
        assert answer.json()["code"] == "password_unchanged"

    def test_ends_the_other_sessions_when_changed(self, console: Client) -> None:
        other = Client()
        sign_in(other, "wang")
        send(console, "/api/session/password", {"old": PASSWORD, "new": NEW})
        assert is_signed_in(console)
        assert not is_signed_in(other)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Short-2026", "ten characters"),
        ("alllowercaseletters", "one kind"),
        ("lower-case-only", "two kinds"),
        ("Wang-Password-26", "holds the account's name"),
    ],
)
def test_a_weak_password_is_refused(console: Client, password: str, why: str) -> None:
    answer = send(console, "/api/session/password", {"old": PASSWORD, "new": password})
    assert answer.json()["code"] == "password_weak", why


def test_the_platform_itself_has_no_session_to_end(db: None) -> None:
    from liandong.access.services import sign_out

    sign_out(Actor.system(SYSTEM.source))
    assert Session.objects.count() == 0
