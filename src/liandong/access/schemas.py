"""Wire types of access."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Schema
from pydantic import AwareDatetime, Field

from liandong.access.models import ApiToken, RoleGrant, User
from liandong.access.queries import Reason, account_names, password_due, permissions_held
from liandong.access.rules import Actor
from liandong.kernel.codes import RegionCode
from liandong.kernel.text import Key, Line, OptionalLine

Secret = Annotated[str, Field(min_length=1, max_length=200)]
"""A password as typed; never shown, stored or logged."""

Username = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[\w.@+-]+$")]
"""Letters (any script), digits and `. @ + - _`."""

Scope = Annotated[RegionCode, Field(description="区划代码；授权覆盖该区及其下级")]


PermissionName = Annotated[str, Field(pattern=r"^[a-z_]{1,40}\.[a-z_]{1,40}$", examples=["orders.issue"])]


class SignInIn(Schema):
    username: Annotated[str, Field(min_length=1, max_length=80)]
    password: Secret


class GrantOut(Schema):
    role: str
    region: str
    valid_from: datetime | None
    valid_until: datetime | None


class SessionOut(Schema):
    """Who is signed in, and what the console may offer."""

    user_id: UUID
    username: str
    name: str
    person_id: UUID | None
    organization_id: UUID | None
    post_id: UUID | None
    region_code: str
    must_change_password: bool
    grants: list[GrantOut]
    permissions: dict[str, list[str]] = Field(description="权限 → 可行使的区划代码（空串为全国）")
    csrf_token: str


class PasswordIn(Schema):
    old: Secret
    new: Secret


class AccountIn(Schema):
    username: Username
    password: Secret
    region_code: RegionCode
    display_name: OptionalLine = ""
    person_id: UUID | None = None
    organization_id: UUID | None = None
    post_id: UUID | None = None


class AccountOut(Schema):
    id: UUID
    username: str
    display_name: str
    region_code: str
    person_id: UUID | None
    organization_id: UUID | None
    post_id: UUID | None
    must_change_password: bool
    created_at: datetime
    disabled_at: datetime | None


class ReasonIn(Schema):
    reason: Line


class ResetIn(Schema):
    new: Secret
    reason: Line


class GrantIn(Schema):
    user_id: UUID
    role: Key
    region_code: Scope
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None
    reason: OptionalLine = ""


class DelegationIn(Schema):
    user_id: UUID
    role: Key
    region_code: Scope
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime
    reason: OptionalLine = ""


class RoleGrantOut(Schema):
    id: UUID
    user_id: UUID
    role: str
    region_code: str
    valid_from: datetime
    valid_until: datetime | None
    delegated_from_id: UUID | None
    reason: str
    granted_at: datetime
    granted_by: str = Field(description="授予人；系统授予的为空")
    revoked_at: datetime | None


class AccessReasonOut(Schema):
    """An account may do `permission` because of this grant."""

    permission: str
    user_id: UUID
    username: str
    name: str
    grant_id: UUID
    role: str
    region_code: str
    valid_until: datetime | None
    delegated: bool
    reason: str


class TokenIn(Schema):
    name: Line
    role: Key
    region_code: Scope
    expires_at: AwareDatetime
    user_id: UUID | None = Field(None, description="缺省为本人账号")


class TokenOut(Schema):
    id: UUID
    name: str
    role: str
    region_code: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class NewTokenOut(TokenOut):
    secret: str = Field(description="只显示这一次")


class RoleOut(Schema):
    id: str
    title: dict[str, str]
    permissions: list[str]
    apart_from: list[str]


class EndedOut(Schema):
    ended: int


def session_out(request: HttpRequest, user: User, actor: Actor) -> dict[str, Any]:
    """`permissions` maps each permission held now to the widest regions it is held in."""
    return {
        "user_id": user.id,
        "username": user.username,
        "name": actor.name,
        "person_id": user.person_id,
        "organization_id": user.organization_id,
        "post_id": user.post_id,
        "region_code": user.region_code,
        "must_change_password": password_due(user),
        "grants": [asdict(grant) for grant in actor.grants],
        "permissions": permissions_held(actor),
        "csrf_token": get_token(request),
    }


def grants_out(rows: Iterable[RoleGrant]) -> list[dict[str, Any]]:
    """With the names of those who granted looked up at once."""
    grants = list(rows)
    names = account_names({row.granted_by for row in grants if row.granted_by})
    plain = [name for name in RoleGrantOut.model_fields if name != "granted_by"]
    return [
        {name: getattr(row, name) for name in plain}
        | {"granted_by": names.get(row.granted_by, "") if row.granted_by else ""}
        for row in grants
    ]


def reasons_out(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [
        {
            "permission": one.permission,
            "user_id": one.grant.user_id,
            "username": one.grant.user.username,
            "name": one.grant.user.display_name or one.grant.user.username,
            "grant_id": one.grant.id,
            "role": one.grant.role,
            "region_code": one.grant.region_code,
            "valid_until": one.grant.valid_until,
            "delegated": one.grant.delegated_from_id is not None,
            "reason": one.grant.reason,
        }
        for one in reasons
    ]


def token_out(token: ApiToken, secret: str) -> dict[str, Any]:
    return TokenOut.from_orm(token).dict() | {"secret": secret}
