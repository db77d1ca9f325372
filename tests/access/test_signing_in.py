"""Signing in by name and password: what opens, what is refused, what locks, and for how long."""

from __future__ import annotations

import threading

import pytest
from django.test import Client

from liandong.access.models import SignInFailures, User
from liandong.access.problems import SignInLocked, SignInRefused
from liandong.access.services import disable_account
from liandong.access.services import sign_in as sign_in_by_password
from liandong.kernel.clock import SimulatedClock
from tests.access.acting import PASSWORD, SYSTEM, an_account, sign_in, verbs_of

pytestmark = pytest.mark.django_db


class TestTheRightPassword:
    def test_opens_a_session_that_says_who_one_is_and_what_one_may_do(self, client: Client, wang: User) -> None:
        answer = sign_in(client, "wang")
        told = answer.json()
        assert answer.status_code == 201
        assert (told["username"], told["name"]) == ("wang", "演示·wang")
        assert told["permissions"]["incidents.receive_report"] == ["140105"]
        assert client.get("/api/session").json()["user_id"] == str(wang.id)

    def test_is_recorded(self, client: Client, wang: User) -> None:
        sign_in(client, "wang")
        assert verbs_of(wang) == ["account_opened", "role_granted", "signed_in"]

    def test_is_never_shown_nor_recorded(self, client: Client, wang: User) -> None:
        assert PASSWORD not in sign_in(client, "wang").content.decode()

    def test_is_kept_as_an_argon2_hash(self, db: None, clock: SimulatedClock) -> None:
        assert an_account("li").password.startswith("argon2$argon2id$")


class TestAWrongPassword:
    def test_is_answered_as_an_unknown_name_is(self, client: Client, wang: User) -> None:
        wrong, unknown = sign_in(client, "wang", "nope"), sign_in(client, "nobody", "nope")
        assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
        assert wrong.json()["code"] == "sign_in_refused"

    def test_is_answered_as_a_closed_account_is(self, client: Client, wang: User) -> None:
        wrong = sign_in(client, "wang", "nope").json()
        disable_account(SYSTEM, wang.id, "离岗")
        assert sign_in(client, "wang").json() == wrong

    def test_is_recorded_on_the_account(self, client: Client, wang: User) -> None:
        sign_in(client, "wang", "nope")
        assert verbs_of(wang)[-1] == "sign_in_failed"

    def test_opens_no_session(self, client: Client, wang: User) -> None:
        sign_in(client, "wang", "nope")
        assert client.get("/api/session").json()["code"] == "sign_in_needed"


class TestFiveWrongPasswords:
    @pytest.fixture
    def locked(self, client: Client, wang: User) -> Client:
        for _ in range(5):
            assert sign_in(client, "wang", "nope").json()["code"] == "sign_in_refused"
        return client

    def test_lock_the_account_so_that_even_the_right_one_is_refused(self, locked: Client, wang: User) -> None:
        answer = sign_in(locked, "wang")
        assert (answer.status_code, answer.json()["code"]) == (429, "sign_in_locked")
        assert answer.json()["data"]["minutes"] == 30
        assert answer["Retry-After"] == "1800"

    def test_are_recorded_with_the_lock(self, locked: Client, wang: User) -> None:
        assert verbs_of(wang)[-6:] == ["sign_in_failed"] * 5 + ["account_locked"]

    def test_lock_until_thirty_minutes_have_passed(self, locked: Client, clock: SimulatedClock) -> None:
        clock.advance(minutes=29, seconds=59)
        assert sign_in(locked, "wang").status_code == 429
        clock.advance(seconds=1)
        assert sign_in(locked, "wang").status_code == 201

    def test_do_not_lock_the_colleague_at_the_same_desk(self, locked: Client) -> None:
        an_account("li")
        assert sign_in(locked, "li").status_code == 201

    def test_do_not_lock_the_same_account_at_its_own_desk(self, locked: Client) -> None:
        assert sign_in(locked, "wang", address="10.0.0.2").status_code == 201

    def test_spread_over_an_afternoon_lock_nothing(self, client: Client, wang: User, clock: SimulatedClock) -> None:
        for _ in range(12):
            sign_in(client, "wang", "nope")
            clock.advance(minutes=31)
        assert sign_in(client, "wang").status_code == 201

    def test_are_forgotten_after_the_right_one(self, client: Client, wang: User) -> None:
        for _ in range(4):
            sign_in(client, "wang", "nope")
        sign_in(client, "wang")
        assert SignInFailures.objects.count() == 0

    def test_lock_a_name_that_nobody_has_in_the_same_way(self, client: Client, wang: User) -> None:
        for _ in range(5):
            sign_in(client, "nobody", "nope")
        assert sign_in(client, "nobody", "nope").status_code == 429


@pytest.mark.django_db(transaction=True)
def test_guesses_sent_all_at_once_are_counted_each(on_file: None, wang: User) -> None:
    """Twenty threads guess together; no more than five passwords are ever looked at."""
    looked_at: list[type[Exception]] = []
    start = threading.Barrier(20)

    def guess() -> None:
        from django.db import connection

        start.wait()
        try:
            sign_in_by_password("wang", "nope", "10.0.0.9")
        except (SignInRefused, SignInLocked) as refused:
            looked_at.append(type(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert looked_at.count(SignInRefused) == 5
    assert looked_at.count(SignInLocked) == 15
