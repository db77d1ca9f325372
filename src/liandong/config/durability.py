"""Accepted means committed: the database is asked whether it keeps what it acknowledges, before anything is served."""

from __future__ import annotations

from django.db import connection

_SQLITE_FULL = {2, 3}
"""`PRAGMA synchronous`: 2 is FULL, 3 is EXTRA; with NORMAL a power cut takes back commits that were answered."""

_POSTGRESQL = ("fsync", "full_page_writes", "synchronous_commit")


def problems() -> list[str]:
    """What is wrong with the present connection, each with its remedy; empty when commits survive a power cut."""
    return _of_postgresql() if connection.vendor == "postgresql" else _of_sqlite()


def _of_sqlite() -> list[str]:
    if connection.is_in_memory_db():  # type: ignore[attr-defined]  # of Django's SQLite backend
        return []
    mode, level = str(_ask("PRAGMA journal_mode")), int(str(_ask("PRAGMA synchronous")))
    wrong = []
    if mode != "wal":
        wrong.append(f"SQLite journal_mode is {mode}, not wal: the folder must be on a local disk that can map memory")
    if level not in _SQLITE_FULL:
        wrong.append(f"SQLite synchronous is {level}, not 2 (FULL): answered commits would not survive a power cut")
    return wrong


def fold_log_in() -> None:
    """Copy what is in SQLite's log into its database, beside the writer, so that no commit has to wait for it."""
    if connection.vendor == "sqlite":
        _ask("PRAGMA wal_checkpoint(PASSIVE)")


def _of_postgresql() -> list[str]:
    found = {name: str(_ask(f"SHOW {name}")) for name in _POSTGRESQL}
    return [
        f"PostgreSQL {name} is off: answered commits would not survive a crash; set it to on and reload"
        for name, value in found.items()
        if value == "off"
    ]


def _ask(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
