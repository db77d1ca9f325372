"""Reads of the record: what an actor may see of it, and what the platform's own readers follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from liandong.access.queries import in_scope
from liandong.kernel.errors import NotFound
from liandong.kernel.ids import Subject
from liandong.timeline.models import StoredEntry
from liandong.timeline.rendering import sentence, sentences
from liandong.timeline.rules import START, By, Cursor, Entry

if TYPE_CHECKING:
    from liandong.access.rules import Actor

__all__ = [
    "READ",
    "Page",
    "Selection",
    "access_entry",
    "after",
    "all_of_incident",
    "count",
    "history_of",
    "last_cursor",
    "latest_of_incident",
    "of_incident",
    "of_subject",
    "selected",
    "sentence",
    "sentences",
]

READ = "timeline.read"
PHASE_ENTERED = "phase_entered"
"""The verb by which an incident moves on; its data names the `phase`."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What part of the record is asked for; an empty field asks for all."""

    verbs: tuple[str, ...] = ()
    phase: str = ""
    actor_id: UUID | None = None
    occurred_from: datetime | None = None
    occurred_until: datetime | None = None
    drill: bool | None = None


EVERYTHING = Selection()
_FENCE = """(
    timeline_entry.transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    OR timeline_entry.transaction_id = pg_current_xact_id_if_assigned()::text::bigint
)"""
"""Settled for good: every older transaction has ended, so nothing can still appear before it (or it is our own)."""


@dataclass(frozen=True, slots=True)
class Page:
    """Entries in the order they became readable; `next` continues behind them, None when there are no more."""

    entries: tuple[Entry, ...]
    next: Cursor | None


def of_incident(
    actor: Actor, incident_id: UUID, selection: Selection = EVERYTHING, *, cursor: Cursor = START, limit: int = 200
) -> Page:
    """The incident's own entries and those of its orders, tasks, clocks …, as far as the actor may read them."""
    return _page(_of_incident(actor, incident_id, selection), selection, cursor, limit)


def latest_of_incident(
    actor: Actor, incident_id: UUID, selection: Selection = EVERYTHING, *, before: Cursor = START, limit: int = 200
) -> Page:
    """The same, the newest first: a screen shows the end of the record. `next` leads to what is older."""
    rows = _narrowed(_of_incident(actor, incident_id, selection), selection)
    return _newest_first(rows, before, limit)


def _of_incident(actor: Actor, incident_id: UUID, selection: Selection) -> QuerySet[StoredEntry]:
    rows = visible_entries(actor).filter(incident_id=incident_id)
    return rows.filter(_while_in_phase(incident_id, selection.phase)) if selection.phase else rows


def all_of_incident(actor: Actor, incident_id: UUID, selection: Selection = EVERYTHING) -> Iterator[Entry]:
    """The whole of `of_incident`, read page by page."""
    cursor: Cursor | None = START
    while cursor is not None:
        page = of_incident(actor, incident_id, selection, cursor=cursor, limit=500)
        yield from page.entries
        cursor = page.next


def of_subject(
    actor: Actor, subject: Subject, selection: Selection = EVERYTHING, *, cursor: Cursor = START, limit: int = 200
) -> Page:
    rows = visible_entries(actor).filter(subject_kind=subject.kind, subject_id=subject.id)
    return _page(rows, selection, cursor, limit)


def latest_of_subject(actor: Actor, subject: Subject, *, before: Cursor = START, limit: int = 200) -> Page:
    """The same, the newest first; `next` leads to what is older."""
    rows = visible_entries(actor).filter(subject_kind=subject.kind, subject_id=subject.id)
    return _newest_first(rows, before, limit)


def history_of(subjects: Iterable[Subject], *, before: Cursor = START, limit: int = 50) -> Page:
    """What befell these subjects, the newest first. The caller has checked that its reader may see each of them."""
    wanted, ids = Q(pk__in=()), dict[str, list[str]]()
    for subject in subjects:
        ids.setdefault(subject.kind, []).append(subject.id)
    for kind, of_kind in ids.items():
        wanted |= Q(subject_kind=kind, subject_id__in=of_kind)
    return _newest_first(StoredEntry.objects.filter(wanted), before, limit)


def selected(actor: Actor, selection: Selection = EVERYTHING, *, cursor: Cursor = START, limit: int = 200) -> Page:
    """Everything the actor may read, of every subject, in settled order: a reader may continue from it for ever."""
    return _page(_settled(visible_entries(actor)), selection, cursor, limit)


def access_entry(actor: Actor, entry_id: UUID) -> Entry:
    """One entry, or NotFound when it is absent or out of the actor's scope."""
    row = visible_entries(actor).filter(entry_id=entry_id).first()
    if row is None:
        raise NotFound
    return entry_of(row)


def visible_entries(actor: Actor) -> QuerySet[StoredEntry]:
    return in_scope(actor, READ, StoredEntry.objects.all())


