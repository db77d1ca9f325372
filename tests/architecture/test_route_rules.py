"""Every route of the API asks who is there, and hands the answer to a service or query that checks the scope."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, get_args

from ninja.operation import Operation
from pydantic import BaseModel

from liandong.config.api import api

PUBLIC = {
    ("POST", "/session"): "signing in",
}
WITHOUT_AN_ACTOR = {
    ("GET", "/roles"): "what roles there are is no secret among those signed in",
    ("GET", "/skills"): "the skills are content, the same for everybody signed in",
    ("GET", "/resource-types"): "the types are content, the same for everybody signed in",
    ("GET", "/notices/channels"): "which channels this node has is no secret among those signed in",
}
WRITES = {"POST", "PUT", "PATCH", "DELETE"}


def routes() -> Iterator[tuple[str, str, Operation]]:
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield method, path, operation


def asks_for_the_actor(view: Callable[..., Any]) -> bool:
    """Whether the view, or a function of its own module that it calls, hands on `actor_of(request)`."""
    waiting, seen = [inspect.unwrap(view)], set()
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        names = _called_names(function)
        if "actor_of" in names:
            return True
        waiting += [
            found
            for name in names
            if isinstance(found := function.__globals__.get(name), FunctionType)
            and found.__module__ == function.__module__
        ]
    return False


def _called_names(function: Callable[..., Any]) -> set[str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def test_every_route_asks_who_is_there_unless_it_is_listed_as_public() -> None:
    open_routes = [
        f"{operation.view_func.__module__}: {method} {path}: routes are access-checked: anyone may call it."
        " Leave `auth` to the API, or list it in PUBLIC with the reason."
        for method, path, operation in routes()
        if not operation.auth_callbacks and (method, path) not in PUBLIC
    ]
    assert not open_routes, "\n".join(open_routes)


def test_every_route_hands_the_actor_to_a_service_or_query() -> None:
    unasked = [
        f"{operation.view_func.__module__}.{operation.view_func.__name__}: {method} {path}: routes are access-checked:"
        " the view does not use actor_of(request). Pass the actor to the service or query."
        for method, path, operation in routes()
        if (method, path) not in PUBLIC | WITHOUT_AN_ACTOR and not asks_for_the_actor(operation.view_func)
    ]
    assert not unasked, "\n".join(unasked)


def test_nothing_stays_listed_as_an_exception_after_its_route_is_gone() -> None:
    known = {(method, path) for method, path, _ in routes()}
    assert not (PUBLIC | WITHOUT_AN_ACTOR).keys() - known


def actor_of(request: object) -> object:
    return request


def _through_a_function_of_its_own(request: object) -> object:
    return actor_of(request)


def good_view(request: object) -> object:
    return _through_a_function_of_its_own(request)


def bad_view(request: object) -> object:
    return request


def test_a_view_that_never_asks_is_found() -> None:
    assert asks_for_the_actor(good_view)
    assert not asks_for_the_actor(bad_view)


def test_every_route_answers_a_shape() -> None:
    shapeless = [
        f"{operation.view_func.__module__}: {method} {path}: no `response=` on the route"
        for method, path, operation in routes()
        if not operation.response_models or all(model is ... for model in operation.response_models)
    ]
    assert not shapeless


def test_ids_in_addresses_are_typed() -> None:
    """`{order_id}` without a type would reach the database as any text."""
    untyped = [
        f"{operation.view_func.__module__}: {path}: write {{uuid:{name}}} or annotate {name}: UUID"
        for _, path, operation in routes()
        for name, parameter in inspect.signature(operation.view_func).parameters.items()
        if name.endswith("_id")
        and f"{name}}}" in path
        and parameter.annotation in {"str", str}
        and name not in {"plan_id", "channel_id", "kind_id", "type_id", "role_id"}
    ]
    assert not untyped, "\n".join(untyped)


def shapes(annotation: Any, found: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Every schema class within an annotation, and within the fields of each."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in found:
        found.add(annotation)
        for field in annotation.model_fields.values():
            shapes(field.annotation, found)
    for inner in get_args(annotation):
        shapes(inner, found)
    return found


def namesakes(classes: set[type[BaseModel]]) -> list[str]:
    """Classes of one name: the description of the API keeps only one of them, and tells the others' fields wrongly."""
    by_name: dict[str, list[str]] = {}
    for each in classes:
        by_name.setdefault(each.__name__, []).append(each.__module__)
    return [f"{name}: {', '.join(sorted(at))}" for name, at in sorted(by_name.items()) if len(at) > 1]


def test_no_two_schemas_of_the_api_have_one_name() -> None:
    found: set[type[BaseModel]] = set()
    for _, _, operation in routes():
        bodies = [model for model in operation.models if model.__ninja_param_source__ == "body"]
        for model in (*bodies, *operation.response_models.values()):
            for field in getattr(model, "model_fields", {}).values():
                shapes(field.annotation, found)
    assert len(found) > 50
    assert not namesakes(found), "say whose it is in the name, such as OrderReasonIn:\n" + "\n".join(namesakes(found))


def test_schemas_of_one_name_are_found() -> None:
    first, second = type("ReasonIn", (BaseModel,), {}), type("ReasonIn", (BaseModel,), {})
    assert namesakes({first, second})
    assert not namesakes({first})
