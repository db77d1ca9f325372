"""The documents of the service: landing page, conformance, collections, items and the description in OpenAPI 3.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from liandong.adapters.ogc.collections import CRS84, Collection, FeaturePage
from liandong.adapters.ogc.parameters import FILTERS, MOST, USUAL
from liandong.kernel import clock

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
CONFORMS = [
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{one}" for one in ("core", "geojson", "html", "oas30")
]

Document = dict[str, Any]


def landing(base: str) -> Document:
    """`base` is the address of the landing page without its last slash."""
    return {
        "title": "联动 Liandong",
        "description": "应急资源图层 · layers of emergency resources",
        "links": [
            *_own(f"{base}/", JSON),
            _link(f"{base}/api", "service-desc", OPENAPI, "OpenAPI 3.0"),
            _link(f"{base}/api?f=html", "service-doc", HTML, "OpenAPI 3.0 (HTML)"),
            _link(f"{base}/conformance", "conformance", JSON, "Conformance"),
            _link(f"{base}/collections", "data", JSON, "Collections"),
        ],
    }


def conformance() -> Document:
    return {"conformsTo": CONFORMS}


def collection_list(base: str, found: list[Collection]) -> Document:
    listed = [one_collection(base, one) for one in found]
    return {"links": _own(f"{base}/collections", JSON), "collections": listed}


def one_collection(base: str, one: Collection) -> Document:
    here = f"{base}/collections/{one.id}"
    return {
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "itemType": "feature",
        "crs": [CRS84],
        "storageCrs": CRS84,
        "extent": {"spatial": {"bbox": [[-180, -90, 180, 90]], "crs": CRS84}},
        "links": [
            *_own(here, JSON),
            _link(f"{here}/items", "items", GEOJSON, one.title),
            _link(f"{here}/items?f=html", "items", HTML, one.title),
        ],
    }


def items(base: str, one: Collection, page: FeaturePage, given: Mapping[str, str]) -> Document:
    here = f"{base}/collections/{one.id}/items"
    asked = {name: value for name, value in given.items() if name != "f"}
    links = [*_own(f"{here}?{urlencode(asked)}" if asked else here, GEOJSON)]
    if page.after:
        following = urlencode({**asked, "after": page.after})
        links.append(_link(f"{here}?{following}", "next", GEOJSON, "下一页 · next"))
    return {
        "type": "FeatureCollection",
        "features": page.features,
        "links": [*links, _link(f"{base}/collections/{one.id}", "collection", JSON, one.title)],
        "timeStamp": clock.now().isoformat(timespec="seconds"),
        "numberMatched": page.matched,
        "numberReturned": len(page.features),
    }


def one_feature(base: str, one: Collection, feature: Document) -> Document:
    here = f"{base}/collections/{one.id}/items/{feature['id']}"
    back = _link(f"{base}/collections/{one.id}", "collection", JSON, one.title)
    return feature | {"links": [*_own(here, GEOJSON), back]}


def openapi(base: str, found: list[Collection]) -> Document:
    """What a client may ask, in OpenAPI 3.0."""
    paths = {
        "/": _get("Landing page"),
        "/conformance": _get("Conformance"),
        "/api": _get("This description"),
        "/collections": _get("Collections"),
    }
    for one in found:
        paths[f"/collections/{one.id}"] = _get(one.title)
        paths[f"/collections/{one.id}/items"] = _get(one.title, _ITEM_PARAMETERS)
        paths[f"/collections/{one.id}/items/{{featureId}}"] = _get(one.title, [_FEATURE_ID])
    return {
        "openapi": "3.0.3",
        "info": {"title": "联动 Liandong · OGC API – Features", "version": "1.0.0"},
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
    }


def _own(address: str, kind: str) -> list[Document]:
    other = f"{address}{'&' if '?' in address else '?'}f=html"
    return [_link(address, "self", kind, "JSON"), _link(other, "alternate", HTML, "HTML")]


def _link(href: str, rel: str, kind: str, title: str) -> Document:
    return {"href": href, "rel": rel, "type": kind, "title": title}


def _get(summary: str, parameters: list[Document] | None = None) -> Document:
    refused = {"400": {"description": "Bad parameter"}, "404": {"description": "Not found"}}
    answers = {"200": {"description": summary}, **refused}
    return {"get": {"summary": summary, "parameters": [*(parameters or []), _FORMAT], "responses": answers}}


def _query(name: str, schema: Document) -> Document:
    return {"name": name, "in": "query", "required": False, "schema": schema, "style": "form", "explode": False}


_FORMAT = _query("f", {"type": "string", "enum": ["json", "html"]})
_FEATURE_ID = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
_ITEM_PARAMETERS = [
    _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}),
    _query("bbox", {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}),
    _query("datetime", {"type": "string"}),
    *(_query(name, {"type": "string"}) for name in FILTERS),
]
