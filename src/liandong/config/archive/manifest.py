"""What an archive says of itself, so that a restore can be held against it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
from django.apps import apps
from django.db import connection

FORMAT = 1
NAME = "manifest.json"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` by table, `database_sha256` of the dump, `digest` over the heads of the timeline."""

    format: int = FORMAT
    version: str
    database: str
    made_at: str
    database_file: str
    database_sha256: str
    rows: dict[str, int]
    files: int
    entries: int
    digest: str


class BadArchive(Exception):
    """The archive cannot be restored; the message says why and what to do."""


def tables() -> list[str]:
    """Every table of the platform, also those between two models."""
    return sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed})


def row_counts(names: list[str]) -> dict[str, int]:
    """Rows of each of the tables in the present database."""
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        counts = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {quoted(name)}")  # noqa: S608  # our own tables' names
            counts[name] = int(cursor.fetchone()[0])
    return counts


def sha256_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
