"""Answers kept for writes that are sent again (Idempotency-Key)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpResponse

from liandong.access.models import StoredAnswer
from liandong.kernel import clock

_CLAIM = """
    INSERT INTO access_storedanswer (client, key, body_hash, content_type, body, created_at)
    VALUES (%s, %s, %s, '', %s, %s)
    ON CONFLICT (client, key) DO NOTHING
    RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A key taken by this request, or the answer that an earlier one left (`earlier`)."""

    id: int = 0
    earlier: StoredAnswer | None = None


def claim_key(client: str, key: str, body_hash: str) -> Claim:
    """Take the key, or wait for the request that holds it and read what it left.

    One statement, so that of many requests with one key exactly one goes on: PostgreSQL makes the others wait for
    the first one's transaction, SQLite has one writer. Call inside the transaction that also does the work.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [client, key, body_hash, b"", _moment()])
        row = cursor.fetchone()
    if row is not None:
        return Claim(int(row[0]))
    return Claim(earlier=StoredAnswer.objects.get(client=client, key=key))


def keep_answer(claim: Claim, response: HttpResponse) -> None:
    """Keep the answer beside its key, in the transaction of the work it answers for."""
    StoredAnswer.objects.filter(pk=claim.id).update(
        status=response.status_code, content_type=response.headers.get("Content-Type", "")[:80], body=response.content
    )


def forget_old_answers(limit: int = 5000) -> int:
    """Drop answers older than `LIANDONG_ANSWERS_KEPT_DAYS`, at most `limit` at once; how many went."""
    old = StoredAnswer.objects.filter(created_at__lt=clock.now() - settings.ANSWERS_KEPT)
    dropped, _ = StoredAnswer.objects.filter(
        id__in=list(old.order_by("id").values_list("id", flat=True)[:limit])
    ).delete()
    return dropped


def _moment() -> Any:
    return connection.ops.adapt_datetimefield_value(clock.now())
