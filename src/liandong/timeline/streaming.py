"""Who may listen to the live stream, from where on, and whether they still may a little later."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from liandong.access.authentication import still_allowed
from liandong.access.queries import regions_of
from liandong.access.rules import Actor
from liandong.kernel.errors import Forbidden
from liandong.timeline.queries import READ
from liandong.timeline.rules import Cursor


def admitted(request: HttpRequest, actor: Actor, after: str) -> dict[str, Any]:
    """The fields of an admission; Forbidden when the actor may read the timeline nowhere."""
    regions = regions_of(actor, READ)
    if not regions:
        raise Forbidden(permission=READ, region=settings.REGION)
    seen = request.headers.get("Last-Event-ID") or after
    return {
        "regions": regions,
        "language": "en" if getattr(request, "LANGUAGE_CODE", "").startswith("en") else "zh",
        "after": Cursor.parse(seen) if seen else None,
        "credential": _credential(request),
        "check": lambda: _regions_still(request),
    }


def _regions_still(request: HttpRequest) -> tuple[str, ...]:
    actor = still_allowed(request)
    return regions_of(actor, READ) if actor else ()


def _credential(request: HttpRequest) -> str:
    """What two streams of the same session or token have in common; never the secret itself."""
    secret = request.headers.get("Authorization") or request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
