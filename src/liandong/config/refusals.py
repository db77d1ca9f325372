"""Every way a request can fail, turned into a problem: what we refuse, what Django refuses, what breaks."""

from __future__ import annotations

import logging
import sqlite3
from decimal import InvalidOperation
from typing import Any

from django.core import exceptions as django_errors
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

from liandong.config import problems
from liandong.config.problems import InternalError, problem_response
from liandong.kernel.errors import Invalid, NotFound, Problem, Unavailable
from liandong.kernel.expressions import ExpressionError
from liandong.kernel.ids import new_id
from liandong.kernel.text import BadValue

logger = logging.getLogger("liandong.errors")


def install(api: NinjaAPI) -> None:
    """Answer every exception of every view in the shape of a problem."""
    for kind in (
        Problem,
        ValidationError,
        HttpError,
        Http404,
        Exception,
    ):
        api.add_exception_handler(kind, _answer)


def _answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    return problem_response(request, problem_of(request, error if isinstance(error, Exception) else error()))


def problem_of(request: HttpRequest, error: Exception) -> Problem:
    """The problem an exception stands for; one nobody expected is logged under a number and shown as that."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, ValidationError):
        return _of_fields(request, error)
    if isinstance(error, HttpError):
        return _of_http_error(request, error)
    found = _of_known(error)
    return found or _unexpected(request, error)


def _of_known(error: Exception) -> Problem | None:
    """Bad values that slipped past every schema, and a database that is away: never raw SQL in the answer."""
    match error:
        case BadValue():
            return problems.BadSingleValue(error)
        case ExpressionError():
            return problems.BadFacts()
        case Http404() | django_errors.ObjectDoesNotExist():
            return NotFound()
        case django_errors.RequestDataTooBig() | django_errors.TooManyFieldsSent() | django_errors.TooManyFilesSent():
            return problems.TooLarge(limit=_body_limit())
        case UnreadablePostError() | django_errors.SuspiciousOperation() | django_errors.BadRequest():
            return problems.BadRequest()
        case DataError() | OverflowError() | InvalidOperation() | UnicodeError() | django_errors.ValidationError():
            return problems.DoesNotFit()
        case IntegrityError():
            return problems.Conflict()
        case OperationalError() | InterfaceError() if not _is_our_mistake(error):
            logger.error("the database is away: %s", type(error).__name__, exc_info=error)
            return Unavailable(retry_after=problems.RETRY_AFTER_S)
    return None


def _is_our_mistake(error: Exception) -> bool:
    """SQLite calls a wrong statement an OperationalError too; that is no outage and trying again will not help."""
    return getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR


def _of_http_error(request: HttpRequest, error: HttpError) -> Problem:
    if isinstance(error.__cause__, Problem):
        return error.__cause__
    if isinstance(error, Throttled):
        return problems.TooManyRequests(retry_after=int(error.wait or problems.RETRY_AFTER_S))
    if error.status_code >= InternalError.status and error.status_code != Unavailable.status:
        return _unexpected(request, error)
    return of_status(error.status_code)


def of_status(status: int, **data: Any) -> Problem:
    """The plain problem of a status somebody else answered with."""
    if status == Unavailable.status:
        data.setdefault("retry_after", problems.RETRY_AFTER_S)
    if status == problems.TooLarge.status:
        data.setdefault("limit", _body_limit())
    return problems.BY_STATUS.get(status, problems.BadRequest)(**data)


def _of_fields(request: HttpRequest, error: ValidationError) -> Problem:
    """`errors`: where (`body`, `query`, `path`), which field, code and words for each."""
    language = problems.language_of(request)
    return Invalid(errors=[{**each, "message": each["message"].in_language(language)} for each in error.errors])


def _unexpected(request: HttpRequest, error: Exception) -> Problem:
    incident = str(new_id())
    logger.error("incident %s: %s %s", incident, request.method, request.path, exc_info=error)
    return InternalError(incident=incident)


def _body_limit() -> int:
    from django.conf import settings

    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
