"""The edge of the API: what is refused before any view runs, and plain error pages turned into problems."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from liandong.config import problems
from liandong.config.problems import CONTENT_TYPE, problem_response
from liandong.config.refusals import of_status
from liandong.kernel.errors import Problem, Unavailable
from liandong.kernel.ids import new_id
from liandong.kernel.text import is_clean

API = "/api/"
logger = logging.getLogger("liandong.errors")


@sync_and_async_middleware
def api_edge(
    get_response: Callable[[HttpRequest], Any],
) -> Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]:
    """Outermost of all, so that it also sees what Django and the other middleware answer by themselves."""
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            refusal = _refusal(request)
            return refusal or _in_shape(request, await get_response(request))

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase:
        return _refusal(request) or _in_shape(request, get_response(request))

    return answer


def _refusal(request: HttpRequest) -> HttpResponseBase | None:
    if not request.path.startswith(API):
        return None
    problem = _problem_before_view(request)
    return problem_response(request, problem) if problem else None


def _problem_before_view(request: HttpRequest) -> Problem | None:
    if not (is_clean(request.path) and _is_clean_query(request.META.get("QUERY_STRING", ""))):
        return problems.BadAddress()
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        return problems.BadRequest()
    # A multipart upload is streamed to disk and measured there by whoever keeps it.
    if int(length[:20]) > limit and request.content_type != "multipart/form-data":
        return problems.TooLarge(limit=limit)
    return None


def _is_clean_query(query: str) -> bool:
    if query.isalnum():
        return True
    try:
        return is_clean(unquote(query, errors="strict"))
    except UnicodeDecodeError:
        return False


def _in_shape(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """An error page of Django's own becomes a problem; its Allow and cookies stay."""
    if response.status_code < 400 or not request.path.startswith(API):
        return response
    if response.get("Content-Type", "").split(";")[0] in {CONTENT_TYPE, "application/json"}:
        return response
    allowed = {"allowed": response["Allow"]} if response.has_header("Allow") else {}
    shaped = problem_response(request, _plain_problem(request, response.status_code, allowed))
    for name in ("Allow", "WWW-Authenticate", "Retry-After"):
        if response.has_header(name):
            shaped[name] = response[name]
    shaped.cookies = response.cookies
    return shaped


def _plain_problem(request: HttpRequest, status: int, data: dict[str, Any]) -> Problem:
    if status < 500 or status == Unavailable.status:
        return of_status(status, **data)
    incident = str(new_id())
    logger.error("incident %s: %s %s answered %s, see the entry before", incident, request.method, request.path, status)
    return problems.InternalError(incident=incident)
