"""An HTTP client for somebody of a unit, with roles in a region."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.test import Client

from liandong.access.models import ApiToken, RoleGrant, User
from liandong.access.services.tokens import digest_of
from liandong.kernel import clock as kernel_clock

_numbers = count(1)


class Caller:
    """Sends JSON with a token; every write gets a key of its own unless one is given."""

    def __init__(
        self, role: str, region: str = "140105", organization_id: UUID | None = None, person_id: UUID | None = None
    ) -> None:
        number, now = next(_numbers), kernel_clock.now()
        user = User.objects.create(
            username=f"orders-{number}",
            display_name="测试员",
            region_code=region,
            organization_id=organization_id,
            person_id=person_id,
        )
        RoleGrant.objects.create(user=user, role=role, region_code=region, valid_from=now)
        secret = f"ldt_orders-{number}"
        ApiToken.objects.create(
            user=user,
            name="test",
            digest=digest_of(secret),
            role=role,
            region_code=region,
            expires_at=now + timedelta(days=1),
        )
        self._client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(f"/api/{path}", query)

    def send(self, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        headers = {"Idempotency-Key": key or f"orders-key-{next(_numbers)}"}
        return self._client.generic(
            method, f"/api/{path}", _encoded(body), content_type="application/json", headers=headers
        )

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self.send("POST", path, body, key=key)


def _encoded(body: Any) -> bytes:
    return json.dumps({} if body is None else body).encode()
