"""What every refusal of the API looks like."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse


def problem(answer: HttpResponse, status: int | None = None, code: str | None = None) -> dict[str, Any]:
    """The body of a refusal, after checking that it is an RFC 9457 problem of ours."""
    assert answer["Content-Type"] == "application/problem+json", answer.content[:300]
    body: dict[str, Any] = json.loads(answer.content)
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:liandong:problem:{body['code']}"
    assert body["title"]
    assert isinstance(body["data"], dict)
    assert answer["Content-Language"] in {"zh-Hans", "en"}
    assert status is None or answer.status_code == status, body
    assert code is None or body["code"] == code, body
    assert not any(word in answer.content for word in (b"SELECT", b"INSERT", b"Traceback", b"psycopg", b"sqlite"))
    return body
