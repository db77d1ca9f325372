"""Units, missions and their messages on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import F
from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from liandong.content import queries as content
from liandong.dispatch.models import Mission, Unit
from liandong.dispatch.rules.states import STATE_WORDS, UnitState, Via, states_told
from liandong.dispatch.services import UnitDraft
from liandong.incidents import queries as incidents
from liandong.kernel import clock
from liandong.kernel.codes import RegionCode
from liandong.kernel.geo import GivenPosition
from liandong.kernel.text import FilledParagraph, Line, OptionalLine
from liandong.organizations import queries as organizations

Name = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9_-]*$", examples=["water_rescue"])]
Callsign = Annotated[Line, Field(min_length=1, max_length=40, examples=["消防01"])]
Phone = Annotated[str, Field(max_length=20, pattern=r"^[0-9]*$", examples=["13800000001"])]
Number = Annotated[int, Field(ge=0, le=100_000)]
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]


class Given(Schema):
    """What is sent to us: an unknown field is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid")


class UnitIn(Given):
    """The resource that becomes a unit, and what the dispatch desk needs to know of it."""

    resource_id: UUID
    callsign: Callsign
    phone: Phone = ""
    skills: list[Name] = Field([], max_length=50)
    equipment: dict[Name, Number] = Field({}, max_length=50)
    crew: Number = 0
    uninsured: Number = 0
    plates: list[Annotated[Line, Field(max_length=20)]] = Field([], max_length=50)

    def draft(self) -> UnitDraft:
        """The same as the services take it."""
        given = self.dict(exclude={"resource_id", "skills", "plates"})
        return UnitDraft(**given, skills=tuple(self.skills), plates=tuple(self.plates))


class UnitChange(Given):
    """What is to be corrected; what is left out stays as it is."""

    version: Version
    callsign: Callsign | None = None
    phone: Phone | None = None
    skills: list[Name] | None = Field(None, max_length=50)
    equipment: dict[Name, Number] | None = Field(None, max_length=50)
    crew: Number | None = None
    uninsured: Number | None = None
    plates: list[Annotated[Line, Field(max_length=20)]] | None = Field(None, max_length=50)

    def changes(self) -> dict[str, Any]:
        return self.dict(exclude={"version"}, exclude_none=True)


class UnitStateIn(Given):
    """`at` is when it happened, now where left out; `drill` speaks of the exercise the unit takes part in."""

    state: UnitState
    via: Via = Via.FIELD
    at: AwareDatetime | None = None
    drill: bool = False


class MessageIn(Given):
    """A text message with its sender's number, or without one a line the radio operator took down."""

    sender: Annotated[str, Field(max_length=20, pattern=r"^\+?[0-9]*$")] = ""
    text: Annotated[Line, Field(min_length=1)]
    at: AwareDatetime | None = None


class PositionIn(Given):
    place: GivenPosition
    at: AwareDatetime | None = None


class MissionReasonIn(Given):
    reason: FilledParagraph


class UnitFilter(Schema):
    """Which units; all conditions hold together."""

    region: RegionCode | None = None
    type: list[Name] = Field([], max_length=50)
    state: list[UnitState] = Field([], max_length=7)
    incident_id: UUID | None = None
    organization_id: UUID | None = None
    callsign: OptionalLine = ""
    drill: bool = False

    def columns(self) -> dict[str, Any]:
        """As a filter of the table."""
        given = {
            "region_code__startswith": self.region,
            "type__in": self.type or None,
            "state__in": [one.value for one in self.state] or None,
            "incident_id": self.incident_id,
            "organization_id": self.organization_id,
            "callsign__icontains": self.callsign or None,
            "drill": self.drill,
        }
        return {name: value for name, value in given.items() if value is not None}


