"""Errors Django answers outside every view: problems for the API, Django's own pages for people's browsers."""

from __future__ import annotations

import sys

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views import defaults

from liandong.config.edge import API
from liandong.config.problems import problem_response
from liandong.config.refusals import problem_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """What is suspicious or too large before a view is reached."""
    if request.path.startswith(API):
        return problem_response(request, problem_of(request, exception))
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """A failure in middleware, such as a database that is away; Django calls this while handling the exception."""
    error = sys.exc_info()[1]
    if request.path.startswith(API) and isinstance(error, Exception):
        return problem_response(request, problem_of(request, error))
    return defaults.server_error(request)
