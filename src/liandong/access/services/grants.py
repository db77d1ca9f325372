"""Giving, delegating and taking back roles."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from liandong.access import rules
from liandong.access.models import RoleGrant, User
from liandong.access.problems import AlreadyRevoked, CannotDelegate, GrantEndsFirst, NotToOneself, UnknownRole
from liandong.access.queries import access_account, grants_of
from liandong.access.roles import apart_from, is_role
from liandong.access.rules import Actor
from liandong.access.services.regions import check_region
from liandong.access.services.telling import tell
from liandong.kernel import clock
from liandong.kernel.errors import NotFound, SignInNeeded


@transaction.atomic
def grant_role(
    actor: Actor,
    user_id: UUID,
    role: str,
    region_code: str,
    *,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    reason: str = "",
) -> RoleGrant:
    """Give a role in a region and all within it, from now or later, for good or until a moment."""
    user = access_account(actor, user_id, "access.grant", region_code)
    if user.id == actor.user_id:
        raise NotToOneself
    _check_role(user, role)
    check_region(region_code)
    return _keep(actor, user, role, region_code, valid_from or clock.now(), valid_until, reason, "role_granted")


@transaction.atomic
def delegate_role(
    actor: Actor,
    user_id: UUID,
    role: str,
    region_code: str,
    *,
    valid_until: datetime,
    valid_from: datetime | None = None,
    reason: str = "",
) -> RoleGrant:
    """Lend an own role, or a part of its region, until a moment; what was lent cannot be lent on."""
    begins = valid_from or clock.now()
    user = User.objects.filter(id=user_id, disabled_at__isnull=True).first()
    if user is None:
        raise NotFound(kind="account", id=user_id)
    own = _own_grant(actor, role, region_code, begins, valid_until)
    if user.id == actor.user_id:
        raise NotToOneself
    _check_role(user, role)
    check_region(region_code)
    return _keep(actor, user, role, region_code, begins, valid_until, reason, "role_delegated", own)


@transaction.atomic
def revoke_grant(actor: Actor, grant_id: UUID, reason: str) -> RoleGrant:
    """Take a role back, and with it what was lent from it. A delegator may take back what was lent."""
    row = RoleGrant.objects.select_for_update(of=("self",)).select_related("user").filter(id=grant_id).first()
    if row is None:
        raise NotFound(kind="grant", id=grant_id)
    if row.granted_by != actor.user_id or row.delegated_from_id is None:
        access_account(actor, row.user_id, "access.grant", row.region_code)
    if row.revoked_at is not None:
        raise AlreadyRevoked
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    tell(actor, row.user, "role_revoked", reason=reason, role=row.role, region=row.region_code)
    return row


def _own_grant(actor: Actor, role: str, region: str, begins: datetime, until: datetime) -> RoleGrant:
    if actor.user_id is None:
        raise SignInNeeded
    rows = RoleGrant.objects.select_for_update().filter(
        user_id=actor.user_id, revoked_at__isnull=True, delegated_from__isnull=True
    )
    for row in rows:
        own = rules.Grant(row.role, row.region_code, row.valid_from, row.valid_until)
        if rules.contains(own, role, region, begins, until):
            return row
    raise CannotDelegate(role=role, region=region)


def _check_role(user: User, role: str) -> None:
    if not is_role(role):
        raise UnknownRole(role=role)
    User.objects.select_for_update().get(id=user.id)  # two grants at once must see each other
    now = clock.now()
    held = {grant.role for grant in grants_of(user.id) if grant.valid_until is None or grant.valid_until > now}
    rules.check_held_together(held, role, apart_from())


def _keep(
    actor: Actor,
    user: User,
    role: str,
    region_code: str,
    valid_from: datetime,
    valid_until: datetime | None,
    reason: str,
    verb: str,
    delegated_from: RoleGrant | None = None,
) -> RoleGrant:
    if valid_until is not None and valid_until <= valid_from:
        raise GrantEndsFirst
    row = RoleGrant.objects.create(
        user=user,
        role=role,
        region_code=region_code,
        valid_from=valid_from,
        valid_until=valid_until,
        delegated_from=delegated_from,
        granted_by=actor.user_id,
        reason=reason,
    )
    tell(actor, user, verb, reason=reason, role=role, region=region_code, until=valid_until)
    return row