class UnitOut(Schema):
    """`lon`, `lat`: the last position told, else the station (CGCS2000); `next_states`: what it may report now.

    `state_seconds`: for how long it has been in its state. `uninsured` people on board have no accident insurance.
    """

    id: UUID
    resource_id: UUID
    callsign: str
    type: str
    type_title: str
    region_code: str
    organization_id: UUID | None
    organization: str
    skills: list[str]
    equipment: dict[str, int]
    crew: int
    uninsured: int
    plates: list[str]
    state: str
    state_title: str
    state_at: datetime
    state_via: str
    state_seconds: int
    incident_id: UUID | None
    incident_number: str
    incident_title: str
    mission_id: UUID | None
    lon: float | None
    lat: float | None
    positioned_at: datetime | None
    next_states: list[str]
    drill: bool
    version: int


class MissionOut(Schema):
    """`crew_due_at`: until when its people must be counted.

    Times are when the crew said it happened. `drill`: an exercise, which leaves the unit's real state alone.
    """

    id: UUID
    unit_id: UUID
    callsign: str
    type: str
    incident_id: UUID
    incident_region: str
    unit_region: str
    organization_id: UUID | None
    organization: str
    deployment_id: UUID | None
    state: str
    eta_seconds: float | None
    eta_method: str
    warnings: list[str]
    assigned_at: datetime
    acknowledged_at: datetime | None
    en_route_at: datetime | None
    on_scene_at: datetime | None
    transporting_at: datetime | None
    returning_at: datetime | None
    ended_at: datetime | None
    ended_reason: str
    crew_due_at: datetime | None
    drill: bool


class StateReportOut(Schema):
    before: str
    state: str
    via: str
    at: datetime
    received_at: datetime
    text: str
    applied: bool
    drill: bool


class TrackPointOut(Schema):
    lon: float
    lat: float
    at: datetime


def units_out(rows: Iterable[Unit]) -> list[dict[str, Any]]:
    """With owners and incidents looked up at once."""
    units = list(rows)
    names = organizations.names({unit.organization_id for unit in units if unit.organization_id})
    told = incidents.briefs({unit.incident_id for unit in units if unit.incident_id})
    open_missions = Mission.objects.filter(unit__in=units, drill=F("unit__drill"), ended_at__isnull=True)
    missions = dict(open_missions.values_list("unit_id", "id"))
    return [_unit_out(unit, names, told, missions.get(unit.id)) for unit in units]


def unit_out(unit: Unit) -> dict[str, Any]:
    return units_out([unit])[0]


def missions_out(rows: Iterable[Mission]) -> list[dict[str, Any]]:
    missions = list(rows)
    names = organizations.names({one.organization_id for one in missions if one.organization_id})
    return [
        {name: getattr(one, name) for name in MissionOut.model_fields if hasattr(one, name)}
        | {
            "callsign": one.unit.callsign,
            "type": one.unit.type,
            "organization": names.get(one.organization_id, "") if one.organization_id else "",
        }
        for one in missions
    ]


def mission_out(mission: Mission) -> dict[str, Any]:
    return missions_out([mission])[0]


def report_out(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in StateReportOut.model_fields}


def track_out(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TrackPointOut.model_fields}


def _unit_out(
    unit: Unit, names: dict[UUID, str], told: dict[UUID, tuple[str, str]], mission_id: UUID | None
) -> dict[str, Any]:
    kind = content.resource_types().get(unit.type)
    number, title = told.get(unit.incident_id, ("", "")) if unit.incident_id else ("", "")
    state = UnitState(unit.state)
    computed = {
        "type_title": kind.title.zh if kind else unit.type,
        "organization": names.get(unit.organization_id, "") if unit.organization_id else "",
        "state_title": STATE_WORDS[state][0],
        "state_seconds": max(0, round((clock.now() - unit.state_at).total_seconds())),
        "incident_number": number,
        "incident_title": title,
        "mission_id": mission_id,
        "lon": unit.station_lon if unit.lon is None else unit.lon,
        "lat": unit.station_lat if unit.lat is None else unit.lat,
        "next_states": [one.value for one in UnitState if one in states_told(state)],
    }
    return {name: computed[name] if name in computed else getattr(unit, name) for name in UnitOut.model_fields}
