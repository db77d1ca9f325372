"""Finds any edit, removal, insertion or reordering of the record, and names the row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection

from liandong.timeline.rules import GENESIS, hash_of

CHUNK = 20_000
_NEXT_HEADS = (
    "SELECT id, subject_kind, subject_id, position, hash FROM timeline_head WHERE id > %s ORDER BY id LIMIT %s"
)

Key = tuple[str, str]
"""Kind and id of a subject."""

DATABASE: Key = ("timeline", "database")
"""Stands for a subject where the damage is below the rows."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One row that does not stand as it was written. `number` is its row in the table, None when it is gone."""

    subject: str
    position: int
    number: int | None
    problem: str


@dataclass(frozen=True, slots=True)
class Verification:
    """`heads` and `digest` fix the state of all chains; written down elsewhere, they make an anchor."""

    ok: bool
    entries: int
    heads: int
    digest: str
    broken: tuple[Broken, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The heads as they stood at one moment, kept outside the database."""

    digest: str
    entries: int
    heads: dict[str, tuple[int, str]]


@dataclass(slots=True)
class _Walk:
    """The last position and hash seen of each subject, and what was found wrong."""

    seen: dict[Key, tuple[int, str]] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)
    marked: dict[tuple[Key, int], str] = field(default_factory=dict)
    entries: int = 0

    def take(self, row: tuple[Any, ...]) -> None:
        """Check one row against the row before it in its chain."""
        number, stored, *columns = row
        key, position = (columns[2], columns[3]), columns[4]
        last, before = self.seen.get(key, (0, GENESIS))
        self.entries += 1
        if stored != hash_of(tuple(columns)):
            self.blame(key, position, number, "edited: its content does not match its hash")
        if position != last + 1:
            self.blame(key, position, number, _out_of_place(last, position))
        elif columns[0] != before:
            self.blame(key, position, number, "replaced: it does not continue the entry before it")
        self.seen[key] = (position, stored)
        if self.marked:
            self._compare_with_mark(key, position, stored, number)

    def blame(self, key: Key, position: int, number: int | None, problem: str) -> None:
        self.broken.append(Broken(":".join(key), position, number, problem))

    def _compare_with_mark(self, key: Key, position: int, stored: str, number: int) -> None:
        expected = self.marked.pop((key, position), stored)
        if expected != stored:
            self.blame(key, position, number, "rewritten: it differs from the anchor")


def verify(anchor: Anchor | None = None, progress: Callable[[int], None] = lambda rows: None) -> Verification:
    """Walk all chains, then hold them against the heads, and both against `anchor` where one is given.

    Runs beside writers: what they add meanwhile is looked up by its chain. `progress` is told the rows of each chunk.
    """
    walk = _Walk(marked=_marks(anchor))
    try:
        return _verified(walk, progress)
    except DatabaseError as error:
        walk.blame(DATABASE, 0, None, f"the database itself is damaged: {error}")
        return Verification(False, walk.entries, 0, "", tuple(walk.broken))


def _verified(walk: _Walk, progress: Callable[[int], None]) -> Verification:
    _look_at_pages(walk)
    for rows in _chunks(_fence()):
        for row in rows:
            walk.take(row)
        progress(len(rows))
    digest, heads = _hold_against_heads(walk)
    _hold_against_sequence(walk)
    for (key, position), _ in walk.marked.items():
        walk.blame(key, position, None, "removed: the anchor knows it")
    return Verification(not walk.broken, walk.entries, heads, digest, tuple(walk.broken))


def anchor_now() -> Anchor:
    """The heads as they stand; to be kept outside the database (paper, another node, a time-stamping service)."""
    heads = {f"{kind}:{name}": (position, tip) for kind, name, position, tip in _heads()}
    digest = hashlib.sha256()
    for subject, (position, tip) in heads.items():
        digest.update(_head_line(subject, position, tip))
    return Anchor(digest.hexdigest(), sum(position for position, _ in heads.values()), heads)


def _out_of_place(last: int, position: int) -> str:
    if position > last + 1:
        return f"entries {last + 1} to {position - 1} before it are gone"
    return f"inserted or moved: it comes after entry {last}"


def _marks(anchor: Anchor | None) -> dict[tuple[Key, int], str]:
    if anchor is None:
        return {}
    marks: dict[tuple[Key, int], str] = {}
    for subject, (position, tip) in anchor.heads.items():
        kind, _, name = subject.partition(":")
        marks[((kind, name), position)] = tip
    return marks


def _hold_against_heads(walk: _Walk) -> tuple[str, int]:
    """Every chain ends where its head says; answers the digest over all heads and their number."""
    digest, heads, unmatched = hashlib.sha256(), 0, set(walk.seen)
    for kind, name, position, tip in _heads():
        key = (kind, name)
        unmatched.discard(key)
        _catch_up(walk, key, position)
        last, stored = walk.seen.get(key, (0, GENESIS))
        if last < position:
            walk.blame(key, position, None, f"entries {last + 1} to {position} at the end are gone")
        elif last > position:
            walk.blame(key, last, None, "inserted behind the head")
        elif stored != tip:
            walk.blame(key, position, None, "its head was edited")
        digest.update(_head_line(f"{kind}:{name}", position, tip))
        heads += 1
    for key in unmatched:
        walk.blame(key, walk.seen[key][0], None, "its head is gone")
    return digest.hexdigest(), heads


def _catch_up(walk: _Walk, key: Key, position: int) -> None:
    """Read what writers added to this chain since the walk passed."""
    last = walk.seen.get(key, (0, GENESIS))[0]
    if last < position:
        for row in _fetch("WHERE subject_kind = %s AND subject_id = %s AND position > %s", [*key, last], "position"):
            walk.take(row)


def _look_at_pages(walk: _Walk) -> None:
    """SQLite checks its pages and holds its indexes against its tables; PostgreSQL has checksums for that."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(20)")
        for (found,) in cursor.fetchall():
            if found != "ok":
                walk.blame(DATABASE, 0, None, f"the database itself is damaged: {found}")


