"""Requests made up from the API's own description, fitting it and breaking it: never a server error.

More by `LIANDONG_TEST_EXAMPLES` (for each route and mode) and `LIANDONG_TEST_SEEDS` (separated by commas).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode

from liandong.kernel.ids import new_id
from tests.config.samples import routes
from tests.config.town import Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("almighty", "quick_passwords")]

EACH = int(os.environ.get("LIANDONG_TEST_EXAMPLES", "1"))
SEEDS = [int(each) for each in os.environ.get("LIANDONG_TEST_SEEDS", "1,2").split(",")]
FEWEST = 500
STREAMS = ("/stream",)


@pytest.fixture
def described() -> Iterator[Any]:
    """The API behind WSGI; like Django's test client it leaves the test's transaction and connection alone."""
    between_requests = (signals.request_started, signals.request_finished)
    for signal in between_requests:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    for signal in between_requests:
        signal.connect(close_old_connections)


def run(operation: Any, mode: GenerationMode, number: int, town: Town) -> int:
    """`EACH` requests to one route, those that fit the description about things that exist; how many were sent."""
    sent = 0

    @seed(number)
    @settings(
        max_examples=EACH,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        nonlocal sent
        sent += 1
        if mode is GenerationMode.POSITIVE:
            case.path_parameters = town.known(case.path_parameters)
            case.body = town.known(case.body)
        with transaction.atomic():
            answer = case.call(headers={"Authorization": "Bearer x", "Idempotency-Key": str(new_id())})
            transaction.set_rollback(True)
        assert answer.status_code < 500, f"seed {number}: {case.as_curl_command()}\n{answer.text[:500]}"

    send()
    return sent


@pytest.mark.parametrize("number", SEEDS)
def test_no_made_up_request_is_a_server_error(described: Any, number: int, town: Town) -> None:
    sent = 0
    for result in described.get_all_operations():
        operation = result.ok()
        if operation.path.endswith(STREAMS):
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode is GenerationMode.POSITIVE or operation.body or operation.query or operation.path_parameters:
                sent += run(operation, mode, number, town)
    assert sent >= len(routes())
    assert sent * len(SEEDS) >= FEWEST
