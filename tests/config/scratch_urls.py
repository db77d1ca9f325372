"""An API of two routes with the platform's own edge: one that takes everything, one that fails in every way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import db, http
from django.core import exceptions
from django.http import HttpRequest
from django.urls import path
from ninja import Query, Schema
from ninja.errors import HttpError, Throttled
from pydantic import AwareDatetime, Field

from liandong.config import refusals
from liandong.config.json_bodies import StrictParser
from liandong.config.openapi import LiandongAPI
from liandong.kernel.codes import RegionCode, check_uscc
from liandong.kernel.errors import Refused
from liandong.kernel.expressions import evaluate
from liandong.kernel.geo import GivenPosition
from liandong.kernel.geometry import Area
from liandong.kernel.paging import Page, PageParams
from liandong.kernel.text import Line, Localized, Paragraph


class AlreadyClosed(Refused):
    code = "already_closed"
    message = Localized(zh="{number}号令已办结。", en="Order {number} is closed already.")


class Report(Schema):
    title: Line
    text: Paragraph = ""
    position: GivenPosition | None = None
    area: Area | None = None
    region_code: RegionCode = "140105"
    at: AwareDatetime | None = None
    people: int = Field(0, ge=0, le=10**6)
    facts: dict[str, Any] = {}


class Listed(Schema):
    name: str


api = LiandongAPI(urls_namespace="scratch", parser=StrictParser(), docs_url=None)
refusals.install(api)


@api.post("/reports", response=Report)
def receive(request: HttpRequest, report: Report) -> Report:
    return report


@api.get("/reports", response=Page[Listed])
def listed(
    request: HttpRequest, page: Query[PageParams], since: date | None = None, open: bool = True
) -> dict[str, Any]:
    return {"items": [{"name": str(page.limit)}], "next": None}


@api.get("/reports/{report_id}", response=Listed)
def one(request: HttpRequest, report_id: UUID) -> dict[str, str]:
    return {"name": str(report_id)}


FAILURES: dict[str, Callable[[], Any]] = {
    "refused": lambda: _fail(AlreadyClosed(number=7)),
    "http404": lambda: _fail(http.Http404("secret")),
    "absent": lambda: _fail(exceptions.ObjectDoesNotExist("secret")),
    "integrity": lambda: _fail(db.IntegrityError("UNIQUE constraint failed: secret")),
    "data": lambda: _fail(db.DataError("value too long for secret")),
    "operational": lambda: _fail(db.OperationalError("server closed the connection: secret")),
    "interface": lambda: _fail(db.InterfaceError("connection already closed: secret")),
    "programming": lambda: _fail(db.ProgrammingError("SELECT secret")),
    "overflow": lambda: _fail(OverflowError("Python int too large: secret")),
    "decimal": lambda: Decimal("1e999999").quantize(Decimal("0.01")),
    "unicode": lambda: "\ud800".encode(),
    "django_validation": lambda: UUID_FIELD.to_python("secret"),
    "value": lambda: check_uscc("secret"),
    "facts": lambda: evaluate("n > 1", {"n": "secret"}),
    "http409": lambda: _fail(HttpError(409, "secret")),
    "http500": lambda: _fail(HttpError(500, "secret")),
    "throttled": lambda: _fail(Throttled(7)),
    "suspicious": lambda: _fail(exceptions.SuspiciousOperation("secret")),
    "bug": lambda: {}["secret"],
}
UUID_FIELD: Any = db.models.UUIDField()


def _fail(error: Exception) -> None:
    raise error


@api.get("/failures/{kind}")
def fail(request: HttpRequest, kind: str, at: datetime | None = None) -> None:
    FAILURES[kind]()


urlpatterns = [path("api/", api.urls)]
handler400 = "liandong.config.error_pages.bad_request"
handler500 = "liandong.config.error_pages.server_error"