def _hold_against_sequence(walk: _Walk) -> None:
    """SQLite numbers rows without gaps, so that even a whole chain taken away with its head is missed."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, before FROM (SELECT number, lag(number, 1, 0) OVER (ORDER BY number) AS before"
            " FROM timeline_entry) WHERE number <> before + 1"
        )
        for number, before in cursor.fetchall():
            walk.blame(DATABASE, 0, before + 1, f"rows {before + 1} to {number - 1} are gone")
        cursor.execute(
            "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'timeline_entry'), 0),"
            " coalesce(max(number), 0) FROM timeline_entry"
        )
        given, last = cursor.fetchone()
    if given > last:
        walk.blame(DATABASE, 0, last + 1, f"rows {last + 1} to {given} are gone")


def _head_line(subject: str, position: int, hash: str) -> bytes:
    return f"{subject} {position} {hash}\n".encode("utf-8", "surrogatepass")


def _chunks(fence: str) -> Iterator[list[tuple[Any, ...]]]:
    number = 0
    while rows := _fetch(f"WHERE number > %s AND {fence}", [number], "number", CHUNK):
        yield rows
        number = rows[-1][0]


def _fence() -> str:
    """What was settled when the walk began; the rest is reached through the heads."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT coalesce(max(number), 0) FROM timeline_entry")
            return f"number <= {int(cursor.fetchone()[0])}"
        cursor.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text,"
            " coalesce(pg_current_xact_id_if_assigned()::text, '0')"
        )
        oldest_open, own = cursor.fetchone()
        return f"(transaction_id < {int(oldest_open)} OR transaction_id = {int(own)})"


def _fetch(where: str, values: list[Any], order: str, limit: int = -1) -> list[tuple[Any, ...]]:
    """Rows as (number, hash, …the hashed columns in the order of `rules.hashed_columns`)."""
    most = f"LIMIT {limit}" if limit >= 0 else ""
    with connection.cursor() as cursor:
        statement = f"SELECT {_COLUMNS[connection.vendor]} FROM timeline_entry {where} ORDER BY {order} {most}"  # noqa: S608
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _heads() -> Iterator[tuple[str, str, int, str]]:
    """All heads in the order of their rows, a chunk at a time."""
    number = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_NEXT_HEADS, [number, CHUNK])
            rows = cursor.fetchall()
        if not rows:
            return
        yield from (row[1:] for row in rows)
        number = rows[-1][0]


def _columns(identifier: str, moment: str, flag: str) -> str:
    """The hashed columns as text, written as `rules.hashed_columns` writes them."""
    ids = {name: identifier.format(name) for name in ("entry_id", "incident_id", "user_id", "person_id", "post_id")}
    organization = identifier.format("organization_id")
    moments = ", ".join(moment.format(name) for name in ("occurred_at", "recorded_at"))
    return (
        f"number, hash, previous_hash, {ids['entry_id']}, subject_kind, subject_id, position, verb, version, payload,"
        f" region_code, {ids['incident_id']}, {flag}, {ids['user_id']}, {ids['person_id']}, {ids['post_id']},"
        f" {organization}, source, reason, {moments}"
    )


_COLUMNS = {
    # Django leaves `.000000` out of a whole second.
    "sqlite": _columns(
        "{0}",
        "replace({0} || CASE length({0}) WHEN 19 THEN '.000000' ELSE '' END, ' ', 'T') || 'Z'",
        "drill + 0",
    ),
    "postgresql": _columns(
        "replace({0}::text, '-', '')",
        "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
        "drill::int",
    ),
}
