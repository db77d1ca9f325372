"""The one verb of the timeline: record what has happened, in the transaction in which it happens; one fact or many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction

from liandong.kernel import clock
from liandong.kernel.ids import Subject, new_id
from liandong.kernel.statements import Statement, identifier, moment
from liandong.timeline import guards, wakeup
from liandong.timeline.rules import (
    GENESIS,
    By,
    Cursor,
    Entry,
    NotInTransaction,
    hash_of,
    hashed_columns,
    masked,
    payload_of,
)

if TYPE_CHECKING:
    from liandong.access.rules import Actor

# Written by hand: these are the hottest statements of the platform, and the ORM would not return the transaction.
_NEXT_POSITION = Statement(
    "INSERT INTO timeline_head (subject_kind, subject_id, position, hash) VALUES (%s, %s, 1, %s)"
    " ON CONFLICT (subject_kind, subject_id) DO UPDATE SET position = timeline_head.position + 1"
    " RETURNING position, hash"
)
_FIRST_HEAD = Statement("INSERT INTO timeline_head (subject_kind, subject_id, position, hash) VALUES (%s, %s, 1, %s)")
_MOVE_HEAD = Statement("UPDATE timeline_head SET hash = %s WHERE subject_kind = %s AND subject_id = %s")
_COLUMNS = (
    "entry_id, subject_kind, subject_id, position, verb, version, payload, region_code, incident_id, drill, user_id,"
    " person_id, post_id, organization_id, source, reason, occurred_at, recorded_at, previous_hash, hash"
)
_INSERTS = {
    vendor: Statement(
        f"INSERT INTO timeline_entry ({_COLUMNS}, transaction_id) VALUES ({', '.join(['%s'] * 20)}, {own})"  # noqa: S608
        " RETURNING number, transaction_id"
    )
    for vendor, own in {"postgresql": "pg_current_xact_id()::text::bigint", "sqlite": "0"}.items()
}
BATCH = 200
"""Facts a statement: well below the drivers' limits of places in one statement."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What `record_many` records: the arguments of `record`, for one entry."""

    subject: Subject
    verb: str
    region_code: str
    data: Mapping[str, Any] = field(default_factory=dict)
    incident_id: UUID | None = None
    drill: bool = False
    occurred_at: datetime | None = None
    reason: str = ""
    version: int = 1


def record(
    actor: Actor,
    subject: Subject,
    verb: str,
    *,
    region_code: str,
    data: Mapping[str, Any] | None = None,
    incident_id: UUID | None = None,
    drill: bool = False,
    occurred_at: datetime | None = None,
    reason: str = "",
    version: int = 1,
    first: bool = False,
) -> Entry:
    """Append one entry to the subject's chain: one statement that claims the next place, two that fill it.

    `first` says that the subject was made in this very transaction, so that its chain begins here: two statements in
    all. `data` holds plain JSON values, ids and moments; no personal data in the clear (`rules.payload_of`). A subject
    of kind `incident` is its own incident. Raises `NotInTransaction` outside `transaction.atomic`.
    """
    fact = Fact(subject, verb, region_code, data or {}, incident_id, drill, occurred_at, reason, version)
    if not connection.in_atomic_block:
        raise NotInTransaction
    if first:
        kept = _begin_chain(_entry(_by(actor), fact, clock.now(), 1, GENESIS))
    else:
        kept = _keep(_entry(_by(actor), fact, clock.now(), *_claim_place(subject)))
    wakeup.ring_after_commit()
    return kept


