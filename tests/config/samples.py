"""Bodies and addresses made from the description of the API, so that tests reach every route that exists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from liandong.config.api import api

Place = tuple[str | int, ...]
"""Where in a body a value stands: `("position", "lon")`."""

_BY_FORMAT = {
    "uuid": str(UUID(int=0x01A20000000070008000000000000001)),
    "date-time": "2026-11-23T08:00:00+08:00",
    "date": "2026-11-23",
    "time": "08:00:00",
    "email": "nobody@example.org",
    "uri": "https://example.org/",
    "binary": "",
}
_LATER = ("due_at", "expires_at", "until", "ends_at", "valid_until", "end")
_BY_NAME: dict[str, Any] = {
    "region_code": "140105",
    "region": "140105",
    "lon": 112.5489,
    "lat": 37.8706,
    "crs": "CGCS2000",
    "phone": "13800000000",
    "contact_phone": "13800000000",
    "event_type": "20700",
    "role": "observer",
    "password": "Quiet-River-2026",
    "new": "Quiet-Mountain-2026",
    "plan_id": "urban-gas",
    "z": 12,
    "x": 3328,
    "y": 1580,
    "client_key": "sample-key",
    "uscc": "91350100M000100Y43",
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[112.0, 37.0], [113.0, 37.0], [113.0, 38.0], [112.0, 37.0]]],
    },
}


@dataclass(frozen=True)
class Route:
    """One operation: a body that fits its schema, where free texts stand in it, and how long the shortest may be."""

    method: str
    path: str
    body: Any = None
    texts: tuple[Place, ...] = ()
    shortest: int = 200
    queries: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    name: str = field(default="", compare=False)

    def address(self, **values: str) -> str:
        """The path with its places filled: by `values`, else by a sample."""
        found = self.path
        for name in self.parameters:
            found = found.replace(f"{{{name}}}", values.get(name, str(_BY_NAME.get(name, _BY_FORMAT["uuid"]))))
        return found


@cache
def description() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return found


@cache
def routes() -> tuple[Route, ...]:
    """Every operation; streams, which never end, are left to their own tests."""
    return tuple(
        _route(method, path, operation)
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
        if not path.endswith("/stream")
    )


def _route(method: str, path: str, operation: dict[str, Any]) -> Route:
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    parameters = operation["parameters"]
    texts = list(_texts(schema, ())) if schema else []
    return Route(
        method=method.upper(),
        path=path,
        body=sample(schema) if schema else None,
        texts=tuple(place for place, _ in texts),
        shortest=min((longest for _, longest in texts), default=200),
        queries=tuple(each["name"] for each in parameters if each["in"] == "query"),
        parameters=tuple(each["name"] for each in parameters if each["in"] == "path"),
        name=operation["operationId"],
    )


def sample(schema: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value that fits the schema as well as can be told from it: required and optional members filled."""
    schema = _resolved(schema)
    if name in _BY_NAME and not schema.get("enum"):
        return _BY_NAME[name]
    for key in ("const", "default"):
        if schema.get(key) is not None:
            return schema[key]
    if schema.get("examples"):
        return schema["examples"][0]
    if schema.get("enum"):
        return schema["enum"][0]
    if "properties" in schema:
        return {key: sample(each, key, depth + 1) for key, each in schema["properties"].items()} if depth < 6 else {}
    return _plain_sample(schema, name, depth)


def _plain_sample(schema: dict[str, Any], name: str, depth: int) -> Any:
    kind = schema.get("type")
    if kind == "string" and name.endswith(_LATER) and schema.get("format") == "date-time":
        return "2026-11-25T08:00:00+08:00"
    if kind == "string" and "pattern" in schema:
        return "sample"
    if kind == "string":
        return _BY_FORMAT.get(schema.get("format", ""), "样例"[: schema.get("maxLength", 9)])
    if kind in {"integer", "number"}:
        return max(1, schema.get("minimum", 1))
    if kind == "boolean":
        return True
    if kind == "array":
        return [sample(schema.get("items", {}), name, depth + 1)] * max(1, schema.get("minItems", 1))
    return {} if kind == "object" else None


def _texts(schema: dict[str, Any], place: Place) -> Iterator[tuple[Place, int]]:
    """Places of texts without a fixed form and their greatest length; in maps of anything one member stands for all."""
    schema = _resolved(schema)
    if len(place) > 6:
        return
    if schema.get("type") == "string" and not {"enum", "format", "const", "pattern"} & set(schema):
        yield place, min(schema.get("maxLength", 200), 200)
    for name, each in schema.get("properties", {}).items():
        if name not in _BY_NAME:
            yield from _texts(each, (*place, name))
    if schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        yield from _texts(schema["items"], (*place, 0))
    if schema.get("type") == "object" and schema.get("additionalProperties") and "properties" not in schema:
        yield (*place, "anything"), 200


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema behind references; of alternatives the first that is not null."""
    while True:
        if "$ref" in schema:
            schema = description()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        elif "anyOf" in schema or "oneOf" in schema:
            parts = schema.get("anyOf") or schema.get("oneOf") or []
            schema = next((each for each in parts if each.get("type") != "null"), {})
        elif len(schema.get("allOf", ())) == 1:
            schema = schema["allOf"][0]
        else:
            return schema


def with_text(body: Any, place: Place, text: Any) -> Any:
    """A copy of `body` with `text` at `place`."""
    if not place:
        return text
    head, rest = place[0], place[1:]
    if isinstance(head, int):
        inside = body if isinstance(body, list) and body else [None]
        return [with_text(inside[0], rest, text), *inside[1:]]
    inside = body if isinstance(body, dict) else {}
    return inside | {head: with_text(inside.get(head), rest, text)}
