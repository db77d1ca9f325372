"""The dispatch desk on the wire: incidents and their forces, one's own missions, coverage and run cards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from liandong.content.running_out import LEVELS
from liandong.content.schemas.run_cards import CardNeed, RunCard
from liandong.dispatch.models import Mission
from liandong.dispatch.queries import Covered, Forces
from liandong.dispatch.rules.states import UnitState, states_told
from liandong.dispatch.schemas.units import Given, Name, missions_out
from liandong.incidents import queries as incidents
from liandong.kernel.codes import RegionCode
from liandong.kernel.text import FilledParagraph

if TYPE_CHECKING:
    from liandong.incidents.models import Incident
    from liandong.orders.models import Assignment


class ForcesOut(Schema):
    """Units out, of them on scene and with an order nobody signed for; plans of deployment under way."""

    out: int
    on_scene: int
    unsigned: int
    plans: int


class DeskIncidentOut(Schema):
    """An open incident as the dispatch desk sees it; `grade` is the legal one, proposed while nobody confirmed it."""

    id: UUID
    number: str
    title: str
    event_type: str
    region_code: str
    place: str
    lon: float | None
    lat: float | None
    grade: str | None
    proposed: bool
    commander_kind: str
    opened_at: datetime
    drill: bool
    forces: ForcesOut


class MissionMessageIn(Given):
    """`heard`: the desk notes down what the crew said. `at`: when it was said, now where left out."""

    text: FilledParagraph
    heard: bool = False
    at: AwareDatetime | None = None


class MyMissionOut(Schema):
    """A mission of the reader's own unit; `assignment_id` is the order to sign for, `next_states` what may be told."""

    id: UUID
    unit_id: UUID
    callsign: str
    state: str
    next_states: list[str]
    drill: bool
    incident_id: UUID
    incident_number: str
    incident_title: str
    event_type: str
    region_code: str
    place: str
    lon: float | None
    lat: float | None
    eta_seconds: float | None
    eta_method: str
    assigned_at: datetime
    acknowledged_at: datetime | None
    en_route_at: datetime | None
    on_scene_at: datetime | None
    returning_at: datetime | None
    assignment_id: UUID | None
    order_number: str
    order_body: str
    sign_due_at: datetime | None


class CoverageFilter(Schema):
    """Towns of `region`; units of `type` (any, where left out); `leaving` are units that would be gone."""

    region: RegionCode
    type: list[Name] = Field([], max_length=50)
    leaving: list[UUID] = Field([], max_length=100)
    drill: bool = False


class FirstThereOut(Schema):
    unit_id: UUID
    callsign: str
    eta_seconds: float
    eta_method: str


class CoveredOut(Schema):
    """A town and its first free unit, `now` and `after`. `basis`: so many things on record make its middle; 0: none."""

    region_code: str
    lon: float | None
    lat: float | None
    basis: int
    now: FirstThereOut | None
    after: FirstThereOut | None


class CardCountOut(Schema):
    """How many at a level: the formula as written, and the number where it is one."""

    level: str
    written: str
    number: int | None


class RunCardNeedOut(Schema):
    need: str
    title: str
    title_en: str
    clause: str
    kinds: list[str]
    skills: list[str]
    equipment: dict[str, int]
    crew: int
    at_least: int
    counts: list[CardCountOut]


class RunCardOut(Schema):
    """`first`: kinds of organisations whose units rank before all others. `provisional`: the numbers are ours."""

    id: str
    title: str
    title_en: str
    document: str
    clause: str
    provisional: bool
    applies_to: list[str]
    first: list[str]
    needs: list[RunCardNeedOut]


def desk_incident_out(row: Incident, forces: Forces) -> dict[str, Any]:
    computed = {
        "grade": row.legal_grade or row.proposed_grade,
        "proposed": row.legal_grade is None and row.proposed_grade is not None,
        "forces": {name: getattr(forces, name) for name in ForcesOut.model_fields},
    }
    return {name: computed[name] if name in computed else getattr(row, name) for name in DeskIncidentOut.model_fields}


def my_missions_out(found: Iterable[tuple[Mission, Assignment | None]]) -> list[dict[str, Any]]:
    pairs = list(found)
    told = missions_out(mission for mission, _ in pairs)
    return [_my_mission(mission, task, said) for (mission, task), said in zip(pairs, told, strict=True)]


def _my_mission(mission: Mission, task: Assignment | None, told: dict[str, Any]) -> dict[str, Any]:
    incident = incidents.incident_summary(mission.incident_id)
    return told | {
        "next_states": [one.value for one in UnitState if one in states_told(UnitState(mission.state))],
        "incident_number": incident.number,
        "incident_title": incident.title,
        "event_type": incident.event_type,
        "region_code": incident.region_code,
        "place": incident.place,
        "lon": incident.lon,
        "lat": incident.lat,
        "assignment_id": mission.assignment_id,
        "order_number": task.order.number if task else "",
        "order_body": task.order.body if task else "",
        "sign_due_at": task.sign_due_at if task else None,
    }


def covered_out(one: Covered) -> dict[str, Any]:
    lon, lat = (one.place.lon, one.place.lat) if one.place else (None, None)
    return {
        "region_code": one.region_code,
        "lon": lon,
        "lat": lat,
        "basis": one.basis,
        "now": one.now,
        "after": one.after,
    }


def run_card_out(card: RunCard) -> dict[str, Any]:
    return {
        "id": card.id,
        "title": card.title.zh,
        "title_en": card.title.en,
        "document": card.source.document,
        "clause": card.source.clause,
        "provisional": card.source.provisional,
        "applies_to": list(card.applies_to),
        "first": list(card.first),
        "needs": [_need_out(name, need) for name, need in card.needs.items()],
    }


def _need_out(name: str, need: CardNeed) -> dict[str, Any]:
    return {
        "need": name,
        "title": need.title.zh,
        "title_en": need.title.en,
        "clause": need.clause,
        "kinds": list(need.kinds),
        "skills": list(need.skills),
        "equipment": dict(need.equipment),
        "crew": need.crew,
        "at_least": need.at_least,
        "counts": list(_counts(need)),
    }


def _counts(need: CardNeed) -> Iterable[dict[str, Any]]:
    """A level without a formula takes the next lower one's."""
    written = "0"
    for level in LEVELS:
        written = next((text for name, text in need.count.items() if name == level), written)
        yield {"level": level, "written": written, "number": int(written) if written.isdigit() else None}