def record_many(actor: Actor, facts: Sequence[Fact]) -> list[UUID]:
    """Append many entries in their order, with three statements for every `BATCH`; answers the entries' ids.

    Chains are claimed in the order of their subjects, so that two processes never wait for each other in a circle.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction
    by, now = _by(actor), clock.now()
    ids = [entry_id for n in range(0, len(facts), BATCH) for entry_id in _keep_many(by, facts[n : n + BATCH], now)]
    wakeup.ring_after_commit()
    return ids


def _entry(by: By, fact: Fact, now: datetime, position: int, previous_hash: str) -> Entry:
    subject = fact.subject
    entry = Entry(
        id=new_id(),
        subject=subject,
        position=position,
        verb=fact.verb,
        version=fact.version,
        payload=payload_of(fact.data),
        region_code=fact.region_code,
        incident_id=fact.incident_id or (UUID(subject.id) if subject.kind == "incident" else None),
        drill=fact.drill,
        by=by,
        reason=masked(fact.reason),
        occurred_at=fact.occurred_at or now,
        recorded_at=now,
        previous_hash=previous_hash,
    )
    return replace(entry, hash=hash_of(hashed_columns(entry)))


def _keep_many(by: By, facts: Sequence[Fact], now: datetime) -> list[UUID]:
    heads, entries = _claim_places(Counter(fact.subject for fact in facts)), []
    for fact in facts:
        position, previous_hash = heads[fact.subject]
        entry = _entry(by, fact, now, position, previous_hash)
        heads[fact.subject] = (position + 1, entry.hash)
        entries.append(entry)
    with connection.cursor() as cursor:
        cursor.execute(_many_entries(len(entries)), [value for entry in entries for value in _stored(entry)])
        moved = [value for subject, (_, last) in heads.items() for value in (subject.kind, subject.id, last)]
        cursor.execute(_many_heads(len(heads)), moved)
    return [entry.id for entry in entries]


def _claim_places(wanted: Counter[Subject]) -> dict[Subject, tuple[int, str]]:
    """For each subject its next position and the hash before it; its head is held until the transaction ends."""
    subjects = sorted(wanted, key=lambda subject: (subject.kind, subject.id))
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(subjects))
    values = [value for one in subjects for value in (one.kind, one.id, wanted[one], GENESIS)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO timeline_head (subject_kind, subject_id, position, hash) VALUES {rows}"  # noqa: S608
            " ON CONFLICT (subject_kind, subject_id)"
            " DO UPDATE SET position = timeline_head.position + excluded.position"
            " RETURNING subject_kind, subject_id, position, hash",
            values,
        )
        claimed = [(Subject(row[0], row[1]), int(row[2]), str(row[3])) for row in cursor.fetchall()]
    return {subject: (last - wanted[subject] + 1, previous) for subject, last, previous in claimed}


def _many_entries(number: int) -> str:
    own = "pg_current_xact_id()::text::bigint" if connection.vendor == "postgresql" else "0"
    row = f"({', '.join(['%s'] * 20)}, {own})"
    return f"INSERT INTO timeline_entry ({_COLUMNS}, transaction_id) VALUES {', '.join([row] * number)}"  # noqa: S608


def _many_heads(number: int) -> str:
    rows = ", ".join(["(%s, %s, %s)"] * number)
    return (
        f"UPDATE timeline_head SET hash = moved.column3 FROM (VALUES {rows}) AS moved"  # noqa: S608
        " WHERE subject_kind = moved.column1 AND subject_id = moved.column2"
    )


def _claim_place(subject: Subject) -> tuple[int, str]:
    """The next position and the hash before it; holds the subject's head until the transaction ends."""
    ((position, previous_hash),), _ = _NEXT_POSITION.run([subject.kind, subject.id, GENESIS])
    return int(position), str(previous_hash)


def _keep(entry: Entry) -> Entry:
    kept = _insert(entry)
    _MOVE_HEAD.run([entry.hash, entry.subject.kind, entry.subject.id])
    return kept


def _begin_chain(entry: Entry) -> Entry:
    kept = _insert(entry)
    _FIRST_HEAD.run([entry.subject.kind, entry.subject.id, entry.hash])
    return kept


def _insert(entry: Entry) -> Entry:
    ((number, own_transaction),), _ = _INSERTS[connection.vendor].run(_stored(entry))
    return replace(entry, cursor=Cursor(int(own_transaction), int(number)))


def _stored(entry: Entry) -> list[Any]:
    """The values of `_COLUMNS` as the database driver takes them."""
    by = entry.by
    return [
        identifier(entry.id),
        entry.subject.kind,
        entry.subject.id,
        entry.position,
        entry.verb,
        entry.version,
        entry.payload,
        entry.region_code,
        identifier(entry.incident_id),
        entry.drill,
        identifier(by.user_id),
        identifier(by.person_id),
        identifier(by.post_id),
        identifier(by.organization_id),
        by.source,
        entry.reason,
        moment(entry.occurred_at),
        moment(entry.recorded_at),
        entry.previous_hash,
        entry.hash,
    ]


def _by(actor: Actor) -> By:
    return By(
        user_id=actor.user_id,
        person_id=actor.person_id,
        post_id=actor.post_id,
        organization_id=actor.organization_id,
        source=str(getattr(actor.source, "value", actor.source)),
    )


def settle_restored() -> None:
    """Forget the transaction numbers of another PostgreSQL cluster; here they would put old entries into the future.

    For `liandong restore` alone, before anybody writes. The numbers are no part of what is hashed; the entries' own
    order stays.
    """
    if connection.vendor != "postgresql":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        guards.remove(connection)
        cursor.execute("UPDATE timeline_entry SET transaction_id = 0")
        guards.install(connection)
