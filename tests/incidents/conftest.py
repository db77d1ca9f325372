"""An HTTP client for a connector or an officer, by role and region."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from liandong.access.models import ApiToken, User
from liandong.access.services.tokens import digest_of
from liandong.kernel import clock as kernel_clock
from tests.incidents.people import COUNTY

_numbers = count(1)


class Caller:
    """Sends JSON with a token; every write gets a key of its own unless one is given."""

    def __init__(self, secret: str) -> None:
        self._client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(f"/api/{path}", query)

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        headers = {"Idempotency-Key": key or f"key-{next(_numbers)}"}
        return self._client.post(f"/api/{path}", body or {}, content_type="application/json", headers=headers)

    def post_without_key(self, path: str, body: Any) -> Any:
        return self._client.post(f"/api/{path}", body, content_type="application/json")


@pytest.fixture
def calling(db: None) -> Callable[..., Caller]:
    """`calling("duty_officer")` answers a caller with that role in the county."""

    def caller(role: str, region: str = COUNTY) -> Caller:
        number = next(_numbers)
        user = User.objects.create(username=f"caller-{number}", display_name="测试员", region_code=region)
        secret = f"ldt_secret-{number}"
        ApiToken.objects.create(
            user=user,
            name="test",
            digest=digest_of(secret),
            role=role,
            region_code=region,
            expires_at=kernel_clock.now() + timedelta(days=1),
        )
        from liandong.access.models import RoleGrant

        RoleGrant.objects.create(user=user, role=role, region_code=region, valid_from=kernel_clock.now())
        return Caller(secret)

    return caller
