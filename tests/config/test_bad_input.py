"""Bad input into every route the API has: refused or taken, never a server error, never half-written.

`LIANDONG_TEST_BAD_INPUT=full` puts every string into every field by itself; without it some strings go into all
text fields of a route at once, and strings that a text may hold stand several in one text: that costs a hundredth and
finds what is common to fields.
"""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from liandong.kernel.text import is_clean
from tests.config.conftest import Send
from tests.config.problem_shape import problem
from tests.config.samples import Place, Route, routes, with_text
from tests.config.town import Town
from tests.data import OURS, json_cases, naughty_strings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

FULL = os.environ.get("LIANDONG_TEST_BAD_INPUT") == "full"
WITH_BODY = [route for route in routes() if route.body is not None]
WITH_TEXTS = [route for route in WITH_BODY if route.texts]
WITH_QUERY = [route for route in routes() if route.queries]
WITH_PLACES = [route for route in routes() if route.parameters]
PUBLIC = {("POST", "/api/session")}
MISPLACED: tuple[Any, ...] = (
    *("\ud800", "x" * 3000, "2026-02-30", "1e9", "1e999999", "NaN", ""),
    *(-1, 1e300, 2**63 - 1, True, None),
    *([], {}, [[]], {"a": 1}),
)


def by_name(route: Route) -> str:
    return f"{route.method} {route.path}"


def check(answer: HttpResponse, sent: object) -> None:
    """No server error; a refusal has the one shape."""
    assert answer.status_code < 500, f"{answer.status_code} for {sent!r:.300}: {answer.content[:500]!r}"
    if answer.status_code >= 400:
        problem(answer)


def encoded(body: Any) -> bytes:
    """JSON as a careless sender writes it: half characters and NUL go in as escapes."""
    return json.dumps(body).encode("ascii")


def body_of(route: Route) -> bytes | None:
    return None if route.body is None else encoded(route.body)


def in_address(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def chosen(route: Route, every: int) -> list[str]:
    """All strings; in the short run ours, and a part of the published ones that differs from route to route."""
    published = naughty_strings()[: -len(OURS)]
    part = published if FULL else published[sum(route.path.encode()) % every :: every]
    return [*part, *OURS]


def texts_for(route: Route, every: int) -> list[str]:
    """The chosen strings; in the short run those that a text may hold are put together, as many as the field takes."""
    strings = chosen(route, every)
    if FULL:
        return strings
    alone = [each for each in strings if len(each) > route.shortest or not is_clean(each) or not each.strip()]
    together = [""]
    for each in sorted(set(strings) - set(alone), key=lambda text: (len(text), text)):
        if len(together[-1]) + len(each) + 1 > route.shortest:
            together.append("")
        together[-1] += f" {each}" if together[-1] else each
    return [*alone, *together]


def groups_of(places: tuple[Place, ...]) -> list[tuple[Place, ...]]:
    return [(place,) for place in places] if FULL else [places]


def test_the_api_has_routes_with_texts_queries_and_places() -> None:
    assert len(WITH_TEXTS) >= 10
    assert len(WITH_QUERY) >= 5
    assert len(WITH_PLACES) >= 10
    assert len(naughty_strings()) >= 515


def test_half_of_the_writes_take_their_sample_so_that_bad_input_gets_beyond_the_door(send: Send, town: Town) -> None:
    taken = []
    for route in WITH_BODY:
        with transaction.atomic():
            answer = send(route.method, town.address(route), encoded(town.body(route)))
            check(answer, by_name(route))
            taken.append(answer.status_code < 300)
            transaction.set_rollback(True)
    assert sum(taken) >= len(taken) / 2


@pytest.mark.parametrize("route", WITH_TEXTS, ids=by_name)
def test_naughty_strings_in_the_texts_of_a_body(route: Route, send: Send, town: Town) -> None:
    for text in texts_for(route, every=10):
        for places in groups_of(route.texts):
            body = town.body(route)
            for place in places:
                body = with_text(body, place, text)
            with transaction.atomic():
                check(send(route.method, town.address(route), encoded(body)), (places, text))
                transaction.set_rollback(True)


@pytest.mark.parametrize("route", WITH_BODY, ids=by_name)
def test_a_member_of_another_kind_or_missing(route: Route, send: Send, town: Town) -> None:
    members = town.body(route) if isinstance(route.body, dict) else {}
    for name in members:
        without = {key: value for key, value in members.items() if key != name}
        for body in (without, *(members | {name: value} for value in MISPLACED)):
            with transaction.atomic():
                check(send(route.method, town.address(route), encoded(body)), (name, body.get(name)))
                transaction.set_rollback(True)


@pytest.mark.parametrize("route", WITH_BODY, ids=by_name)
def test_bodies_that_are_no_json_or_not_the_expected_json(route: Route, send: Send) -> None:
    cases = json_cases() if FULL else json_cases()[sum(route.path.encode()) % 12 :: 12]
    for name, body in cases:
        answer = send(route.method, route.address(), body)
        check(answer, name)
        if name.startswith("n_") and body:
            assert 400 <= answer.status_code < 500, (name, answer.status_code)


@pytest.mark.parametrize("route", WITH_QUERY, ids=by_name)
def test_naughty_strings_in_all_of_a_query(route: Route, send: Send) -> None:
    for text in chosen(route, every=10):
        query = "&".join(f"{name}={in_address(text)}" for name in route.queries)
        check(send(route.method, f"{route.address()}?{query}"), (query, text))


@pytest.mark.parametrize("route", WITH_QUERY, ids=by_name)
def test_naughty_strings_in_each_part_of_a_query(route: Route, send: Send) -> None:
    for name in route.queries:
        for text in naughty_strings() if FULL else OURS:
            check(send(route.method, f"{route.address()}?{name}={in_address(text)}"), (name, text))


@pytest.mark.parametrize("route", WITH_PLACES, ids=by_name)
def test_naughty_strings_in_an_address(route: Route, send: Send) -> None:
    for text in chosen(route, every=30):
        for name in route.parameters:
            check(send(route.method, route.address(**{name: in_address(text)}), body_of(route)), (name, text))


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.mark.parametrize("route", WITH_TEXTS, ids=by_name)
def test_a_refused_write_leaves_nothing_behind(route: Route, send: Send) -> None:
    before = rows()
    for place, text in ((route.texts[0], "a\x00b"), (route.texts[-1], "x" * 50_000)):
        answer = send(route.method, route.address(), encoded(with_text(route.body, place, text)))
        if answer.status_code >= 400:
            assert rows() == before, (place, text)


@pytest.mark.parametrize("route", routes(), ids=by_name)
def test_a_stranger_gets_no_further_than_the_door(route: Route, client: Client) -> None:
    body = {} if route.body is None else {"data": body_of(route), "content_type": "application/json"}
    answer = getattr(client, route.method.lower())(route.address(), **body)
    check(answer, by_name(route))
    assert answer.status_code == 401 or (route.method, route.path) in PUBLIC
