"""The list of 50 incidents out of 3,000 and out of 300,000: first page and a deep page, for readers of each scope.

    python bench/lists.py                                                         # SQLite in a temporary folder
    python bench/lists.py --database postgres://postgres@127.0.0.1:5432/bench     # the database is remade

Goes through the whole of Django (sign-in by token, scope, paging, encoding) in one process, without a network. The
incidents are spread over the 31 provinces by counties, so that a county's reader sees few and the nation's sees all.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
READERS = {"county": "140105", "city": "1401", "province": "14", "nation": ""}


def main() -> None:
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.config.settings")
    os.environ["LIANDONG_DATA_DIR"] = tempfile.mkdtemp(prefix="bench-lists-")
    os.environ["LIANDONG_DATABASE_URL"] = options.database
    if options.database:
        from bench.intake import _remake

        _remake(options.database)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    found: dict[tuple[str, str, int], float] = {}
    kept = 0
    for size in options.sizes:
        _fill(kept, size)
        kept = size
        for reader, region in READERS.items():
            for page, cost in _pages(region, options.repeats).items():
                found[reader, page, size] = cost
    _print(found, options.sizes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", default="")
    parser.add_argument("--sizes", type=int, nargs="+", default=[3_000, 300_000])
    parser.add_argument("--repeats", type=int, default=60)
    return parser.parse_args()


def _fill(already: int, size: int) -> None:
    """Incidents of the past years, one in ten still open, every third in our own city."""
    from datetime import UTC, datetime, timedelta

    from django.db import connection

    from liandong.content import queries as content
    from liandong.incidents.models import Incident

    counties = [region.code for region in content.regions() if len(region.code) == 6]
    own = [code for code in counties if code.startswith("1401")]
    start = datetime(2020, 1, 1, tzinfo=UTC)
    rows = []
    for number in range(already, size):
        code = own[number // 3 % len(own)] if number % 3 == 0 else counties[number * 7 % len(counties)]
        at = start + timedelta(minutes=number * 10)
        rows.append(
            Incident(
                number=f"{code}-{at:%Y%m%d}-{number}",
                title=f"某处燃气泄漏第{number}起",
                event_type="21400",
                region_code=code,
                state="OPEN" if number % 10 == 0 else "CLOSED",
                legal_grade="GENERAL",
                occurred_at=at,
                reported_at=at,
                opened_at=at,
            )
        )
    Incident.objects.bulk_create(rows, batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _pages(region: str, repeats: int) -> dict[str, float]:
    """p50 in milliseconds of the first page, of the open ones, and of the twentieth page."""
    from django.test import Client

    client = Client(headers={"Authorization": f"Bearer {_token(region)}"})
    deep = _cursor_of_page(client, 20)
    wanted = {"first": {}, "open": {"state": "OPEN"}, "20th": {"cursor": deep}}
    return {page: _timed(client, query, repeats) for page, query in wanted.items()}


def _token(region: str) -> str:
    from datetime import timedelta
    from uuid import uuid4

    from liandong.access.models import ApiToken, User
    from liandong.access.services.tokens import digest_of
    from liandong.kernel import clock

    secret, until = uuid4().hex, clock.now() + timedelta(days=1)
    user = User.objects.create(username=secret)
    ApiToken.objects.create(
        user=user, name="bench", digest=digest_of(secret), role="observer", region_code=region, expires_at=until
    )
    return secret


def _cursor_of_page(client: Any, number: int) -> str:
    cursor = ""
    for _ in range(number - 1):
        cursor = client.get("/api/incidents", {"limit": 50, "cursor": cursor}).json()["next"] or cursor
    return cursor


def _timed(client: Any, query: dict[str, str], repeats: int) -> float:
    took = []
    for _ in range(repeats):
        begun = time.perf_counter()
        answer = client.get("/api/incidents", query)
        took.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.content
    return median(took)


def _print(found: dict[tuple[str, str, int], float], sizes: list[int]) -> None:
    heads = " | ".join(f"{size:,} p50 ms" for size in sizes)
    print(f"| reader | page | {heads} | ratio |")
    print("|---" * (len(sizes) + 3) + "|")
    for reader in READERS:
        for page in ("first", "open", "20th"):
            costs = [found[reader, page, size] for size in sizes]
            shown = " | ".join(f"{cost:.1f}" for cost in costs)
            print(f"| {reader} | {page} | {shown} | {costs[-1] / costs[0]:.2f} |")


if __name__ == "__main__":
    main()
