"""One server for all tests that only ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import Serving, node


@pytest.fixture(scope="session")
def server() -> Iterator[Serving]:
    with node() as serving:
        serving.start()
        yield serving
