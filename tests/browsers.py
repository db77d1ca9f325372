"""A signed-in browser for API tests: the cookie, the CSRF token and a fresh idempotency key on every write."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client

from tests.cast import PASSWORD


class Browser(Client):
    """Django's test client as one of the cast."""

    def __init__(self, username: str) -> None:
        super().__init__()
        answer = self.post(
            "/api/session", {"username": username, "password": PASSWORD}, content_type="application/json"
        )
        assert answer.status_code == 201, answer.content

    def request(self, **sent: Any) -> Any:
        if sent.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            sent.setdefault("HTTP_IDEMPOTENCY_KEY", str(uuid4()))
        return super().request(**sent)
