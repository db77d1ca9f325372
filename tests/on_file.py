"""A database that threads can share: SQLite in memory has one connection's locks, which no real server has."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections


@pytest.fixture
def on_file(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """Let this test run on a database file when the tests run on SQLite in memory; ask for it before other fixtures."""
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():  # type: ignore[attr-defined]
        yield
        return
    in_memory, settings = connections["default"], connections.settings["default"]
    in_memory.ensure_connection()
    file = tmp_path / "shared.sqlite3"
    with sqlite3.connect(file) as copy:
        in_memory.connection.backup(copy)
    name, settings["NAME"] = settings["NAME"], str(file)
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = name
        connections["default"] = in_memory
