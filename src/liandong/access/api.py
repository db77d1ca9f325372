"""Sign-in, the account's own affairs, accounts, grants and tokens; and the check every other route passes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access import queries, services
from liandong.access.authentication import SessionAuthentication, TokenAuthentication, begin_session, end_session
from liandong.access.queries import own_account
from liandong.access.rules import Actor
from liandong.access.schemas import (
    AccessReasonOut,
    AccountIn,
    AccountOut,
    DelegationIn,
    EndedOut,
    GrantIn,
    NewTokenOut,
    PasswordIn,
    PermissionName,
    ReasonIn,
    ResetIn,
    RoleGrantOut,
    RoleOut,
    SessionOut,
    SignInIn,
    TokenIn,
    TokenOut,
    grants_out,
    reasons_out,
    session_out,
    token_out,
)
from liandong.access.services import AccountDraft, TokenDraft
from liandong.kernel.codes import RegionCode
from liandong.kernel.errors import SignInNeeded
from liandong.kernel.paging import Page, PageParams
from liandong.kernel.text import OptionalLine

if TYPE_CHECKING:
    from liandong.access.models import ApiToken, User

router = Router(tags=["access"])

authentication = [TokenAuthentication(), SessionAuthentication()]
"""The default of every API route; a route that anyone may call says `auth=None`."""


def actor_of(request: HttpRequest) -> Actor:
    """Who sent this request; SignInNeeded when nobody known did."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        raise SignInNeeded
    return actor


@router.post("/session", auth=None, response={201: SessionOut}, summary="Sign in by name and password")
def sign_in(request: HttpRequest, body: SignInIn) -> Status[dict[str, Any]]:
    user = services.sign_in(body.username, body.password, request.META.get("REMOTE_ADDR", ""))
    actor = begin_session(request, user)
    return Status(201, session_out(request, user, actor))


