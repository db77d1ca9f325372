"""The express lane for reports (接报): in a surge this one request is nearly all there is.

Django's middleware, the search for the path and the binding of arguments cost as much as keeping the report. What
comes from a connector with its token and is plainly in order is handed to the same function as the ordinary way uses,
with the same checks of sender, region and content. Everything else, and every refusal, goes the ordinary way, so that
refusals are worded in one place. Both ways must answer alike: `tests/server/test_express.py` holds them to it.
"""

from __future__ import annotations

import logging
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import HttpResponse
from django.http.request import split_domain_port, validate_host
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from pydantic import ValidationError

from liandong.access.authentication import actor_of_token
from liandong.config.json_bodies import read_json
from liandong.incidents.api.reports import take_in
from liandong.incidents.schemas.reports import ReportIn
from liandong.kernel.errors import Problem

Environ = dict[str, Any]
BEARER = "Bearer "
logger = logging.getLogger("liandong.server")


def answered(environ: Environ) -> HttpResponse | None:
    """The receipt for a report that was kept; None, with nothing done and the body unread, for the ordinary way."""
    if not _is_plain_report(environ):
        return None
    try:
        with transaction.atomic():
            return _received(environ)
    except (Problem, ValidationError):
        return None
    except Exception:
        logger.warning("a report goes the ordinary way, as the express lane failed", exc_info=True)
        return None
    finally:
        environ["wsgi.input"].seek(0)


def _received(environ: Environ) -> HttpResponse | None:
    actor = actor_of_token(environ["HTTP_AUTHORIZATION"].removeprefix(BEARER).strip())
    if actor is None:
        return None
    raw: bytes = environ["wsgi.input"].read()
    report = ReportIn.model_validate(read_json(raw))
    if report.follows or report.incident_id:
        return None
    status, receipt = take_in(actor, report, environ.get("HTTP_IDEMPOTENCY_KEY", ""), raw)
    headers = {**_security_headers(environ["wsgi.url_scheme"]), "Content-Length": str(len(receipt))}
    return HttpResponse(receipt, status=status, content_type="application/json", headers=headers)


def _is_plain_report(environ: Environ) -> bool:
    return (
        environ["PATH_INFO"] == "/api/reports"
        and environ["REQUEST_METHOD"] == "POST"
        and not environ["QUERY_STRING"]
        and environ.get("HTTP_AUTHORIZATION", "").startswith(BEARER)
        and environ.get("CONTENT_TYPE") == "application/json"
        and _is_within_limit(environ.get("CONTENT_LENGTH", ""))
        and _is_own_host(environ.get("HTTP_HOST", ""))
    )


def _is_within_limit(length: str) -> bool:
    return length.isascii() and length.isdecimal() and int(length[:20]) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE


@lru_cache(maxsize=64)
def _is_own_host(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


@cache
def _security_headers(scheme: str) -> dict[str, str]:
    """What the security middleware adds to every answer; of the request it depends on the scheme alone."""
    request = WSGIRequest({"REQUEST_METHOD": "POST", "wsgi.url_scheme": scheme, "wsgi.input": BytesIO()})
    bare = HttpResponse()
    shaped = SecurityMiddleware(lambda _: bare).process_response(request, bare)
    shaped = XFrameOptionsMiddleware(lambda _: bare).process_response(request, shaped)
    return {name: value for name, value in shaped.items() if name != "Content-Type"}
