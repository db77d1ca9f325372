"""Playing foreign records into intake: the same services, many at once, safe to stop anywhere and start again.

Each batch is one transaction: what was answered as accepted is durable, and a record is known by its key, so that a
second run finds what the first one kept and adds only the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from django.db import transaction

from liandong.access.rules import Actor, Source
from liandong.content import mapping as mapper
from liandong.content.mapping import MappedReport, Refusal
from liandong.content.records import Record
from liandong.content.schemas.mappings import Mapping
from liandong.incidents import services
from liandong.incidents.rules.reports import Channel, ReportDraft, ReportReceipt
from liandong.kernel.errors import Problem
from liandong.kernel.geo import Crs, convert

BATCH = 500
"""Records in a transaction: enough to share one commit, few enough not to hold SQLite's one writer for long."""


@dataclass(slots=True)
class Tally:
    """What became of the records: read = accepted + repeated + refused."""

    read: int = 0
    accepted: int = 0
    repeated: int = 0
    refused: int = 0
    incidents: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)

    def refuse(self, reason: str) -> None:
        self.refused += 1
        self.reasons[reason] += 1

    def add(self, other: Tally) -> None:
        for name in ("read", "accepted", "repeated", "refused", "incidents"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reasons.update(other.reasons)
        self.mended.update(other.mended)

    def as_json(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in ("read", "accepted", "repeated", "refused", "incidents")}
        return {**counts, "reasons": dict(self.reasons), "notes": dict(self.mended)}


def player(mapping: Mapping) -> Actor:
    """The platform itself, under a name of the mapping: the keys of one source never meet those of another."""
    return replace(Actor.system(Source.CLI), client=f"replay:{mapping.id}"[:80])


@transaction.atomic
def play(actor: Actor, mapping: Mapping, rows: Sequence[Record], *, promote: bool) -> Tally:
    """One batch. With `promote`, a new report that has an event type becomes an incident of the past and is graded."""
    tally, drafts = Tally(read=len(rows)), list[ReportDraft]()
    for _, row in rows:
        mapped = row if isinstance(row, Refusal) else mapper.apply(mapping, row)
        if isinstance(mapped, Refusal):
            tally.refuse(mapped.reason)
            continue
        tally.mended.update(note.partition(":")[0] for note in mapped.notes)
        drafts.append(draft_of(mapped))
    for draft, answer in zip(drafts, services.receive_reports(actor, drafts), strict=True):
        _count(actor, tally, draft, answer, promote)
    return tally


def draft_of(mapped: MappedReport) -> ReportDraft:
    """The mapped record as intake takes it, its position in CGCS2000."""
    lon, lat = mapped.lon, mapped.lat
    if lon is not None and lat is not None:
        lon, lat = convert(lon, lat, Crs(mapped.crs), Crs.CGCS2000)
    return ReportDraft(
        client_key=mapped.client_key,
        channel=Channel(mapped.channel),
        summary=mapped.summary,
        event_type=mapped.event_type,
        region_code=mapped.region_code,
        place=mapped.place,
        lon=lon,
        lat=lat,
        crs=mapped.crs,
        occurred_at=mapped.occurred_at,
        received_at=mapped.received_at,
        facts=mapped.facts,
        source_unit=mapped.source_unit,
        drill=mapped.drill,
    )


def _count(actor: Actor, tally: Tally, draft: ReportDraft, answer: ReportReceipt | Problem, promote: bool) -> None:
    if isinstance(answer, Problem):
        tally.refuse(answer.code)
    elif answer.repeated:
        tally.repeated += 1
    else:
        tally.accepted += 1
        if promote and draft.event_type:
            services.promote_report(actor, answer.report_id, historical=True)
            tally.incidents += 1


def batches(rows: Iterable[Record], size: int = BATCH) -> Iterator[list[Record]]:
    """The rows in lists of `size`, the last one shorter."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


def grades_by_default(mapping: Mapping) -> bool:
    """A mapping that finds facts tells of incidents, not only of calls: its reports are graded."""
    return bool(mapping.facts)