@router.get("/session", response=SessionOut, summary="Who is signed in, and what they may do where")
def show_session(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    return session_out(request, _own(actor), actor)


@router.delete("/session", response={204: None}, summary="Sign out")
def sign_out(request: HttpRequest) -> Status[None]:
    services.sign_out(actor_of(request))
    end_session(request)
    return Status(204, None)


@router.post("/session/password", response={204: None}, summary="Change the own password")
def change_password(request: HttpRequest, body: PasswordIn) -> Status[None]:
    user = services.change_password(actor_of(request), body.old, body.new)
    begin_session(request, user)
    return Status(204, None)


@router.get("/roles", response=list[RoleOut], summary="Roles and their permissions")
def list_roles(request: HttpRequest) -> list[dict[str, Any]]:
    return queries.roles_described(actor_of(request))


@router.get("/accounts", response=Page[AccountOut], summary="Accounts of the regions one administers")
def list_accounts(
    request: HttpRequest, page: Query[PageParams], q: OptionalLine = "", region: RegionCode | None = None
) -> dict[str, Any]:
    return page.cut(queries.search_accounts(actor_of(request), q, region or ""), by=("username",))


@router.post("/accounts", response={201: AccountOut}, summary="Open an account")
def open_account(request: HttpRequest, body: AccountIn) -> Status[User]:
    return Status(201, services.open_account(actor_of(request), AccountDraft(**body.dict())))


@router.get("/accounts/{uuid:user_id}", response=AccountOut, summary="One account")
def show_account(request: HttpRequest, user_id: UUID) -> User:
    return queries.access_account(actor_of(request), user_id)


@router.get(
    "/accounts/{uuid:user_id}/reasons", response=list[AccessReasonOut], summary="What an account may do, and why"
)
def list_reasons(request: HttpRequest, user_id: UUID) -> list[dict[str, Any]]:
    """Each permission held now with every grant that gives it."""
    return reasons_out(queries.reasons_of(actor_of(request), user_id))


@router.get("/need-to-know", response=list[AccessReasonOut], summary="Who may do something in a region, and why")
def list_holders(request: HttpRequest, permission: PermissionName, region: RegionCode) -> list[dict[str, Any]]:
    return reasons_out(queries.holders_of(actor_of(request), permission, region))


@router.post("/accounts/{uuid:user_id}/disable", response=AccountOut, summary="Close an account")
def disable_account(request: HttpRequest, user_id: UUID, body: ReasonIn) -> User:
    return services.disable_account(actor_of(request), user_id, body.reason)


@router.post("/accounts/{uuid:user_id}/enable", response=AccountOut, summary="Open a closed account again")
def enable_account(request: HttpRequest, user_id: UUID, body: ReasonIn) -> User:
    return services.enable_account(actor_of(request), user_id, body.reason)


@router.post("/accounts/{uuid:user_id}/password", response=AccountOut, summary="Reset somebody's password")
def reset_password(request: HttpRequest, user_id: UUID, body: ResetIn) -> User:
    return services.reset_password(actor_of(request), user_id, body.new, body.reason)


@router.post("/accounts/{uuid:user_id}/end-sessions", response=EndedOut, summary="Sign somebody out everywhere")
def end_sessions(request: HttpRequest, user_id: UUID, body: ReasonIn) -> dict[str, int]:
    return {"ended": services.end_sessions(actor_of(request), user_id, body.reason)}


@router.get("/grants", response=Page[RoleGrantOut], summary="Who was given which role where")
def list_grants(request: HttpRequest, page: Query[PageParams], user_id: UUID | None = None) -> dict[str, Any]:
    rows = queries.visible_grants(actor_of(request))
    found = page.cut(rows.filter(user_id=user_id) if user_id else rows, by=("-id",))
    return found | {"items": grants_out(found["items"])}


@router.post("/grants", response={201: RoleGrantOut}, summary="Give a role")
def grant_role(request: HttpRequest, body: GrantIn) -> Status[dict[str, Any]]:
    return Status(201, grants_out([services.grant_role(actor_of(request), **body.dict())])[0])


@router.post("/delegations", response={201: RoleGrantOut}, summary="Lend an own role for a time")
def delegate_role(request: HttpRequest, body: DelegationIn) -> Status[dict[str, Any]]:
    return Status(201, grants_out([services.delegate_role(actor_of(request), **body.dict())])[0])


@router.post("/grants/{uuid:grant_id}/revoke", response=RoleGrantOut, summary="Take a role back")
def revoke_grant(request: HttpRequest, grant_id: UUID, body: ReasonIn) -> dict[str, Any]:
    return grants_out([services.revoke_grant(actor_of(request), grant_id, body.reason)])[0]


@router.get("/regions-without-administrator", response=list[str], summary="Regions that name no administrator")
def list_regions_without_administrator(request: HttpRequest, region: RegionCode) -> list[str]:
    return queries.children_without_administrator(actor_of(request), region)


@router.get("/tokens", response=Page[TokenOut], summary="API tokens of the own account and those one administers")
def list_tokens(request: HttpRequest, page: Query[PageParams]) -> dict[str, Any]:
    return page.cut(queries.visible_tokens(actor_of(request)), by=("-id",))


@router.post("/tokens", response={201: NewTokenOut}, summary="Issue an API token; its secret is shown once")
def issue_token(request: HttpRequest, body: TokenIn) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    draft = TokenDraft(body.user_id or _own(actor).id, body.name, body.role, body.region_code, body.expires_at)
    return Status(201, token_out(*services.issue_token(actor, draft)))


@router.post("/tokens/{uuid:token_id}/revoke", response=TokenOut, summary="Revoke an API token")
def revoke_token(request: HttpRequest, token_id: UUID, body: ReasonIn) -> ApiToken:
    return services.revoke_token(actor_of(request), token_id, body.reason)


def _own(actor: Actor) -> User:
    user = own_account(actor)
    if user is None:
        raise SignInNeeded
    return user
