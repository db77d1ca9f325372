"""A write sent twice is done once: `Idempotency-Key`, for every write of the API but signing in and out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from liandong.access.authentication import SAFE_METHODS, identify
from liandong.access.models import StoredAnswer
from liandong.access.problems import IdempotencyKeyMissing, IdempotencyKeyReused
from liandong.access.services.answers import Claim, claim_key, keep_answer
from liandong.kernel.errors import Problem

API = "/api/"
WITHOUT_KEY = frozenset({"/api/session", "/api/reports", "/api/call-judgements"})
"""Signing in and out: there is no client yet to whom a key could belong, or none any longer. Receiving a report: each
is kept once under its own key, which is that of the row itself, so a second note of it would only slow the intake.
Judging a call: it is asked at every pause in the typing and writes nothing."""

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
Refuse = Callable[[HttpRequest, Problem], HttpResponse]


class IdempotentWrites:
    """One transaction around key, work and answer: all three are kept or none.

    Only successful answers (2xx) are kept; after a refusal nothing was done, and the same key may try again.
    Requests of nobody known go through untouched: the route itself refuses them, or is public.
    `refuse` shapes a problem into an answer; it is set by `config`, which knows the shape.
    """

    refuse: Refuse

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in SAFE_METHODS or not request.path.startswith(API) or request.path in WITHOUT_KEY:
            return self.get_response(request)
        actor = identify(request)
        if actor is None:
            return self.get_response(request)
        key = request.headers.get("Idempotency-Key", "")
        if not _KEY.fullmatch(key):
            return self.refuse(request, IdempotencyKeyMissing())
        return self._once(request, actor.client, key)

    def _once(self, request: HttpRequest, client: str, key: str) -> HttpResponseBase:
        wanted = fingerprint(request)
        with transaction.atomic():
            claim = claim_key(client, key, wanted)
            if claim.earlier is None:
                return self._work(request, claim)
        if claim.earlier.body_hash != wanted:
            return self.refuse(request, IdempotencyKeyReused())
        return replayed(claim.earlier)

    def _work(self, request: HttpRequest, claim: Claim) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and 200 <= response.status_code < 300:
            keep_answer(claim, response)
        else:
            transaction.set_rollback(True)
        return response


def replayed(kept: StoredAnswer) -> HttpResponse:
    """The answer given the first time, marked as such."""
    response = HttpResponse(bytes(kept.body), status=kept.status, content_type=kept.content_type or None)
    response["Idempotent-Replay"] = "true"
    return response


def fingerprint(request: HttpRequest) -> str:
    """SHA-256 over method, path, query and content; of a form its fields and files, as its boundary changes."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode("utf-8", "surrogatepass"))
    for part in _form(request) if request.content_type == "multipart/form-data" else (request.body,):
        digest.update(part)
    return digest.hexdigest()


def _form(request: HttpRequest) -> Iterable[bytes]:
    for name, values in sorted(request.POST.lists()):
        yield repr((name, values)).encode("utf-8", "surrogatepass")
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield repr((name, file.name, file.size)).encode("utf-8", "surrogatepass")
            yield from file.chunks()
            file.seek(0)
