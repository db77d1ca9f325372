"""Who sent a request: a bearer token or a browser session."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from liandong.access import known_tokens
from liandong.access.models import ApiToken, User
from liandong.access.problems import CsrfMismatch
from liandong.access.queries import actor_of_user
from liandong.access.rules import Actor, Grant, Source
from liandong.access.services.tokens import digest_of
from liandong.kernel import clock

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class TokenAuthentication(HttpBearer):
    """`Authorization: Bearer <token>`; for connectors and scripts: no cookie, so no CSRF."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return identify(request)


class SessionAuthentication(APIKeyCookie):
    """The console's session cookie; a write must also send the CSRF token (`X-CSRFToken`)."""

    param_name = "liandong_session"

    def __init__(self) -> None:
        super().__init__(csrf=False)  # checked below, so that it can be refused as a problem with a code

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        if not key or _bearer(request):
            return None
        actor = identify(request)
        if actor and request.method not in SAFE_METHODS and check_csrf(request) is not None:
            raise CsrfMismatch
        return actor


def identify(request: HttpRequest) -> Actor | None:
    """The sender, looked up once a request and kept as `request.actor`; a token goes before a cookie."""
    if not hasattr(request, "actor"):
        secret = _bearer(request)
        request.actor = actor_of_token(secret) if secret else actor_of_session(request)  # type: ignore[attr-defined]
    return cast("Actor | None", request.actor)  # type: ignore[attr-defined]


def still_allowed(request: HttpRequest) -> Actor | None:
    """The sender looked up anew, for a stream that outlives a request: None once revoked, ended or disabled."""
    secret = _bearer(request)
    if secret:
        return actor_of_token(secret)
    if not request.session.is_alive():  # type: ignore[attr-defined]  # access.sessions.SessionStore
        return None
    user = User.objects.filter(username=request.user.get_username(), disabled_at__isnull=True).first()
    return actor_of_user(user, Source.CONSOLE) if user else None


def actor_of_session(request: HttpRequest) -> Actor | None:
    """The account whose session cookie came along, unless it was disabled."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return None
    request.session.touch()  # type: ignore[attr-defined]  # access.sessions.SessionStore
    return actor_of_user(user, Source.CONSOLE)


def actor_of_token(secret: str) -> Actor | None:
    """The connector whose token this is, unless it expired or was revoked, or its account was disabled."""
    digest = digest_of(secret)
    actor = known_tokens.recall(digest) or _looked_up(digest)
    return actor if actor and actor.grants[0].holds_at(clock.now()) else None


def _looked_up(digest: str) -> Actor | None:
    token = ApiToken.objects.select_related("user").filter(digest=digest, revoked_at__isnull=True).first()
    if token is None or not token.user.is_active:
        return None
    user = token.user
    actor = Actor(
        user_id=user.id,
        person_id=user.person_id,
        name=token.name,
        organization_id=user.organization_id,
        post_id=user.post_id,
        grants=(Grant(token.role, token.region_code, token.created_at, token.expires_at),),
        source=Source.API,
        client=f"token:{token.id}",
    )
    known_tokens.remember(digest, actor)
    return actor


def begin_session(request: HttpRequest, user: User) -> Actor:
    """A new session for the account, with a new key and a new CSRF token: nothing of before is carried over."""
    request.session.flush()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    actor = actor_of_user(user, Source.CONSOLE)
    request.actor = actor  # type: ignore[attr-defined]
    return actor


def end_session(request: HttpRequest) -> None:
    logout(request)


def _bearer(request: HttpRequest) -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""
