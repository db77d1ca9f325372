"""What the first page shows, gathered from the apps below, each through its own scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.content.fact_titles import fact_titles
from liandong.deadlines import queries as deadlines
from liandong.incidents import queries as incidents
from liandong.incidents.queries import IncidentSummary
from liandong.kernel import clock
from liandong.orders import queries as orders
from liandong.organizations import queries as organizations
from liandong.overview.rules import CHANNELS, COMMANDS, NUMERALS, QUIET_VERBS, Grade, amount, grade_shown, span
from liandong.plans import queries as plans
from liandong.plans import wire
from liandong.timeline import queries as timeline
from liandong.timeline.rendering import sentences

M = TypeVar("M", bound=Model)
EXERCISES = 3
"""Rows of exercises shown below those that are real."""


@dataclass(frozen=True, slots=True)
class IncidentLine:
    id: UUID
    number: str
    title: str
    kind: str
    where: str
    grade: Grade | None
    phase: str
    opened_at: datetime
    drill: bool


@dataclass(frozen=True, slots=True)
class ClockLine:
    title: str
    what: str
    holder: str
    due_at: datetime
    span: str
    state: str
    source: str
    drill: bool


@dataclass(frozen=True, slots=True)
class OrderLine:
    id: UUID
    number: str
    title: str
    issued_at: datetime
    due_at: datetime | None
    signed: int
    addressees: int
    unsigned: tuple[str, ...]
    late: bool
    drill: bool


@dataclass(frozen=True, slots=True)
class EntryLine:
    id: UUID
    at: datetime
    text: str
    key: bool
    drill: bool


@dataclass(frozen=True, slots=True)
class FactLine:
    title: str
    value: str


@dataclass(frozen=True, slots=True)
class IncidentHead:
    """What stands at the top of an incident: nothing of it is a code."""

    number: str
    title: str
    kind: str
    where: str
    grade: Grade | None
    phase: str
    command: str
    occurred_at: datetime
    opened_at: datetime
    open: bool
    drill: bool
    facts: tuple[FactLine, ...]


@dataclass(frozen=True, slots=True)
class ReportLine:
    channel: str
    summary: str
    where: str
    received_at: datetime
    drill: bool


@dataclass(frozen=True, slots=True)
class TaskLine:
    group: str
    title: str
    occurrence: int
    clause: str
    due_at: datetime
    done_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class ResponseLine:
    title: str
    level: str
    commander: str
    activated_at: datetime
    over: bool
    tasks: tuple[TaskLine, ...]


def open_incidents(actor: Actor, limit: int = 12) -> list[IncidentLine]:
    """The newest open incidents the actor may see, exercises among them, marked."""
    phases, types = content.phases(), content.event_types()
    rows = incidents.visible_incidents(actor).filter(state="OPEN").order_by("-opened_at", "-id")[:limit]
    return [
        IncidentLine(
            id=row.id,
            number=row.number,
            title=row.title,
            kind=types[row.event_type].title.zh if row.event_type in types else "",
            where=row.place or content.region_path(row.region_code),
            grade=grade_shown(row.confirmed_grade, row.proposed_grade),
            phase=phases[row.phase].title.zh if row.phase in phases else row.phase,
            opened_at=row.opened_at,
            drill=row.drill,
        )
        for row in rows
    ]


def tight_clocks(actor: Actor, incident_id: UUID | None = None, limit: int = 10) -> list[ClockLine]:
    """The open clocks that are due soonest, the late ones first."""
    rows = _real_first(deadlines.clocks(actor, incident_id=incident_id, open_only=True), limit)
    names = organizations.names(row.holder_id for row in rows)
    kinds, now = content.deadline_kinds(), clock.now()
    return [
        ClockLine(
            title=kinds[row.kind].title.zh if row.kind in kinds else row.kind,
            what=str(row.data.get("order_title") or row.data.get("title") or ""),
            holder=names.get(row.holder_id, ""),
            due_at=row.due_at,
            span=span(row.due_at - now),
            state=row.state,
            source=row.source,
            drill=row.drill,
        )
        for row in rows
    ]


def pressing_orders(actor: Actor, incident_id: UUID | None = None, limit: int = 10) -> list[OrderLine]:
    """Orders still open, the soonest due first, with who has not signed."""
    rows = orders.visible_orders(actor).filter(state="ISSUED")
    rows = rows.filter(incident_id=incident_id) if incident_id else rows
    found = _real_first(rows.order_by("due_at", "id").prefetch_related("assignments"), limit)
    names = organizations.names(task.addressee_id for order in found for task in order.assignments.all())
    now = clock.now()
    return [
        OrderLine(
            id=order.id,
            number=order.number,
            title=order.title,
            issued_at=order.issued_at,
            due_at=order.due_at,
            signed=sum(task.signed_at is not None for task in order.assignments.all()),
            addressees=len(order.assignments.all()),
            unsigned=tuple(
                names.get(task.addressee_id, "—") for task in order.assignments.all() if task.signed_at is None
            ),
            late=order.due_at is not None and order.due_at < now,
            drill=order.drill,
        )
        for order in found
    ]


def _real_first(rows: QuerySet[M], limit: int) -> list[M]:
    """So many rows; an exercise never crowds out what is real, and comes after it."""
    real = list(rows.filter(drill=False)[:limit])
    return real + list(rows.filter(drill=True)[: limit if not real else EXERCISES])


def latest_entries(actor: Actor, incident_id: UUID | None = None, limit: int = 40) -> list[EntryLine]:
    """The newest entries of the timeline the actor may read, newest first."""
    rows = timeline.visible_entries(actor)
    rows = rows.filter(incident_id=incident_id) if incident_id else rows
    rows = rows.exclude(verb__in=QUIET_VERBS)
    entries = [timeline.entry_of(row) for row in rows.order_by("-number")[:limit]]
    verbs = content.verbs()
    return [
        EntryLine(entry.id, entry.occurred_at, text, entry.verb in verbs and verbs[entry.verb].key, entry.drill)
        for entry, text in zip(entries, sentences(entries), strict=True)
    ]


def waiting_reports(actor: Actor, limit: int = 8) -> list[ReportLine]:
    """Reports nobody has judged yet, the newest first."""
    if not access.regions_of(actor, "incidents.receive_report"):
        return []
    rows = incidents.visible_reports(actor).filter(state__in=["NEW", "SPLIT"]).order_by("-received_at", "-id")[:limit]
    return [
        ReportLine(
            channel=CHANNELS.get(row.channel, "其他"),
            summary=row.summary,
            where=row.place or content.region_path(row.region_code),
            received_at=row.received_at,
            drill=row.drill,
        )
        for row in rows
    ]


def incident_head(found: IncidentSummary) -> IncidentHead:
    phases, types = content.phases(), content.event_types()
    return IncidentHead(
        number=found.number,
        title=found.title,
        kind=types[found.event_type].title.zh if found.event_type in types else "",
        where=found.place or content.region_path(found.region_code),
        grade=grade_shown(found.confirmed_grade, found.proposed_grade),
        phase=phases[found.phase].title.zh if found.phase in phases else "",
        command=_command(found),
        occurred_at=found.occurred_at,
        opened_at=found.opened_at,
        open=found.state == "OPEN",
        drill=found.drill,
        facts=tuple(_facts(found)),
    )


def _command(found: IncidentSummary) -> str:
    """Who commands: the kind, and the name of whoever it is, as far as it is known."""
    commander = found.commander
    who = commander.person_id or commander.post_id or commander.organization_id
    name = organizations.names([who]).get(who, "") if who else ""
    kind = COMMANDS.get(commander.kind.value, "")
    return f"{kind} · {name}" if name else kind


def _facts(found: IncidentSummary, limit: int = 8) -> Iterator[FactLine]:
    """Figures that content has a title for, those that decide the grade first; flags, times and texts are left out."""
    told = fact_titles(found.event_type)
    figures: dict[str, float] = {name: value for name in told if _is_figure(value := found.facts.get(name))}
    for name in list(figures)[:limit]:
        yield FactLine(told[name].zh, amount(figures[name]))


def _is_figure(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def responses_of(actor: Actor, incident_id: UUID) -> list[ResponseLine]:
    """The responses of an incident, newest first, their tasks by due time."""
    rows = plans.visible_responses(actor).filter(incident_id=incident_id).order_by("-activated_at")
    return [_response(row.snapshot, wire.response(row)) for row in rows]


def _response(snapshot: Mapping[str, Any], shown: Mapping[str, Any]) -> ResponseLine:
    groups = snapshot["groups"]
    tasks = [
        TaskLine(
            group=groups[task["group"]]["title"]["zh"],
            title=task["title"]["zh"],
            occurrence=task["occurrence"],
            clause=task["clause"],
            due_at=task["due_at"],
            done_at=task["done_at"],
            state=task["state"],
        )
        for task in shown["tasks"]
    ]
    return ResponseLine(
        title=shown["title"]["zh"],
        level=NUMERALS.get(shown["level"], shown["level"]),
        commander=shown["commander"],
        activated_at=shown["activated_at"],
        over=shown["state"] == "STOOD_DOWN",
        tasks=tuple(sorted(tasks, key=lambda task: (task.done_at is not None, task.due_at))),
    )
