"""Who may do what where: roles by regions, grants by time, and roles lent to somebody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from liandong.access.models import RoleGrant, User
from liandong.access.problems import AlreadyRevoked, CannotDelegate, NotToOneself, UnknownRole
from liandong.access.queries import may, require
from liandong.access.services import delegate_role, grant_role, revoke_grant
from liandong.content.problems import UnknownContent
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from tests.access.acting import SYSTEM, acting, an_account, verbs_of
from tests.cast import Cast

LEVELS = ("14", "1401", "140105", "140105001")
"""省、市、县、乡: two tiers of government, three of management, four of the network."""


@pytest.mark.parametrize("granted", LEVELS)
@pytest.mark.parametrize("asked", [*LEVELS, "1402", "140106", "140105002"])
@pytest.mark.parametrize(
    ("role", "permission", "held"),
    [
        ("duty_officer", "incidents.receive_report", True),
        ("duty_officer", "plans.activate", False),
        ("commander", "plans.activate", True),
        ("field_worker", "orders.sign_for", True),
        ("field_worker", "orders.issue", False),
        ("observer", "incidents.read", True),
        ("observer", "incidents.receive_report", False),
        ("data_steward", "organizations.write", True),
        ("system_administrator", "incidents.read", False),
        ("audit_administrator", "timeline.read", True),
    ],
)
def test_a_role_reaches_down_from_its_region_and_never_up_or_sideways(
    wang: User, role: str, permission: str, held: bool, granted: str, asked: str
) -> None:
    user = an_account("someone", role, region=granted)
    assert may(acting(user), permission, asked) is (held and asked.startswith(granted))


def test_whoever_lacks_a_permission_is_told_which_and_where(wang: User) -> None:
    with pytest.raises(Forbidden) as refused:
        require(acting(wang), "plans.activate", "140105")
    assert refused.value.data == {"permission": "plans.activate", "region": "140105"}


class TestAGrant:
    def test_begins_and_ends_at_its_moments(self, wang: User, clock: SimulatedClock) -> None:
        begins, ends = clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=2)
        grant_role(SYSTEM, wang.id, "commander", "140105", valid_from=begins, valid_until=ends)
        seen = []
        for _ in range(3):
            seen.append(may(acting(wang), "plans.activate", "140105"))
            clock.advance(hours=1)
        assert seen == [False, True, False]

    def test_ends_when_revoked(self, wang: User) -> None:
        grant = grant_role(SYSTEM, wang.id, "commander", "140105")
        revoke_grant(SYSTEM, grant.id, "任务结束")
        assert not may(acting(wang), "plans.activate", "140105")
        assert verbs_of(wang)[-1] == "role_revoked"

    def test_is_revoked_once(self, wang: User) -> None:
        grant = grant_role(SYSTEM, wang.id, "commander", "140105")
        revoke_grant(SYSTEM, grant.id, "任务结束")
        with pytest.raises(AlreadyRevoked):
            revoke_grant(SYSTEM, grant.id, "再次")

    def test_names_a_role_that_exists(self, wang: User) -> None:
        with pytest.raises(UnknownRole):
            grant_role(SYSTEM, wang.id, "emperor", "140105")

    def test_of_the_platforms_own_role_is_refused(self, wang: User) -> None:
        with pytest.raises(UnknownRole):
            grant_role(SYSTEM, wang.id, "system", "140105")

    def test_names_a_region_that_exists(self, wang: User) -> None:
        with pytest.raises(UnknownContent):
            grant_role(SYSTEM, wang.id, "commander", "149999")

    def test_is_given_only_by_a_security_administrator_of_the_region(self, cast: Cast) -> None:
        user = User.objects.get(username="observer")
        for nobody in (cast.sysadmin, cast.commander, cast.auditor):
            with pytest.raises((Forbidden, NotFound)):
                grant_role(nobody, user.id, "duty_officer", "140105")
        with pytest.raises(Forbidden):
            grant_role(cast.secadmin, user.id, "duty_officer", "1401")
        grant_role(cast.secadmin, user.id, "duty_officer", "140105001")

    def test_is_never_given_to_oneself(self, cast: Cast) -> None:
        assert cast.secadmin.user_id is not None
        with pytest.raises(NotToOneself):
            grant_role(cast.secadmin, cast.secadmin.user_id, "security_administrator", "140105")


class TestALentRole:
    """A leader goes on leave and lends the role (委托)."""

    def lend(self, cast: Cast, **changed: object) -> RoleGrant:
        terms: dict[str, object] = {"role": "commander", "region_code": "140105", "valid_until": self.tomorrow()}
        terms |= changed
        return delegate_role(cast.commander, self.leader(cast), **terms)  # type: ignore[arg-type]

    def leader(self, cast: Cast) -> UUID:
        assert cast.duty_leader.user_id is not None
        return cast.duty_leader.user_id

    def tomorrow(self) -> object:
        return kernel_clock.now() + timedelta(days=1)

    def archives(self, cast: Cast, region: str = "140105") -> bool:
        return may(acting(User.objects.get(id=self.leader(cast))), "incidents.archive", region)

    def test_is_held_until_its_moment_and_no_longer(self, cast: Cast, clock: SimulatedClock) -> None:
        assert not self.archives(cast)
        self.lend(cast)
        assert self.archives(cast)
        clock.advance(days=1)
        assert not self.archives(cast)

    def test_may_cover_a_part_of_the_region(self, cast: Cast) -> None:
        self.lend(cast, region_code="140105001")
        assert self.archives(cast, "140105001")
        assert not self.archives(cast)

    @pytest.mark.parametrize("wider", [{"region_code": "1401"}, {"role": "audit_administrator"}])
    def test_never_exceeds_what_one_holds(self, cast: Cast, wider: dict[str, object]) -> None:
        with pytest.raises(CannotDelegate):
            self.lend(cast, **wider)

    def test_never_outlasts_the_own_grant(self, cast: Cast, clock: SimulatedClock) -> None:
        own = RoleGrant.objects.get(user_id=cast.commander.user_id)
        own.valid_until = clock.now() + timedelta(hours=1)
        own.save()
        with pytest.raises(CannotDelegate):
            self.lend(cast)

    def test_cannot_be_lent_on(self, cast: Cast) -> None:
        self.lend(cast)
        leader = acting(User.objects.get(id=self.leader(cast)))
        assert cast.dispatcher.user_id is not None
        with pytest.raises(CannotDelegate):
            delegate_role(leader, cast.dispatcher.user_id, "commander", "140105", valid_until=self.tomorrow())  # type: ignore[arg-type]

    def test_ends_with_the_grant_it_comes_from(self, cast: Cast) -> None:
        self.lend(cast)
        own = RoleGrant.objects.get(user_id=cast.commander.user_id)
        revoke_grant(cast.secadmin, own.id, "免职")
        assert not self.archives(cast)

    def test_is_taken_back_by_whoever_lent_it(self, cast: Cast) -> None:
        lent = self.lend(cast)
        revoke_grant(cast.commander, lent.id, "已返岗")
        assert not self.archives(cast)

    def test_is_not_taken_back_by_anybody_else(self, cast: Cast) -> None:
        lent = self.lend(cast)
        with pytest.raises((Forbidden, NotFound)):
            revoke_grant(cast.dispatcher, lent.id, "不服")

    def test_is_lent_to_somebody_who_is_there(self, cast: Cast) -> None:
        with pytest.raises(NotFound):
            delegate_role(cast.commander, uuid4(), "commander", "140105", valid_until=self.tomorrow())  # type: ignore[arg-type]

    def test_is_recorded_with_who_and_whom(self, cast: Cast) -> None:
        self.lend(cast, reason="休假")
        assert verbs_of(User.objects.get(id=self.leader(cast)))[-1] == "role_delegated"
