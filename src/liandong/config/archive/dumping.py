"""The database as one file and back: SQLite's own online copy, or PostgreSQL's `pg_dump`."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction

from liandong.config.archive.manifest import BadArchive

SQLITE_FILE, POSTGRESQL_FILE = "database.sqlite3", "database.dump"


@contextlib.contextmanager
def one_moment() -> Iterator[Callable[[Path], Path]]:
    """Inside, every read sees the database as it stands now, and the function given writes just that into a folder.

    Writers go on meanwhile.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = str(cursor.fetchone()[0])
            yield lambda folder: _dump_postgresql(folder, snapshot)
        return
    with connection.cursor() as cursor:
        # A deferred transaction only reads; its first SELECT fixes what it sees.
        cursor.execute("BEGIN DEFERRED")
        cursor.execute("SELECT count(*) FROM timeline_head")
        try:
            yield _dump_sqlite
        finally:
            cursor.execute("ROLLBACK")


def load(file: Path) -> None:
    """Bring a dump into the present, empty database."""
    if connection.vendor == "postgresql":
        _load_postgresql(file)
    else:
        _load_sqlite(file)


def _dump_sqlite(folder: Path) -> Path:
    target = folder / SQLITE_FILE
    with contextlib.closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        # The copy is one file, whatever the journal of the source.
        copy.execute("PRAGMA journal_mode=DELETE")
    return target


def _load_sqlite(file: Path) -> None:
    target = _sqlite_file()
    connections.close_all()
    for left in (target, target.with_name(target.name + "-wal"), target.with_name(target.name + "-shm")):
        left.unlink(missing_ok=True)
    incoming = target.with_name(target.name + ".restored")
    shutil.copyfile(file, incoming)
    with incoming.open("rb+") as opened:
        os.fsync(opened.fileno())
    incoming.rename(target)


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _dump_postgresql(folder: Path, snapshot: str) -> Path:
    target = folder / POSTGRESQL_FILE
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}")
    return target


def _load_postgresql(file: Path) -> None:
    connections.close_all()
    _run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        str(file),
    )


def _run(program: str, *arguments: str) -> None:
    settings: dict[str, Any] = connection.settings_dict
    where = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
    }
    environment = {**os.environ, **{name: str(value) for name, value in where.items() if value}}
    found = shutil.which(program)
    if found is None:
        raise BadArchive(
            f"找不到 {program}，请安装 postgresql-client · {program} is missing: install postgresql-client"
        )
    done = subprocess.run(  # noqa: S603  # PostgreSQL's own tool with our own arguments
        [found, *arguments, f"--dbname={settings['NAME']}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BadArchive(f"{program}: {done.stderr.strip()}")
