"""Keys for connectors: shown once, kept as a digest, limited to one role in one region until a date."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from liandong.access import known_tokens, rules
from liandong.access.models import ApiToken, User
from liandong.access.problems import AlreadyRevoked, CannotDelegate, TokenLivesTooLong, UnknownRole
from liandong.access.queries import access_account, grants_of
from liandong.access.roles import apart_from, is_role
from liandong.access.rules import Actor
from liandong.access.services.regions import check_region
from liandong.access.services.telling import tell
from liandong.kernel import clock
from liandong.kernel.errors import NotFound

PREFIX = "ldt_"
"""So that a leaked token is recognised by scanners."""


@dataclass(frozen=True, slots=True)
class TokenDraft:
    """A token acts for an account, with one role in one region, until it expires."""

    user_id: UUID
    name: str
    role: str
    region_code: str
    expires_at: datetime


@transaction.atomic
def issue_token(actor: Actor, draft: TokenDraft) -> tuple[ApiToken, str]:
    """The token and its secret, which is shown this once.

    A security administrator issues any role but an administrator's; everybody else may pass on a part of what was
    given to themselves, to their own account.
    """
    user = _holder(actor, draft)
    _check_life(draft)
    check_region(draft.region_code)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=draft.name,
        digest=digest_of(secret),
        role=draft.role,
        region_code=draft.region_code,
        expires_at=draft.expires_at,
    )
    tell(actor, user, "token_issued", token_id=str(token.id), role=draft.role, region=draft.region_code)
    return token, secret


@transaction.atomic
def revoke_token(actor: Actor, token_id: UUID, reason: str) -> ApiToken:
    token = ApiToken.objects.select_related("user").filter(id=token_id).first()
    if token is None:
        raise NotFound(kind="token", id=token_id)
    if token.user_id != actor.user_id:
        access_account(actor, token.user_id, "access.grant")
    if token.revoked_at is not None:
        raise AlreadyRevoked
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    known_tokens.forget_all()
    tell(actor, token.user, "token_revoked", reason=reason, token_id=str(token.id))
    return token


def digest_of(secret: str) -> str:
    """SHA-256: the secret has 256 random bits, so it needs no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _holder(actor: Actor, draft: TokenDraft) -> User:
    if not is_role(draft.role) or apart_from().get(draft.role):
        raise UnknownRole(role=draft.role)
    if draft.user_id != actor.user_id:
        return access_account(actor, draft.user_id, "access.grant", draft.region_code)
    own, now = grants_of(draft.user_id), clock.now()
    if not any(rules.contains(grant, draft.role, draft.region_code, now, draft.expires_at) for grant in own):
        raise CannotDelegate(role=draft.role, region=draft.region_code)
    return User.objects.get(id=draft.user_id)


def _check_life(draft: TokenDraft) -> None:
    if not clock.now() < draft.expires_at <= clock.now() + settings.API_TOKEN_AGE:
        raise TokenLivesTooLong(days=settings.API_TOKEN_AGE.days)
