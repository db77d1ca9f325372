"""Authority asked: the one place that decides who may do what where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from liandong.access import rules
from liandong.access.models import ApiToken, RoleGrant, User
from liandong.access.roles import permissions_of
from liandong.access.rules import Actor, Grant, Source
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.kernel.errors import Forbidden, NotFound

M = TypeVar("M", bound=Model)


def may(actor: Actor, permission: str, region_code: str) -> bool:
    """Whether the actor holds `permission` (`orders.issue`) for that region now."""
    return rules.may(actor.grants, permissions_of, permission, region_code, clock.now())


def require(actor: Actor, permission: str, region_code: str) -> None:
    """Forbidden unless the actor holds the permission for that region now."""
    if not may(actor, permission, region_code):
        raise Forbidden(permission=permission, region=region_code)


def regions_of(actor: Actor, permission: str) -> tuple[str, ...]:
    """The widest regions where the actor holds the permission now; `("",)` is everywhere, `()` nowhere."""
    return rules.regions_where(actor.grants, permissions_of, permission, clock.now())


def in_scope(actor: Actor, permission: str, queryset: QuerySet[M], field: str = "region_code") -> QuerySet[M]:
    """The rows whose region lies where the actor holds the permission."""
    regions = regions_of(actor, permission)
    if not regions:
        return queryset.none()
    if rules.NATION in regions:
        return queryset
    return queryset.filter(reduce(or_, (_within(field, region) for region in regions)))


def actor_of_user(user: User, source: Source, client: str = "") -> Actor:
    """The account as an actor, with the grants that are not revoked; with none while its password is due."""
    return Actor(
        user_id=user.id,
        person_id=user.person_id,
        name=user.display_name or user.username,
        organization_id=user.organization_id,
        post_id=user.post_id,
        grants=() if password_due(user) else grants_of(user.id),
        source=source,
        client=client or f"user:{user.id}",
    )


def grants_of(user_id: UUID) -> tuple[Grant, ...]:
    """The account's grants; a delegation lives no longer than the grant it comes from."""
    rows = RoleGrant.objects.filter(
        Q(delegated_from__isnull=True) | Q(delegated_from__revoked_at__isnull=True),
        user_id=user_id,
        revoked_at__isnull=True,
    )
    return tuple(
        Grant(*row)
        for row in rows.order_by("granted_at", "id").values_list("role", "region_code", "valid_from", "valid_until")
    )


def actor_named(username: str, source: Source = Source.CLI) -> Actor:
    """The account of that name as an actor; for the command line, the demo and tests."""
    return actor_of_user(User.objects.get(username=username), source)


def visible_accounts(actor: Actor, permission: str = "access.read") -> QuerySet[User]:
    return in_scope(actor, permission, User.objects.all())


def search_accounts(actor: Actor, text: str = "", region: str = "") -> QuerySet[User]:
    """Those the actor administers or audits, by a part of the name, in a region and all within it."""
    rows = visible_accounts(actor).filter(region_code__startswith=region)
    return rows.filter(Q(username__icontains=text) | Q(display_name__icontains=text)) if text else rows


def access_account(
    actor: Actor, user_id: UUID, permission: str = "access.read", region_code: str | None = None
) -> User:
    """The account, if its region (and `region_code`, when given) lies where the actor holds the permission."""
    if region_code is not None:
        require(actor, permission, region_code)
    found = visible_accounts(actor, permission).filter(id=user_id).first()
    if found is None:
        raise NotFound(kind="account", id=user_id)
    return found


def own_account(actor: Actor) -> User | None:
    """The account that acts, None for the platform itself."""
    return User.objects.filter(id=actor.user_id).first() if actor.user_id else None


def visible_grants(actor: Actor) -> QuerySet[RoleGrant]:
    """Grants in the regions the actor administers or audits."""
    return in_scope(actor, "access.read", RoleGrant.objects.select_related("user"))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an account may do something: the grant that gives it, and who it was."""

    grant: RoleGrant
    permission: str


def holders_of(actor: Actor, permission: str, region: str) -> list[Reason]:
    """Who may do that in this region now, and by which grant: the need to know, checked from the other side."""
    require(actor, "access.read", region)
    giving = [role for role in content.roles() if permission in permissions_of(role)]
    rows = RoleGrant.objects.filter(_in_force(), role__in=giving, user__disabled_at__isnull=True)
    found = rows.select_related("user").order_by("user__username", "id")
    return [Reason(row, permission) for row in found if region.startswith(row.region_code)]


def reasons_of(actor: Actor, user_id: UUID) -> list[Reason]:
    """What an account may do now, each permission with every grant that gives it."""
    user = access_account(actor, user_id)
    rows = RoleGrant.objects.filter(_in_force(), user=user).select_related("user").order_by("granted_at", "id")
    return [Reason(row, permission) for row in rows for permission in sorted(permissions_of(row.role))]


def _in_force() -> Q:
    now = clock.now()
    lent = Q(delegated_from__isnull=True) | Q(delegated_from__revoked_at__isnull=True)
    held = Q(valid_until__isnull=True) | Q(valid_until__gt=now)
    return lent & held & Q(revoked_at__isnull=True, valid_from__lte=now)


def visible_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The own account's tokens and those of the accounts one administers or audits."""
    others = visible_accounts(actor).values("id")
    return ApiToken.objects.filter(Q(user_id=actor.user_id) | Q(user_id__in=others))


def permissions_held(actor: Actor) -> dict[str, list[str]]:
    """Each permission held now and the widest regions it is held in."""
    wanted = {permission for grant in actor.grants for permission in permissions_of(grant.role)}
    held = {permission: list(regions_of(actor, permission)) for permission in sorted(wanted)}
    return {permission: regions for permission, regions in held.items() if regions}


def password_due(user: User) -> bool:
    """Whether the account may do nothing but change its password."""
    return rules.is_password_due(
        user.must_change_password, user.password_changed_at, settings.PASSWORD_AGE, clock.now()
    )


def roles_described(actor: Actor) -> list[dict[str, Any]]:
    """Every role with its title and permissions; no secret, but only for those who are signed in."""
    return [
        {
            "id": role.id,
            "title": {"zh": role.title.zh, "en": role.title.en},
            "permissions": sorted(permissions_of(role.id)),
            "apart_from": sorted(role.apart_from),
        }
        for role in content.roles().values()
    ]


def account_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """What accounts are called, by their ids; unknown ids are left out."""
    rows = User.objects.filter(id__in=list(ids)).values_list("id", "display_name", "username")
    return {user_id: display_name or username for user_id, display_name, username in rows}


def children_without_administrator(actor: Actor, region: str, role: str = "system_administrator") -> list[str]:
    """The regions one level below that name no administrator of their own (each city and county names one)."""
    require(actor, "access.read", region)
    now = clock.now()
    rows = RoleGrant.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=now),
        role=role,
        revoked_at__isnull=True,
        valid_from__lte=now,
        user__disabled_at__isnull=True,
    )
    named = set(rows.values_list("region_code", flat=True))
    return [child.code for child in content.region_children(region) if child.code not in named]


def _within(field: str, prefix: str) -> Q:
    low, high = rules.prefix_bounds(prefix)
    within = Q(**{f"{field}__gte": low})
    return within & Q(**{f"{field}__lt": high}) if high else within
