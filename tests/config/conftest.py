"""A client of the API that may do everything, as a signed-in connector would send, in a town where much is going on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from liandong.access import authentication
from liandong.access.rules import Actor, Source
from liandong.access.services import AccountDraft, open_account
from liandong.cli.cast import build_stage
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import new_id
from tests.config.town import Town, happenings
from tests.lasting import Lasting

Send = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Inhabited:
    """The town and the account that made everything in it."""

    town: Town
    actor: Actor


@pytest.fixture(scope="module")
def inhabited(lasting: Lasting) -> Inhabited:
    """Built once for a module, as it takes a hundred times as long as a request; each test undoes what it adds."""
    build_stage()
    actor = _tester()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(authentication, "actor_of_token", lambda secret: actor)
        return Inhabited(_settled(), actor)


def _tester() -> Actor:
    """An actor who may do everything, with a real account."""
    system = Actor.system(Source.API)
    draft = AccountDraft("tester", "Quiet-River-2026", "140105", display_name="测试", must_change_password=False)
    return replace(system, user_id=open_account(system, draft).id, client="token:test")


def _settled() -> Town:
    """The demo district: a gas leak reported, a plan started for it, an order, a resource and a review about it."""
    built = Town()
    client = Client()
    for method, path, body in happenings(built):
        answer = _sent(client, method, path, json.dumps(body).encode())
        assert answer.status_code < 300, (path, answer.content.decode())
    built.look_round()
    return built


def _sent(client: Client, method: str, path: str, body: Any = None, **options: Any) -> HttpResponse:
    headers = {"Authorization": "Bearer x", "Idempotency-Key": str(new_id())} | options.pop("headers", {})
    if body is not None:
        options = {"content_type": "application/json", "data": body} | options
    answer: HttpResponse = getattr(client, method.lower())(path, headers=headers, **options)
    return answer


@pytest.fixture
def almighty(inhabited: Inhabited, db: None, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Whoever sends a bearer token may do everything; the account behind it is real."""
    monkeypatch.setattr(authentication, "actor_of_token", lambda secret: inhabited.actor)
    return inhabited.actor


@pytest.fixture
def send(almighty: Actor) -> Send:
    """`send(method, path, body)`; a body that is no bytes is sent as JSON; a server error stays an answer."""
    client = Client(raise_request_exception=False)

    def send_once(method: str, path: str, body: Any = None, **options: Any) -> HttpResponse:
        return _sent(client, method, path, body, **options)

    return send_once


@pytest.fixture
def quick_passwords(settings: Any) -> None:
    """A thousand sign-ins are about bad input, not about the cost of a hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def town(inhabited: Inhabited, almighty: Actor) -> Town:
    return inhabited.town
