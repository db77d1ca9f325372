"""Whom to send where when many incidents ask at once: each by its run card, over the units the reader may send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import dispatching
from liandong.content.running_out import counts
from liandong.content.schemas.run_cards import CardNeed
from liandong.dispatch.models import Unit
from liandong.dispatch.queries.recommending import free_units, place_of
from liandong.dispatch.queries.visibility import READ
from liandong.dispatch.rules.assigning import Assigned, Demand, assign, assign_in_turn
from liandong.dispatch.rules.problems import DrillsMixed, PlaceUnknown
from liandong.dispatch.rules.recommending import Candidate, qualifies
from liandong.incidents import queries as incidents
from liandong.incidents.queries import IncidentSummary
from liandong.kernel.geo import Position
from liandong.roads import queries as roads


@dataclass(frozen=True, slots=True)
class Asking:
    """An incident that asks; `weight` says how much more urgent it is than another."""

    incident_id: UUID
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Sent:
    """One unit of the answer and how long it takes."""

    unit: Unit
    eta_seconds: float
    eta_method: str


@dataclass(frozen=True, slots=True)
class Served:
    """One need of one incident: who goes, and how many are missing."""

    incident: IncidentSummary
    name: str
    need: CardNeed
    count: int
    units: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The best assignment, and beside it what serving one after the other would have given."""

    served: tuple[Served, ...]
    best: Assigned
    in_turn: Assigned


def assignment(actor: Actor, askings: Sequence[Asking]) -> Answer:
    """For all the incidents together; nothing is sent. PlaceUnknown where one has no position yet."""
    found = [_readable(actor, asking.incident_id) for asking in askings]
    if len({one.drill for one in found}) > 1:
        raise DrillsMixed
    lines = [
        (incident, asking.weight, name, need, count)
        for incident, asking in zip(found, askings, strict=True)
        for name, need, count in _needs(incident)
        if count
    ]
    kinds = {kind for _, _, _, need, _ in lines for kind in need.kinds}
    units = free_units(actor, kinds, drill=found[0].drill) if kinds else []
    places = {one.id: Position(one.lon or 0.0, one.lat or 0.0) for one in found}
    column = {incident_id: number for number, incident_id in enumerate(places)}
    times = roads.matrix([place_of(one) for one in units], list(places.values()), drill=found[0].drill)
    seconds = np.full((len(units), len(lines)), np.inf)
    for number, (incident, _, _, need, _) in enumerate(lines):
        fitting = [row for row, unit in enumerate(units) if qualifies(need, _candidate(unit))]
        seconds[fitting, number] = times.seconds[fitting, column[incident.id]]
    demands = [Demand(count, weight) for _, weight, _, _, count in lines]
    best = assign(seconds, demands)
    served = []
    for number, (incident, _, name, need, count) in enumerate(lines):
        rows = [unit for unit, line in best.pairs if line == number]
        cells = [(units[row], times.eta(row, column[incident.id])) for row in rows]
        sent = sorted((Sent(unit, eta.sort_key, eta.method.value) for unit, eta in cells), key=lambda s: s.eta_seconds)
        served.append(Served(incident, name, need, count, tuple(sent)))
    return Answer(tuple(served), best, assign_in_turn(seconds, demands))


def _readable(actor: Actor, incident_id: UUID) -> IncidentSummary:
    incidents.access_incident(actor, incident_id)
    incident = incidents.incident_summary(incident_id)
    access.require(actor, READ, incident.region_code)
    if incident.lon is None or incident.lat is None:
        raise PlaceUnknown
    return incident


def _needs(incident: IncidentSummary) -> list[tuple[str, CardNeed, int]]:
    card = dispatching.run_card(incident.event_type)
    level = incident.legal_grade or incident.proposed_grade or "GENERAL"
    wanted = counts(card, level, incident.facts)
    return [(name, need, wanted[name]) for name, need in card.needs.items()]


def _candidate(unit: Unit) -> Candidate:
    return Candidate(
        unit_id=unit.id,
        callsign=unit.callsign,
        type=unit.type,
        town=unit.region_code,
        eta_seconds=0.0,
        eta_method="",
        crew=unit.crew,
        skills=frozenset(unit.skills),
        equipment=unit.equipment,
    )
