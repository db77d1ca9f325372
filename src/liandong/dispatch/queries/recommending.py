"""The recommendation for an incident: its run card, the free units the reader may send, and their times on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import dispatching
from liandong.content.running_out import counts
from liandong.content.schemas.run_cards import RunCard
from liandong.dispatch.models import Mission, Unit
from liandong.dispatch.queries.visibility import READ, visible_units
from liandong.dispatch.rules.problems import PlaceUnknown
from liandong.dispatch.rules.recommending import Candidate, Recommendation, recommend
from liandong.dispatch.rules.states import ASSIGNABLE, UnitState
from liandong.incidents import queries as incidents
from liandong.kernel.geo import Position
from liandong.organizations import queries as organizations
from liandong.roads import queries as roads


@dataclass(frozen=True, slots=True)
class Advice:
    """The card, the level it was read at, how many each need asks for and has been sent, and whom to send."""

    card: RunCard
    level: str
    counts: dict[str, int]
    sent: dict[str, int]
    found: Recommendation


def recommendation(actor: Actor, incident_id: UUID, *, level: str | None = None) -> Advice:
    """Whom to send to the incident; PlaceUnknown where nobody has said where it is.

    `level` overrides the incident's grade. Already sent units are no longer free; what they fill is not counted again.
    """
    incidents.access_incident(actor, incident_id)
    incident = incidents.incident_summary(incident_id)
    access.require(actor, READ, incident.region_code)
    if incident.lon is None or incident.lat is None:
        raise PlaceUnknown
    card = dispatching.run_card(incident.event_type)
    at = level or incident.legal_grade or incident.proposed_grade or "GENERAL"
    wanted = counts(card, at, incident.facts)
    sent = _sent(card, wanted, incident_id)
    lacking = {name: count - sent[name] for name, count in wanted.items()}
    scene = Position(incident.lon, incident.lat)
    kinds = {kind for need in card.needs.values() for kind in need.kinds}
    units = free_units(actor, kinds, drill=incident.drill)
    found = recommend(card.needs, lacking, _candidates(units, scene, card, drill=incident.drill))
    return Advice(card, at, wanted, sent, found)


def _sent(card: RunCard, wanted: Mapping[str, int], incident_id: UUID) -> dict[str, int]:
    """How many units of each need are out for the incident; one unit fills one need, in the card's order."""
    out = Mission.objects.filter(incident_id=incident_id, ended_at__isnull=True)
    left = Counter(out.values_list("unit__type", flat=True))
    sent: dict[str, int] = {}
    for name, need in card.needs.items():
        sent[name] = 0
        for kind in need.kinds:
            taken = min(left[kind], wanted[name] - sent[name])
            left[kind] -= taken
            sent[name] += taken
    return sent


def free_units(actor: Actor, kinds: Collection[str], *, drill: bool) -> list[Unit]:
    """Units of these kinds (of any, where none is named) that could be sent and whose place is known.

    In an exercise only exercises bind them.
    """
    rows = visible_units(actor).filter(station_lon__isnull=False)
    rows = rows.filter(type__in=kinds) if kinds else rows
    if not drill:
        return list(rows.filter(state__in=sorted(ASSIGNABLE), drill=False).order_by("id"))
    busy = Mission.objects.filter(drill=True, ended_at__isnull=True).values("unit_id")
    return list(rows.exclude(id__in=busy).exclude(state=UnitState.OUT_OF_SERVICE.value).order_by("id"))


def _candidates(units: Sequence[Unit], scene: Position, card: RunCard, *, drill: bool) -> list[Candidate]:
    places = [place_of(unit) for unit in units]
    times = roads.eta(places, scene, drill=drill) if places else []
    kind_of = {one: organizations.organization(one).kind for one in {u.organization_id for u in units} if one}
    return [
        Candidate(
            unit_id=unit.id,
            callsign=unit.callsign,
            type=unit.type,
            town=unit.region_code,
            eta_seconds=time.sort_key,
            eta_method=time.method.value,
            first=unit.organization_id is not None and kind_of[unit.organization_id] in card.first,
            returning=unit.state == UnitState.RETURNING,
            crew=unit.crew,
            skills=frozenset(unit.skills),
            equipment=unit.equipment,
            warnings=_warnings(unit, time.method.value),
        )
        for unit, time in zip(units, times, strict=True)
    ]


def place_of(unit: Unit) -> Position:
    lon, lat = (unit.station_lon, unit.station_lat) if unit.lon is None else (unit.lon, unit.lat)
    return Position(lon or 0.0, lat or 0.0)


def _warnings(unit: Unit, method: str) -> tuple[str, ...]:
    found = [f"uninsured:{unit.uninsured}"] if unit.uninsured else []
    found += ["returning"] if unit.state == UnitState.RETURNING else []
    return (*found, *(["unsure"] if method == "STRAIGHT_LINE" else []))
