"""Short ways to open accounts, sign them in and send writes."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from liandong.access.models import User
from liandong.access.queries import actor_of_user
from liandong.access.rules import Actor, Source
from liandong.access.services import AccountDraft, grant_role, open_account
from liandong.kernel.ids import Subject
from liandong.timeline.queries import of_subject
from liandong.timeline.rules import Entry

PASSWORD = "Quiet-River-2026"
SYSTEM = Actor.system(Source.CLI)


def an_account(username: str, *roles: str, region: str = "140105", **draft: Any) -> User:
    named = {"display_name": f"演示·{username}", "must_change_password": False} | draft
    user = open_account(SYSTEM, AccountDraft(username, PASSWORD, region, **named))
    for role in roles:
        grant_role(SYSTEM, user.id, role, region)
    return user


def acting(user: User) -> Actor:
    """The account as it is now."""
    return actor_of_user(User.objects.get(id=user.id), Source.CONSOLE)


def sign_in(client: Client, username: str, password: str = PASSWORD, address: str = "10.0.0.1") -> Any:
    body = {"username": username, "password": password}
    return client.post("/api/session", body, content_type="application/json", REMOTE_ADDR=address)


def send(client: Client, path: str, body: dict[str, Any], key: str = "", **headers: str) -> Any:
    """A write with an idempotency key of its own, unless one is given."""
    named = {"idempotency-key": key or str(uuid4())} | {name.replace("_", "-"): text for name, text in headers.items()}
    return client.post(path, body, content_type="application/json", headers=named)


def record_of(user_id: UUID) -> list[Entry]:
    return list(of_subject(SYSTEM, Subject.of("account", user_id)).entries)


def verbs_of(user: User) -> list[str]:
    return [entry.verb for entry in record_of(user.id)]
