"""接报台: what can be said of a call while it is still being written down. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import grading, hearing
from liandong.content import queries as content
from liandong.content.problems import UnknownContent
from liandong.content.schemas.call_cards import CallCard
from liandong.content.schemas.grading import GradingTable
from liandong.incidents import judging
from liandong.incidents.models import Report
from liandong.incidents.queries.duplicates import likely_duplicates, phone_hash
from liandong.incidents.queries.reports import region_to_report_for, visible_reports
from liandong.incidents.rules.duplicates import Candidate
from liandong.incidents.rules.grades import Branch, Framework, Grade, Proposal
from liandong.incidents.rules.problems import UnknownEventType
from liandong.incidents.rules.reports import ReportDraft
from liandong.kernel import clock
from liandong.kernel.expressions import UNKNOWN, ExpressionError, decide
from liandong.kernel.geo import cell

Holds = Literal["YES", "NO", "UNKNOWN"]


@dataclass(frozen=True, slots=True)
class FactAsked:
    """A fact that a grading table asks for; `value` is None while nobody has said it."""

    name: str
    title: dict[str, str]
    unit: dict[str, str] | None
    type: str
    choices: tuple[str, ...]
    value: Any
    table: str


@dataclass(frozen=True, slots=True)
class LevelJudged:
    """Whether a level's condition holds, with its clause in the words of the source."""

    grade: Grade
    clause: str
    holds: Holds
    table: str
    document: str


@dataclass(frozen=True, slots=True)
class ClockToRun:
    """A report clock that would run: who tells whom, within what, by which clause."""

    id: str
    title: dict[str, str]
    reporter: str
    to: tuple[str, ...]
    within: str
    starts: str
    clause: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the words and the facts come to, as far as they go."""

    region_code: str
    event_type: str
    types: tuple[hearing.Guess, ...]
    heard: tuple[hearing.Heard, ...]
    facts: tuple[FactAsked, ...]
    levels: tuple[LevelJudged, ...]
    proposal: Proposal
    branch: Branch | None
    branch_clause: str
    framework: Framework
    up_to: str
    up_to_clause: str
    clocks: tuple[ClockToRun, ...]
    card: CallCard | None
    candidates: tuple[Candidate, ...]


def judge_call(actor: Actor, draft: ReportDraft) -> Judgement:
    """Guess the type unless one is given, and grade by the facts as given; heard figures are only proposed.

    Raises Forbidden where the actor may not receive reports, Invalid for an unknown region or type.
    """
    region = region_to_report_for(actor, draft.region_code)
    access.require(actor, "incidents.receive_report", region)
    if draft.event_type and draft.event_type not in content.event_types():
        raise UnknownEventType(event_type=draft.event_type)
    guesses = content.guess_types(draft.summary)
    event_type = draft.event_type or (guesses[0].code if guesses else "")
    tables = content.grading_tables_for(event_type, "LEGAL_GRADE") if event_type else []
    proposal = judging.propose(event_type, draft.facts) if event_type else Proposal(level=None)
    up_to, up_to_clause, clocks = _clocks(region, proposal.level, event_type)
    return Judgement(
        region_code=region,
        event_type=event_type,
        types=guesses,
        heard=content.hear_facts(draft.summary),
        facts=tuple(_facts(tables, draft.facts)),
        levels=tuple(_levels(tables, draft.facts)),
        proposal=proposal,
        branch=judging.branch_for(proposal.level, draft.facts),
        branch_clause=judging.branch_clause(),
        framework=judging.framework_of(proposal.level, special=False),
        up_to=up_to,
        up_to_clause=up_to_clause,
        clocks=clocks,
        card=content.call_card(event_type),
        candidates=_candidates(actor, draft, event_type),
    )


def _facts(tables: list[GradingTable], known: Mapping[str, Any]) -> Iterator[FactAsked]:
    seen: set[str] = set()
    for table in tables:
        for name, fact in table.facts.items():
            if name not in seen:
                seen.add(name)
                unit = fact.unit.model_dump() if fact.unit else None
                title = fact.title.model_dump()
                yield FactAsked(name, title, unit, fact.type, fact.choices, known.get(name), table.id)


def _levels(tables: list[GradingTable], facts: Mapping[str, Any]) -> Iterator[LevelJudged]:
    for table in tables:
        everything = grading.with_assumed(table, facts)
        for name, level in table.levels.items():
            holds = _holds(level.when, everything)
            yield LevelJudged(Grade(name), level.clause, holds, table.id, table.source.document)


def _holds(condition: str, facts: Mapping[str, Any]) -> Holds:
    try:
        answer = decide(condition, facts)
    except ExpressionError:
        return "UNKNOWN"
    return "UNKNOWN" if answer is UNKNOWN else "YES" if answer else "NO"


def _clocks(region: str, grade: Grade | None, event_type: str) -> tuple[str, str, tuple[ClockToRun, ...]]:
    try:
        table = content.report_clocks(region, grade, event_type)
    except UnknownContent:
        return "", "", ()
    top = table.recipients.get((grade or Grade.GENERAL).value)
    running = table.running(grade, event_type)
    clocks = tuple(
        ClockToRun(name, rule.title.model_dump(), rule.reporter, rule.to, rule.within, rule.starts, rule.clause)
        for name, rule in table.clocks.items()
        if name in running and rule.stage == "FIRST"
    )
    return (top.up_to, top.clause, clocks) if top else ("", "", clocks)


def _candidates(actor: Actor, draft: ReportDraft, event_type: str) -> tuple[Candidate, ...]:
    """Earlier reports that may tell of the same event, of those the actor may read."""
    told = Report(
        event_type=event_type,
        place=draft.place,
        summary=draft.summary,
        lon=draft.lon,
        lat=draft.lat,
        cell=cell(draft.lon, draft.lat) if draft.lon is not None and draft.lat is not None else "",
        phone_hash=phone_hash(draft.reporter_phone),
        occurred_at=draft.occurred_at or clock.now(),
        drill=draft.drill,
    )
    found = likely_duplicates(told)
    readable = set(visible_reports(actor).filter(id__in=[one.report_id for one in found]).values_list("id", flat=True))
    return tuple(one for one in found if one.report_id in readable)
