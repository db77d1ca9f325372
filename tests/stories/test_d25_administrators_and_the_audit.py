"""D-25: three separated administrators, lockout, idle sessions, a record nobody edits, codes that are checked."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from liandong.access import jobs as access_jobs
from liandong.access.problems import RolesKeptApart
from liandong.access.services import grant_role
from liandong.content.problems import UnknownContent
from liandong.incidents.services import forget_reporters
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.text import BadValue
from liandong.organizations.services import OrganizationDraft, found_organization, remove_person
from liandong.timeline.models import StoredEntry
from liandong.timeline.verification import verify
from tests.access.acting import SYSTEM, send, sign_in
from tests.cast import PASSWORD, Cast


def test_the_fifth_wrong_password_locks_for_half_an_hour(cast: Cast, client: Client, clock: SimulatedClock) -> None:
    for _ in range(5):
        sign_in(client, "sysadmin", "wrong")
    assert sign_in(client, "sysadmin", PASSWORD).json()["code"] == "sign_in_locked"
    clock.advance(minutes=30)
    assert sign_in(client, "sysadmin", PASSWORD).status_code == 201


def test_half_an_idle_hour_ends_the_session(cast: Cast, client: Client, clock: SimulatedClock) -> None:
    sign_in(client, "sysadmin", PASSWORD)
    clock.advance(minutes=29)
    assert client.get("/api/session").status_code == 200
    clock.advance(minutes=30)
    assert client.get("/api/session").status_code == 401


def test_the_three_administrators_are_three_people(cast: Cast) -> None:
    for admin, other in (("sysadmin", "audit_administrator"), ("secadmin", "system_administrator")):
        user_id = getattr(cast, admin).user_id
        with pytest.raises(RolesKeptApart):
            grant_role(SYSTEM, user_id, other, "140105")


def test_what_each_administrator_does_is_read_by_the_auditor(cast: Cast, client: Client) -> None:
    sign_in(client, "sysadmin", PASSWORD)
    body = {"username": "new_officer", "password": "Quiet-River-2026", "region_code": "140105"}
    account = send(client, "/api/accounts", body).json()
    client.delete("/api/session")
    sign_in(client, "secadmin", PASSWORD)
    grant = {"user_id": account["id"], "role": "duty_officer", "region_code": "140105", "reason": "新到岗"}
    assert send(client, "/api/grants", grant).status_code == 201
    client.delete("/api/session")
    sign_in(client, "auditor", PASSWORD)
    told = client.get("/api/timeline", {"limit": 200}).json()
    sentences = [entry["sentence"] for entry in told["items"]]
    assert "演示·系统管理开立账号“new_officer”" in sentences
    assert "演示·安全管理授予“new_officer”角色值班员（山西省太原市小店区）" in sentences


def test_the_record_cannot_be_edited_even_with_the_database_in_hand_and_verifies(cast: Cast) -> None:
    for statement in ("UPDATE timeline_entry SET reason = 'x'", "DELETE FROM timeline_entry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    found = verify()
    assert found.ok
    assert found.entries == StoredEntry.objects.count() > 0


def test_no_administrator_has_a_way_to_change_the_record(cast: Cast, client: Client) -> None:
    entry = StoredEntry.objects.earliest("number").entry_id
    for username in ("sysadmin", "secadmin", "auditor"):
        sign_in(client, username, PASSWORD)
        for method in (client.put, client.patch, client.delete, client.post):
            assert method(f"/api/timeline/{entry}", {}, content_type="application/json").status_code in (400, 403, 405)
        client.delete("/api/session")
    assert verify().ok


def test_the_record_outlives_six_months_of_clearing_out(cast: Cast, clock: SimulatedClock) -> None:
    before = set(StoredEntry.objects.values_list("entry_id", "hash"))
    clock.advance(days=200)
    access_jobs.clear_out()
    forget_reporters(SYSTEM)
    assert before <= set(StoredEntry.objects.values_list("entry_id", "hash"))
    assert verify().ok


def test_an_unknown_region_and_a_wrong_credit_code_are_refused_and_the_right_one_taken(cast: Cast) -> None:
    with pytest.raises(UnknownContent):
        found_organization(SYSTEM, OrganizationDraft("单位甲", "enterprise", "149999"))
    with pytest.raises(BadValue):
        found_organization(SYSTEM, OrganizationDraft("单位乙", "enterprise", "140105", uscc="91350100M000100Y4Z"))
    right = OrganizationDraft("单位丙", "enterprise", "140105", uscc="91350100M000100Y43")
    assert found_organization(SYSTEM, right).uscc == "91350100M000100Y43"


def test_somebody_removed_by_the_ministrys_list_cannot_sign_in(cast: Cast, client: Client) -> None:
    sign_in(client, "handler", PASSWORD)
    assert cast.handler.person_id is not None
    remove_person(cast.steward, cast.handler.person_id, "部级身份系统同步：已离岗")
    assert client.get("/api/session").status_code == 401
    assert sign_in(client, "handler", PASSWORD).json()["code"] == "sign_in_refused"
