"""Three administrators kept apart (三权分立): opening accounts, giving roles, reading the audit."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from liandong.access.models import User
from liandong.access.problems import RolesKeptApart
from liandong.access.queries import may
from liandong.access.rules import Actor
from liandong.access.services import AccountDraft, disable_account, grant_role, open_account, reset_password
from liandong.content import queries as content
from liandong.kernel.errors import Forbidden, NotFound
from liandong.organizations.services import OrganizationDraft, found_organization
from liandong.timeline.queries import selected
from tests.access.acting import PASSWORD, SYSTEM, an_account
from tests.cast import Cast

ADMINISTRATORS = ("system_administrator", "security_administrator", "audit_administrator")


@pytest.mark.parametrize(("held", "wanted"), list(itertools.permutations(ADMINISTRATORS, 2)))
def test_nobody_holds_two_of_the_three(wang: User, held: str, wanted: str) -> None:
    user = an_account("admin", held)
    with pytest.raises(RolesKeptApart):
        grant_role(SYSTEM, user.id, wanted, "140105")


@pytest.mark.parametrize("admin", ADMINISTRATORS)
def test_an_administrator_takes_no_part_in_the_business(wang: User, admin: str) -> None:
    for role in content.roles():
        if role not in ADMINISTRATORS:
            with pytest.raises(RolesKeptApart):
                grant_role(SYSTEM, an_account(f"{admin}-{role}"[:80], role).id, admin, "140105")


def test_a_role_that_ended_stands_in_nobodys_way(wang: User) -> None:
    from liandong.access.models import RoleGrant
    from liandong.access.services import revoke_grant

    revoke_grant(SYSTEM, RoleGrant.objects.get(user=wang).id, "转岗")
    grant_role(SYSTEM, wang.id, "audit_administrator", "140105")


class TestTheSystemAdministrator:
    def test_opens_and_closes_accounts(self, cast: Cast) -> None:
        user = open_account(cast.sysadmin, AccountDraft("new", PASSWORD, "140105"))
        assert disable_account(cast.sysadmin, user.id, "误开").disabled_at is not None

    def test_sees_no_business_and_no_audit(self, cast: Cast) -> None:
        held = content.permissions_of("system_administrator")
        assert held == {"access.read", "access.administer"}
        assert selected(cast.sysadmin).entries == ()

    def test_acts_only_in_the_own_region(self, cast: Cast) -> None:
        with pytest.raises(Forbidden):
            open_account(cast.sysadmin, AccountDraft("new", PASSWORD, "140106"))
        with pytest.raises(NotFound):
            reset_password(cast.sysadmin, User.objects.get(username="stranger").id, PASSWORD, "越权")


class TestTheSecurityAdministrator:
    def test_gives_roles_but_opens_no_account(self, cast: Cast) -> None:
        with pytest.raises(Forbidden):
            open_account(cast.secadmin, AccountDraft("new", PASSWORD, "140105"))
        observer = User.objects.get(username="observer")
        assert grant_role(cast.secadmin, observer.id, "dispatcher", "140105").role == "dispatcher"


class TestTheAuditAdministrator:
    def test_reads_all_that_was_recorded(self, cast: Cast) -> None:
        verbs = {entry.verb for entry in selected(cast.auditor).entries}
        assert {"account_opened", "role_granted", "tree_imported", "duty_planned"} <= verbs

    def test_holds_no_permission_that_changes_anything(self) -> None:
        verbs = {permission.split(".")[1] for permission in content.permissions_of("audit_administrator")}
        assert verbs == {"read"}

    @pytest.mark.parametrize(
        "change",
        [
            lambda actor, user: disable_account(actor, user.id, "试"),
            lambda actor, user: grant_role(actor, user.id, "observer", "140105"),
            lambda actor, user: found_organization(actor, OrganizationDraft("新机构", "town", "140105")),
        ],
    )
    def test_changes_nothing(self, cast: Cast, change: Callable[[Actor, User], object]) -> None:
        with pytest.raises((Forbidden, NotFound)):
            change(cast.auditor, User.objects.get(username="handler"))

    def test_is_not_the_only_reader_who_is_watched(self, cast: Cast) -> None:
        assert not may(cast.sysadmin, "timeline.read", "140105")
        assert not may(cast.secadmin, "timeline.read", "140105")
