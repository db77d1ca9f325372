"""API tokens (接口令牌): a connector's key, limited to one role in one region until a date."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from liandong.access import known_tokens
from liandong.access.authentication import actor_of_token
from liandong.access.models import ApiToken, User
from liandong.access.problems import AlreadyRevoked, CannotDelegate, TokenLivesTooLong, UnknownRole
from liandong.access.rules import Actor
from liandong.access.services import TokenDraft, disable_account, issue_token, revoke_token
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from tests.access.acting import SYSTEM, acting, record_of, send, sign_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def a_draft(user: User, **changed: Any) -> TokenDraft:
    terms = {"role": "api_client", "region_code": "140105", "expires_at": kernel_clock.now() + timedelta(days=30)}
    return TokenDraft(user.id, "12345 热线对接", **(terms | changed))


def who_is(secret: str) -> Any:
    return Client().get("/api/session", headers={"Authorization": f"Bearer {secret}"})


class TestAToken:
    def test_acts_with_its_own_role_and_not_with_its_accounts(self, wang: User) -> None:
        _, secret = issue_token(SYSTEM, a_draft(wang))
        told = who_is(secret).json()
        assert [grant["role"] for grant in told["grants"]] == ["api_client"]
        assert told["name"] == "12345 热线对接"

    def test_is_kept_as_a_digest_and_shown_once(self, wang: User) -> None:
        token, secret = issue_token(SYSTEM, a_draft(wang))
        assert secret.startswith("ldt_")
        assert secret not in str(ApiToken.objects.values().get(id=token.id))
        assert all(secret not in entry.payload for entry in record_of(wang.id))

    def test_ends_at_its_date(self, wang: User, clock: SimulatedClock) -> None:
        _, secret = issue_token(SYSTEM, a_draft(wang))
        clock.advance(days=30)
        assert who_is(secret).status_code == 401

    def test_ends_when_revoked_and_only_once(self, wang: User) -> None:
        token, secret = issue_token(SYSTEM, a_draft(wang))
        revoke_token(SYSTEM, token.id, "泄露")
        assert who_is(secret).status_code == 401
        with pytest.raises(AlreadyRevoked):
            revoke_token(SYSTEM, token.id, "再次")

    def test_ends_when_its_account_is_closed(self, wang: User) -> None:
        _, secret = issue_token(SYSTEM, a_draft(wang))
        disable_account(SYSTEM, wang.id, "离岗")
        assert who_is(secret).status_code == 401

    def test_that_nobody_issued_opens_nothing_even_beside_a_session(self, client: Client, wang: User) -> None:
        sign_in(client, "wang")
        assert client.get("/api/session", headers={"Authorization": "Bearer ldt_made-up"}).status_code == 401

    def test_needs_no_token_of_a_page_to_write(self, wang: User) -> None:
        _, secret = issue_token(SYSTEM, a_draft(wang, role="duty_officer"))
        browserless = Client(enforce_csrf_checks=True)
        body = {
            "name": "子令牌",
            "role": "duty_officer",
            "region_code": "140105001",
            "expires_at": "2026-12-01T00:00:00Z",
        }
        assert send(browserless, "/api/tokens", body, authorization=f"Bearer {secret}").status_code == 201


class TestATokenLookedUpAMomentAgo:
    def test_is_not_looked_up_again_for_two_seconds(
        self, wang: User, clock: SimulatedClock, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        _, secret = issue_token(SYSTEM, a_draft(wang))
        actor_of_token(secret)
        with django_assert_num_queries(0):
            actor_of_token(secret)
        clock.advance(seconds=2)
        with django_assert_num_queries(1):
            actor_of_token(secret)

    def test_is_refused_within_two_seconds_when_another_process_revoked_it(
        self, wang: User, clock: SimulatedClock
    ) -> None:
        token, secret = issue_token(SYSTEM, a_draft(wang))
        actor_of_token(secret)
        ApiToken.objects.filter(id=token.id).update(revoked_at=clock.now())
        seen = []
        for _ in range(4):  # busy all the time: being used does not keep it alive
            seen.append(actor_of_token(secret) is not None)
            clock.advance(seconds=0.75)
        assert seen == [True, True, True, False]

    def test_is_refused_at_its_date_all_the_same(self, wang: User, clock: SimulatedClock) -> None:
        _, secret = issue_token(SYSTEM, a_draft(wang, expires_at=clock.now() + timedelta(seconds=1)))
        assert actor_of_token(secret) is not None
        clock.advance(seconds=1)
        assert actor_of_token(secret) is None

    def test_takes_no_more_room_than_a_thousand(self, wang: User) -> None:
        actor = acting(wang)
        for number in range(known_tokens.MOST + 5):
            known_tokens.remember(str(number), actor)
        assert known_tokens.recall(str(known_tokens.MOST + 4)) == actor
        assert known_tokens.recall("0") is None
        known_tokens.forget_all()


class TestIssuing:
    def test_for_others_is_for_a_security_administrator(self, cast: Cast) -> None:
        handler = User.objects.get(username="handler")
        assert issue_token(cast.secadmin, a_draft(handler, role="connector"))[0].role == "connector"
        with pytest.raises(Forbidden):
            issue_token(cast.commander, a_draft(handler, role="connector"))

    def test_for_oneself_passes_on_a_part_of_what_one_holds(self, wang: User) -> None:
        actor: Actor = acting(wang)
        assert issue_token(actor, a_draft(wang, role="duty_officer", region_code="140105001"))
        with pytest.raises(CannotDelegate):
            issue_token(actor, a_draft(wang, role="commander"))
        with pytest.raises(CannotDelegate):
            issue_token(actor, a_draft(wang, role="duty_officer", region_code="1401"))

    @pytest.mark.parametrize("role", ["system_administrator", "audit_administrator", "nobody"])
    def test_never_hands_an_administrators_role_to_a_machine(self, wang: User, role: str) -> None:
        with pytest.raises(UnknownRole):
            issue_token(SYSTEM, a_draft(wang, role=role))

    @pytest.mark.parametrize("days", [-1, 0, 366])
    def test_needs_an_end_within_a_year(self, wang: User, days: int) -> None:
        with pytest.raises(TokenLivesTooLong):
            issue_token(SYSTEM, a_draft(wang, expires_at=kernel_clock.now() + timedelta(days=days)))


def test_ones_own_token_is_revoked_by_oneself_and_not_by_a_colleague(cast: Cast) -> None:
    officer = User.objects.get(username="duty_officer")
    token, _ = issue_token(cast.duty_officer, a_draft(officer, role="duty_officer"))
    with pytest.raises((Forbidden, NotFound)):
        revoke_token(cast.dispatcher, token.id, "不归我管")
    assert revoke_token(cast.duty_officer, token.id, "换新").revoked_at is not None


def test_the_list_shows_ones_own_tokens_and_never_a_secret(client: Client, wang: User) -> None:
    _, secret = issue_token(SYSTEM, a_draft(wang))
    sign_in(client, "wang")
    answer = client.get("/api/tokens")
    assert [token["name"] for token in answer.json()["items"]] == ["12345 热线对接"]
    assert secret not in answer.content.decode()