def after(cursor: Cursor = START, limit: int = 500, region_codes: Iterable[str] = ("",)) -> list[Entry]:
    """What follows the cursor, for the platform's own readers (push, outbox, exchange); not checked against an actor.

    Never skips: on PostgreSQL nothing is shown before every transaction that began earlier has ended, and the order is
    that of transactions, so that a number handed out early and committed late still lies ahead of every reader.
    """
    rows = StoredEntry.objects.all()
    codes = tuple(region_codes)
    if "" not in codes:
        rows = rows.filter(_any_prefix(codes))
    return [entry_of(row) for row in _settled(_behind(rows, cursor))[:limit]]


def last_cursor() -> Cursor:
    """The place behind everything that is readable now."""
    row = _settled(StoredEntry.objects.all()).order_by("-transaction_id", "-number").first()
    return Cursor(row.transaction_id, row.number) if row else START


def count() -> int:
    """Number of entries; exact."""
    return StoredEntry.objects.count()


def entry_of(row: StoredEntry) -> Entry:
    return Entry(
        id=row.entry_id,
        subject=Subject(row.subject_kind, row.subject_id),
        position=row.position,
        verb=row.verb,
        version=row.version,
        payload=row.payload,
        region_code=row.region_code,
        incident_id=row.incident_id,
        drill=row.drill,
        by=By(row.user_id, row.person_id, row.post_id, row.organization_id, row.source),
        reason=row.reason,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        previous_hash=row.previous_hash,
        hash=row.hash,
        cursor=Cursor(row.transaction_id, row.number),
    )


def _newest_first(rows: QuerySet[StoredEntry], before: Cursor, limit: int) -> Page:
    found = list(_ahead_of(rows, before)[: limit + 1])
    entries = tuple(entry_of(row) for row in found[:limit])
    return Page(entries, entries[-1].cursor if len(found) > limit else None)


def _page(rows: QuerySet[StoredEntry], selection: Selection, cursor: Cursor, limit: int) -> Page:
    found = list(_behind(_narrowed(rows, selection), cursor)[: limit + 1])
    entries = tuple(entry_of(row) for row in found[:limit])
    return Page(entries, entries[-1].cursor if len(found) > limit else None)


def _narrowed(rows: QuerySet[StoredEntry], selection: Selection) -> QuerySet[StoredEntry]:
    if selection.verbs:
        rows = rows.filter(verb__in=selection.verbs)
    if selection.actor_id:
        rows = rows.filter(Q(user_id=selection.actor_id) | Q(person_id=selection.actor_id))
    if selection.occurred_from:
        rows = rows.filter(occurred_at__gte=selection.occurred_from)
    if selection.occurred_until:
        rows = rows.filter(occurred_at__lt=selection.occurred_until)
    if selection.drill is not None:
        rows = rows.filter(drill=selection.drill)
    return rows


def _while_in_phase(incident_id: UUID, phase: str) -> Q:
    """The stretches of time between entering the phase and entering the next one."""
    steps = StoredEntry.objects.filter(incident_id=incident_id, subject_kind="incident", verb=PHASE_ENTERED)
    moments = [(row.occurred_at, entry_of(row).data.get("phase")) for row in steps.order_by("occurred_at", "number")]
    stretches = Q(pk__in=())
    for (start, entered), following in zip(moments, [*moments[1:], None], strict=False):  # none before the first phase
        if entered == phase:
            stretch = Q(occurred_at__gte=start)
            stretches |= stretch & Q(occurred_at__lt=following[0]) if following else stretch
    return stretches


def _ahead_of(rows: QuerySet[StoredEntry], cursor: Cursor) -> QuerySet[StoredEntry]:
    """What is older than the cursor, backwards; everything where the cursor is the start."""
    if cursor != START:
        older = Q(transaction_id__lt=cursor.transaction)
        rows = rows.filter(older | Q(transaction_id=cursor.transaction, number__lt=cursor.number))
    return rows.order_by("-transaction_id", "-number")


def _behind(rows: QuerySet[StoredEntry], cursor: Cursor) -> QuerySet[StoredEntry]:
    if connection.vendor == "sqlite":
        return rows.filter(number__gt=cursor.number).order_by("number")
    later = Q(transaction_id__gt=cursor.transaction) | Q(transaction_id=cursor.transaction, number__gt=cursor.number)
    # The first condition says nothing new; it lets PostgreSQL enter the index at the cursor.
    return rows.filter(Q(transaction_id__gte=cursor.transaction) & later).order_by("transaction_id", "number")


def _settled(rows: QuerySet[StoredEntry]) -> QuerySet[StoredEntry]:
    if connection.vendor == "sqlite":
        return rows
    return rows.extra(where=[_FENCE])  # noqa: S610  # a constant; the fence has no form in the ORM


def _any_prefix(codes: Iterable[str]) -> Q:
    wanted = Q(pk__in=())
    for code in codes:
        wanted |= Q(region_code__startswith=code)
    return wanted
