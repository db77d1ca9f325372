"""Accounts, roles and grants over HTTP, as the administrators use them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from liandong.access.models import RoleGrant, User
from tests.access.acting import send, sign_in, verbs_of
from tests.cast import PASSWORD, Cast

NEW = "Quiet-River-2026"


def console(username: str) -> Client:
    browser = Client()
    assert sign_in(browser, username, PASSWORD).status_code == 201
    return browser


@pytest.fixture
def sysadmin(cast: Cast) -> Client:
    return console("sysadmin")


@pytest.fixture
def secadmin(cast: Cast) -> Client:
    return console("secadmin")


def an_account(browser: Client, username: str = "new_officer", **changed: Any) -> Any:
    body = {"username": username, "password": NEW, "region_code": "140105"} | changed
    return send(browser, "/api/accounts", body)


class TestAccounts:
    def test_are_opened_and_must_change_their_password_first(self, sysadmin: Client) -> None:
        answer = an_account(sysadmin, display_name="演示·新人")
        assert (answer.status_code, answer.json()["must_change_password"]) == (201, True)
        told = sign_in(Client(), "new_officer", NEW).json()
        assert (told["name"], told["permissions"]) == ("演示·新人", {})

    def test_never_show_a_password_or_its_hash(self, sysadmin: Client) -> None:
        assert "password" not in {name for name in an_account(sysadmin).json() if name != "must_change_password"}

    def test_of_a_name_that_is_taken_are_refused(self, sysadmin: Client) -> None:
        an_account(sysadmin)
        again = an_account(sysadmin)
        assert (again.status_code, again.json()["code"]) == (409, "account_exists")

    @pytest.mark.parametrize(
        ("change", "status", "code"),
        [
            ({"password": "short"}, 422, "password_weak"),
            ({"region_code": "140106"}, 403, "forbidden"),
            ({"region_code": "140105999"}, 422, "unknown_content"),
            ({"region_code": "140105000"}, 422, "invalid"),
            ({"username": "has space"}, 422, "invalid"),
            ({"username": ""}, 422, "invalid"),
        ],
    )
    def test_that_make_no_sense_are_refused(
        self, sysadmin: Client, change: dict[str, str], status: int, code: str
    ) -> None:
        answer = an_account(sysadmin, **change)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert not User.objects.filter(username=change.get("username", "new_officer")).exists()

    def test_are_closed_and_opened_again_for_a_reason(self, sysadmin: Client) -> None:
        user = User.objects.get(username="handler")
        closed = send(sysadmin, f"/api/accounts/{user.id}/disable", {"reason": "借调"})
        assert closed.json()["disabled_at"] is not None
        assert sign_in(Client(), "handler", PASSWORD).status_code == 401
        send(sysadmin, f"/api/accounts/{user.id}/enable", {"reason": "返岗"})
        assert sign_in(Client(), "handler", PASSWORD).status_code == 201
        assert verbs_of(user)[-4:] == ["account_disabled", "sign_in_failed", "account_enabled", "signed_in"]

    def test_get_a_new_password_that_is_changed_at_the_next_sign_in(self, sysadmin: Client) -> None:
        user = User.objects.get(username="handler")
        send(sysadmin, f"/api/accounts/{user.id}/password", {"new": NEW, "reason": "忘记密码"})
        assert sign_in(Client(), "handler", NEW).json()["must_change_password"] is True

    def test_are_signed_out_everywhere(self, sysadmin: Client) -> None:
        devices = [console("handler") for _ in range(3)]
        user = User.objects.get(username="handler")
        assert send(sysadmin, f"/api/accounts/{user.id}/end-sessions", {"reason": "遗失"}).json() == {"ended": 3}
        assert [device.get("/api/session").status_code for device in devices] == [401] * 3

    def test_are_listed_for_the_administrators_of_their_region_only(self, sysadmin: Client, cast: Cast) -> None:
        listed = {one["username"] for one in sysadmin.get("/api/accounts", {"limit": 200}).json()["items"]}
        assert "duty_officer" in listed
        assert not listed & {"stranger", "upper_duty"}
        assert console("duty_officer").get("/api/accounts").json()["items"] == []

    def test_elsewhere_answer_as_those_that_do_not_exist(self, sysadmin: Client) -> None:
        stranger = User.objects.get(username="stranger")
        for user_id in (stranger.id, uuid4()):
            assert sysadmin.get(f"/api/accounts/{user_id}").json()["code"] == "not_found"
        own = User.objects.get(username="handler")
        assert sysadmin.get(f"/api/accounts/{own.id}").json()["username"] == "handler"


class TestGrants:
    def give(self, browser: Client, **changed: Any) -> Any:
        body = {"user_id": str(User.objects.get(username="observer").id), "role": "dispatcher", "region_code": "140105"}
        return send(browser, "/api/grants", body | changed)

    def test_are_given_listed_and_revoked(self, secadmin: Client) -> None:
        given = self.give(secadmin, valid_until="2026-12-01T00:00:00+08:00", reason="顶班").json()
        listed = secadmin.get("/api/grants", {"user_id": given["user_id"]}).json()["items"]
        assert [one["role"] for one in listed] == ["dispatcher", "observer"]
        revoked = send(secadmin, f"/api/grants/{given['id']}/revoke", {"reason": "顶班结束"})
        assert revoked.json()["revoked_at"] is not None
        assert "orders.issue" not in console("observer").get("/api/session").json()["permissions"]

    def test_say_who_gave_them_and_when(self, secadmin: Client) -> None:
        given = self.give(secadmin, reason="顶班").json()
        assert (given["granted_by"], given["reason"]) == ("演示·安全管理", "顶班")
        listed = secadmin.get("/api/grants", {"user_id": given["user_id"]}).json()["items"]
        assert [one["granted_by"] for one in listed] == ["演示·安全管理", ""]

    def test_that_would_join_what_is_kept_apart_are_refused(self, secadmin: Client) -> None:
        answer = self.give(secadmin, role="audit_administrator")
        assert (answer.status_code, answer.json()["code"]) == (409, "roles_kept_apart")

    def test_end_after_they_begin(self, secadmin: Client) -> None:
        answer = self.give(secadmin, valid_until="2026-11-01T00:00:00+08:00")
        assert (answer.status_code, answer.json()["code"]) == (422, "grant_ends_before_it_begins")
        assert not RoleGrant.objects.filter(role="dispatcher", user__username="observer").exists()

    def test_are_lent_by_those_who_hold_them(self, cast: Cast) -> None:
        body = {
            "user_id": str(cast.duty_leader.user_id),
            "role": "commander",
            "region_code": "140105",
            "valid_until": "2026-11-30T00:00:00+08:00",
            "reason": "休假",
        }
        lent = send(console("commander"), "/api/delegations", body)
        assert (lent.status_code, lent.json()["delegated_from_id"] is not None) == (201, True)
        refused = send(console("duty_officer"), "/api/delegations", body)
        assert refused.json()["code"] == "delegation_exceeds_own_grant"


class TestTheNeedToKnow:
    """Who may see what, and why: asked from the side of what is seen, and from the side of who sees."""

    def asked(self, browser: Client, region: str = "140105", permission: str = "orders.withdraw") -> Any:
        return browser.get("/api/need-to-know", {"permission": permission, "region": region})

    def test_names_everybody_who_may_do_it_there_with_the_grant_that_lets_them(self, secadmin: Client) -> None:
        (only,) = self.asked(secadmin).json()
        assert (only["username"], only["role"], only["region_code"]) == ("commander", "commander", "140105")

    def test_names_those_above_whose_region_contains_it(self, secadmin: Client) -> None:
        found = {one["username"] for one in self.asked(secadmin, permission="incidents.receive_report").json()}
        assert {"province_duty", "upper_duty", "duty_officer"} <= found
        assert "stranger" not in found

    def test_forgets_what_was_revoked(self, secadmin: Client) -> None:
        grant = self.asked(secadmin).json()[0]["grant_id"]
        send(secadmin, f"/api/grants/{grant}/revoke", {"reason": "离任"})
        assert self.asked(secadmin).json() == []

    def test_of_one_account_gives_every_permission_with_its_grants(self, secadmin: Client, cast: Cast) -> None:
        rows = secadmin.get(f"/api/accounts/{cast.steward.user_id}/reasons").json()
        assert {one["role"] for one in rows} == {"data_steward"}
        assert "organizations.write" in {one["permission"] for one in rows}

    def test_is_asked_by_administrators_of_the_region_alone(self, secadmin: Client, cast: Cast) -> None:
        assert self.asked(console("duty_leader")).status_code == 403
        assert self.asked(secadmin, region="140106").status_code == 403
        assert secadmin.get(f"/api/accounts/{cast.stranger.user_id}/reasons").status_code == 404
        assert self.asked(secadmin, permission="everything").status_code == 422


def test_the_auditor_reads_the_record_of_one_account(secadmin: Client, cast: Cast) -> None:
    path = f"/api/timeline/of/account/{cast.observer.user_id}"
    assert [one["verb"] for one in console("auditor").get(path).json()["items"]] == ["role_granted", "account_opened"]
    assert secadmin.get(path).json()["items"] == []


def test_accounts_are_found_by_a_part_of_their_name(sysadmin: Client) -> None:
    found = sysadmin.get("/api/accounts", {"q": "调度"}).json()["items"]
    assert [one["username"] for one in found] == ["dispatcher"]


def test_roles_are_listed_with_what_they_allow_and_exclude(cast: Cast) -> None:
    roles = {one["id"]: one for one in console("observer").get("/api/roles").json()}
    assert roles["commander"]["title"] == {"zh": "指挥长", "en": "Commander"}
    assert set(roles["duty_leader"]["permissions"]) < set(roles["commander"]["permissions"])
    assert "audit_administrator" in roles["system_administrator"]["apart_from"]


def test_an_administrators_own_session_names_regions_for_each_permission(sysadmin: Client) -> None:
    assert sysadmin.get("/api/session").json()["permissions"] == {
        "access.administer": ["140105"],
        "access.read": ["140105"],
    }
