"""导入: rows of a file become resources or correct them, chunk by chunk; a row that cannot is named with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from django.db import IntegrityError, transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.kernel.errors import Forbidden, Problem
from liandong.kernel.text import BadValue
from liandong.resources.importing.rows import RowReader, RowRefused, reason_of
from liandong.resources.models import Resource
from liandong.resources.rules import MoveKind
from liandong.resources.services.ledger import enter_line, tell_line
from liandong.resources.services.recording import WRITE, fact_of
from liandong.resources.services.registering import (
    CORRECTABLE,
    ResourceDraft,
    check_amount,
    register_resources,
    row_of,
)
from liandong.timeline import services as timeline

CHUNK = 1000
"""Rows a transaction: other writers wait for one chunk, not for the file."""

Numbered = tuple[int, ResourceDraft]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """`code` is the problem's where it has one; `cells` are those of the file, to be mended and sent again."""

    row: int
    reason: str
    code: str = ""
    cells: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """What came of a file. `updated` counts the rows that met a resource of this source, changed by it or not."""

    read: int = 0
    created: int = 0
    updated: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


def import_resources(
    actor: Actor, reader: RowReader, *, dry_run: bool = False, told: Callable[[int], None] = lambda rows: None
) -> Tally:
    """Take every row that can be taken; importing the same file again creates nothing. `dry_run` writes nothing."""
    tally = Tally()
    rows = iter(range(len(reader.table.rows)))
    while chunk := list(islice(rows, CHUNK)):
        drafts = list(_drafts(actor, reader, chunk, tally))
        created, updated = _count(drafts) if dry_run else _taken(actor, drafts)
        tally.created, tally.updated = tally.created + created, tally.updated + updated
        tally.read += len(chunk)
        told(len(chunk))
    return tally


def _drafts(actor: Actor, reader: RowReader, chunk: Sequence[int], tally: Tally) -> Iterator[ResourceDraft]:
    for place in chunk:
        try:
            draft = reader.draft(place)
            check_amount(content.resource_type(draft.type), draft.quantity)
            if not access.may(actor, WRITE, draft.region_code):
                raise Forbidden(permission=WRITE, region=draft.region_code)
        except (RowRefused, BadValue, Problem) as refusal:
            cells = tuple("" if cell is None else str(cell) for cell in reader.table.rows[place])
            code = str(getattr(refusal, "code", ""))
            tally.refused.append(RefusedRow(reader.number(place), reason_of(refusal), code, cells))
        else:
            yield draft


def _known(drafts: Sequence[ResourceDraft]) -> dict[str, Resource]:
    keys, sources = [draft.source_key for draft in drafts], {draft.source for draft in drafts}
    rows = Resource.objects.filter(source__in=sources, source_key__in=keys)
    return {row.source_key: row for row in rows}


def _count(drafts: Sequence[ResourceDraft]) -> tuple[int, int]:
    known = _known(drafts)
    return sum(draft.source_key not in known for draft in drafts), len(known)


def _taken(actor: Actor, drafts: Sequence[ResourceDraft]) -> tuple[int, int]:
    """Where somebody imports the same file at the same moment, whoever comes second meets the rows of the first."""
    try:
        return _take(actor, drafts)
    except IntegrityError:
        return _take(actor, drafts)


@transaction.atomic
def _take(actor: Actor, drafts: Sequence[ResourceDraft]) -> tuple[int, int]:
    known = _known(drafts)
    register_resources(actor, [draft for draft in drafts if draft.source_key not in known])
    met = [(known[draft.source_key], draft) for draft in drafts if draft.source_key in known]
    _correct(actor, met)
    return len(drafts) - len(met), len(met)


def _correct(actor: Actor, met: Sequence[tuple[Resource, ResourceDraft]]) -> None:
    """Write what differs; what the file does not say stays.

    Stock keeps its ledger: only capacities and numbers of people are set by a count.
    """
    facts = []
    for resource, draft in met:
        given = row_of(actor, replace(draft, attributes={**resource.attributes, **draft.attributes}))
        changed = [name for name in CORRECTABLE if getattr(resource, name) != getattr(given, name)]
        if draft.verified_at and (resource.verified_at is None or draft.verified_at > resource.verified_at):
            changed.append("verified_at")
        if not changed and resource.quantity == given.quantity:
            continue
        locked = Resource.objects.select_for_update().get(id=resource.id)
        for name in changed:
            setattr(locked, name, getattr(given, name))
        if changed:
            locked.version, locked.changed_at, locked.changed_by = locked.version + 1, clock.now(), actor.person_id
            locked.save(update_fields=[*changed, "version", "changed_at", "changed_by"])
            facts.append(fact_of(locked, "resource_changed", changed=changed))
        _recount(actor, locked, given)
    timeline.record_many(actor, facts)


def _recount(actor: Actor, resource: Resource, given: Resource) -> None:
    fits = given.quantity >= max(resource.held, resource.load)
    if content.resource_type(resource.type).shape == "ITEM" or resource.quantity == given.quantity or not fits:
        return
    move = enter_line(
        actor, resource, MoveKind.COUNT, given.quantity - resource.quantity, reason=f"导入：{resource.source}"
    )
    tell_line(actor, resource, move, given.quantity)
