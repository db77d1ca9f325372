"""The description of the API (OpenAPI 3.1) is complete enough to write a client, and its refusals, without asking."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from liandong.access.middleware import WITHOUT_KEY
from liandong.config.api import api
from liandong.config.openapi import REFUSALS
from liandong.config.problems import BY_STATUS, body_of

WRITES = {"post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return found


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_it_is_served_as_openapi_3_1(client: Client) -> None:
    answer = client.get("/api/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
    assert client.get("/api/docs").status_code == 200


def test_every_route_documents_its_refusals_in_the_problem_shape(description: dict[str, Any]) -> None:
    listed = list(operations(description))
    assert len(listed) > 10
    for method, path, operation in listed:
        needed = {"400", "401", "403", "404", "422", "429", "503"} | (
            {"409", "413", "415"} if method in WRITES else set()
        )
        assert needed <= set(operation["responses"]), (method, path)


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    for reference in _references(description):
        target: Any = description
        for part in reference.removeprefix("#/").split("/"):
            assert part in target, reference
            target = target[part]


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def test_every_write_asks_for_an_idempotency_key_unless_it_brings_its_own(description: dict[str, Any]) -> None:
    for method, path, operation in operations(description):
        asked = any(each["name"] == "Idempotency-Key" for each in operation["parameters"])
        assert asked == (method in WRITES and path not in WITHOUT_KEY), (method, path)


def test_operations_have_names_of_their_own_and_summaries(description: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(description)]
    assert len(set(names)) == len(names)
    assert all(operation["summary"] for _, _, operation in operations(description))


@pytest.mark.parametrize("status", sorted(BY_STATUS))
def test_a_problem_is_as_the_description_says(description: dict[str, Any], status: int) -> None:
    shape = description["components"]["schemas"]["Problem"]
    body = body_of(
        BY_STATUS[status](retry_after=1, limit=1, allowed="GET", given="x", permission="p", region="14"), "zh"
    )
    assert set(shape["required"]) <= set(body) <= set(shape["properties"])
    assert status in REFUSALS


def test_texts_that_come_in_state_their_bounds(description: dict[str, Any]) -> None:
    """A text without a bound would let a sender fill the database; the wire types of the kernel all have one."""
    unbounded = []
    for method, path, operation in operations(description):
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        unbounded += [f"{method} {path}: {field}" for field in _unbounded_texts(body, description, "")]
    assert not unbounded, "use Line, Paragraph, Key … of kernel.text:\n" + "\n".join(sorted(set(unbounded)))


def _unbounded_texts(schema: dict[str, Any], description: dict[str, Any], where: str, depth: int = 0) -> Iterator[str]:
    if depth > 8:
        return
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        yield from _unbounded_texts(description["components"]["schemas"][name], description, where, depth + 1)
        return
    bounded = {"maxLength", "format", "enum", "pattern", "const"} & set(schema)
    if schema.get("type") == "string" and not bounded:
        yield where
    if any(part.get("type") == "number" for part in schema.get("anyOf", ())):
        return  # an exact number may also be written as a text
    for part in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        yield from _unbounded_texts(part, description, where, depth + 1)
    for name, part in schema.get("properties", {}).items():
        yield from _unbounded_texts(part, description, f"{where}.{name}".strip("."), depth + 1)
    if isinstance(schema.get("items"), dict):
        yield from _unbounded_texts(schema["items"], description, f"{where}[]", depth + 1)
