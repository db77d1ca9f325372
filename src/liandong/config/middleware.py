"""Middleware of lower apps, given what only this layer knows."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from liandong.access import middleware
from liandong.config.problems import problem_response
from liandong.config.refusals import problem_of


class IdempotentWrites(middleware.IdempotentWrites):
    """Refuses in the platform's one shape, also when the database fails around the work."""

    refuse = staticmethod(problem_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return super().__call__(request)
        except Exception as error:
            return problem_response(request, problem_of(request, error))
