"""Which reports content asks for: who reports to whom by when, how far up, and what must be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liandong.content import queries as content
from liandong.content.problems import UnknownContent
from liandong.content.schemas.report_clocks import ReportClock, ReportClocks, ReportItem
from liandong.incidents.models import Incident, Submission
from liandong.incidents.rules.submissions import Stage, reaches, region_at
from liandong.kernel.durations import Limit
from liandong.kernel.expressions import ExpressionError, decide


@dataclass(frozen=True, slots=True)
class Hop:
    """One obligation to report: who to whom, how soon, counted from when, and the clause.

    Without `starts_at` the level below has not reported yet, so the limit does not run.
    """

    clock: str
    stage: Stage
    reporter: str
    to: str
    from_region: str
    to_region: str
    starts_at: datetime | None
    due_at: datetime | None
    clause: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Item:
    """Something the next report must say and that is not known yet."""

    id: str
    zh: str
    en: str


def first_hops(incident: Incident) -> list[Hop]:
    """首报, up to the level that the grade in force asks for."""
    return list(_hops(incident, Stage.FIRST, None))


def follow_up_hops(incident: Incident, sent: Submission, at: datetime) -> list[Hop]:
    """续报 of the level that has just reported, counted from then."""
    hops = _hops(incident, Stage.FOLLOW_UP, at)
    return [hop for hop in hops if hop.reporter == sent.from_level and hop.to == sent.to_level]


def final_hops(incident: Incident) -> list[Hop]:
    """终报, counted from the close."""
    return list(_hops(incident, Stage.FINAL, incident.closed_at))


def hop_of(incident: Incident, row: Submission, *, starts_at: datetime) -> Hop:
    """The obligation of a waiting submission, now that its limit runs."""
    rule = _table(incident).clocks[row.clock]
    return _hop(incident, row.clock, rule, row.to_level, starts_at)


def missing_items(incident: Incident, stage: Stage, given: Mapping[str, str]) -> list[Item]:
    """What the next report still lacks: required by content, not said in `given`, and not known to the incident."""
    known = _known(incident)
    return [
        Item(name, item.title.zh, item.title.en)
        for name, item in _items(incident).items()
        if item.required and stage.value in item.stages and not given.get(name, "").strip() and not known.get(name)
    ]


def _known(incident: Incident) -> dict[str, Any]:
    """Items of content that the incident itself answers."""
    facts = incident.facts
    casualties = {name for name in ("deaths", "missing", "serious_injuries", "injuries") if name in facts}
    return {
        **{name: str(value) for name, value in facts.items()},
        "received_time": incident.reported_at,
        "received_at": incident.reported_at,
        "event_time": incident.occurred_at,
        "occurred_at": incident.occurred_at,
        "place": incident.place or incident.lon is not None,
        "nature": incident.event_type,
        "event_type": incident.event_type,
        "source": incident.reports.exists(),
        "brief": incident.summary,
        "casualties": casualties,
        "losses": casualties or "loss_yuan" in facts,
    }


def _items(incident: Incident) -> Mapping[str, ReportItem]:
    return _table(incident).items


def _table(incident: Incident) -> ReportClocks:
    return content.report_clocks(incident.region_code, incident.legal_grade, incident.event_type)


def _hops(incident: Incident, stage: Stage, starts_at: datetime | None) -> Iterator[Hop]:
    try:
        table = _table(incident)
    except UnknownContent:
        return
    top = table.recipients.get(incident.legal_grade or "GENERAL")  # type: ignore[call-overload]
    for name, rule in table.clocks.items():
        if rule.stage != stage or rule.reporter == "ON_SCENE" or not _applies(rule, incident):
            continue
        for to in rule.to:
            if top is None or reaches(top.up_to, to):
                yield _hop(incident, name, rule, to, starts_at or _start(rule, incident))


def _hop(incident: Incident, name: str, rule: ReportClock, to: str, starts_at: datetime | None) -> Hop:
    limit = Limit.parse(rule.every or rule.within) if rule.stage == "FOLLOW_UP" else Limit.parse(rule.within)
    return Hop(
        clock=name,
        stage=Stage(rule.stage),
        reporter=rule.reporter,
        to=to,
        from_region=region_at(incident.region_code, rule.reporter),
        to_region=region_at(incident.region_code, to),
        starts_at=starts_at,
        due_at=starts_at + limit.clock if starts_at and not limit.working_days else None,
        clause=rule.clause,
        title_zh=rule.title.zh,
        title_en=rule.title.en,
    )


def _start(rule: ReportClock, incident: Incident) -> datetime | None:
    """Unit and county know since the first report; a higher level counts from when the level below has reported."""
    if rule.starts == "event":
        return incident.occurred_at
    return incident.reported_at if rule.reporter in ("UNIT", "COUNTY") else None


def _applies(rule: ReportClock, incident: Incident) -> bool:
    facts = {**incident.facts, "grade": incident.legal_grade or "", "event_type": incident.event_type}
    try:
        return decide(rule.applies_when, facts) is True
    except ExpressionError:
        return False
