"""The addresses under `/ogc/`: sign-in as everywhere (token or session), JSON or HTML as asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from liandong.access.authentication import identify
from liandong.access.rules import Actor
from liandong.adapters.ogc import collections, documents, pages
from liandong.adapters.ogc.documents import GEOJSON, HTML, JSON, OPENAPI
from liandong.adapters.ogc.parameters import asked, check_known
from liandong.adapters.ogc.problems import Absent, BadParameter

View = Callable[..., HttpResponse]


def _guarded(view: View) -> View:
    """Nobody unknown, and every refusal in the shape of the standard."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *given: str, **named: str) -> HttpResponse:
        actor = identify(request)
        if actor is None:
            refused = _refused(401, "Unauthorized", "请先登录，或带上令牌。Sign in, or send a token.")
            refused["WWW-Authenticate"] = 'Bearer realm="liandong"'
            return refused
        try:
            return view(request, actor, *given, **named)
        except BadParameter as bad:
            return _refused(400, "InvalidParameterValue", str(bad))
        except Absent:
            return _refused(404, "NotFound", "没有找到，或不在您的管辖范围内。Not found, or outside what you may see.")

    return answer


@_guarded
def landing(request: HttpRequest, actor: Actor) -> HttpResponse:
    document = documents.landing(_base(request))
    return _page(pages.landing(document)) if _html(request) else _json(document)


@_guarded
def conformance(request: HttpRequest, actor: Actor) -> HttpResponse:
    document = documents.conformance()
    rows = [(one,) for one in document["conformsTo"]]
    return _page(pages.table("Conformance", rows)) if _html(request) else _json(document)


@_guarded
def description(request: HttpRequest, actor: Actor) -> HttpResponse:
    document = documents.openapi(_base(request), collections.collections())
    rows = [(address, one["get"]["summary"]) for address, one in document["paths"].items()]
    return _page(pages.table("OpenAPI 3.0", rows)) if _html(request) else _json(document, OPENAPI)


@_guarded
def collection_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    document = documents.collection_list(_base(request), collections.collections())
    rows = [((f"{one['links'][0]['href']}?f=html", one["title"]), one["id"]) for one in document["collections"]]
    return _page(pages.table("图层 · Collections", rows)) if _html(request) else _json(document)


@_guarded
def one_collection(request: HttpRequest, actor: Actor, collection_id: str) -> HttpResponse:
    document = documents.one_collection(_base(request), collections.collection(collection_id))
    rows = [("id", document["id"]), ("description", document["description"])]
    return _page(pages.table(document["title"], rows, document["links"])) if _html(request) else _json(document)


@_guarded
def items(request: HttpRequest, actor: Actor, collection_id: str) -> HttpResponse:
    one, given = collections.collection(collection_id), request.GET.dict()
    page = collections.page(actor, one.id, asked({name: str(value) for name, value in given.items()}))
    document = documents.items(_base(request), one, page, {name: str(value) for name, value in given.items()})
    if _html(request, items=True):
        return _page(pages.features(one.title, document))
    return _json(document, GEOJSON)


@_guarded
def one_feature(request: HttpRequest, actor: Actor, collection_id: str, feature_id: str) -> HttpResponse:
    one = collections.collection(collection_id)
    document = documents.one_feature(_base(request), one, collections.feature(actor, one.id, feature_id))
    return _page(pages.one_feature(one.title, document)) if _html(request) else _json(document, GEOJSON)


def _html(request: HttpRequest, *, items: bool = False) -> bool:
    """`f` decides; else what the client prefers. The parameters of items are checked where they are read."""
    if not items:
        check_known(dict.fromkeys(request.GET, ""), {"f"})
    said = request.GET.get("f")
    if said is not None and said not in {"json", "html"}:
        raise BadParameter("f", "应为 json 或 html。", "json or html.")
    return said == "html" or (said is None and request.get_preferred_type([JSON, GEOJSON, OPENAPI, HTML]) == HTML)


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/ogc")


def _json(document: Any, kind: str = JSON) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(document, enc_hook=str), content_type=kind)


def _page(page: str) -> HttpResponse:
    return HttpResponse(page)


def _refused(status: int, code: str, description: str) -> HttpResponse:
    body = msgspec.json.encode({"code": code, "description": description})
    return HttpResponse(body, status=status, content_type=JSON)


urlpatterns = [
    path("", landing),
    path("conformance", conformance),
    path("api", description),
    path("collections", collection_list),
    path("collections/<str:collection_id>", one_collection),
    path("collections/<str:collection_id>/items", items),
    path("collections/<str:collection_id>/items/<str:feature_id>", one_feature),
]
