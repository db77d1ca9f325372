"""Make a resource a unit of the dispatch desk, and keep what is known of it right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.dispatch.models import Unit
from liandong.dispatch.queries import access_unit, name_of
from liandong.dispatch.rules.problems import CallsignTaken, ChangedMeanwhile, NotAUnit, UnitEntered, moment
from liandong.dispatch.rules.states import UnitState
from liandong.dispatch.services.recording import record
from liandong.kernel import clock
from liandong.resources import queries as resources
from liandong.resources.rules import COUNTED

WRITE = "dispatch.keep_units"
FAMILIES = frozenset({"team", "vehicle"})


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDraft:
    """What the desk needs to know beyond the resource: `skills` and `equipment` are what run cards ask for."""

    callsign: str
    phone: str = ""
    skills: tuple[str, ...] = ()
    equipment: Mapping[str, int] = field(default_factory=dict)
    crew: int = 0
    uninsured: int = 0
    plates: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """As the table keeps them."""
        written = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**written, "skills": list(self.skills), "plates": list(self.plates), "equipment": {**self.equipment}}


@transaction.atomic
def enter_unit(actor: Actor, resource_id: UUID, draft: UnitDraft) -> Unit:
    """编为出动单元: a team or vehicle among the resources becomes a unit; NotAUnit for anything else."""
    resource = resources.access_resource(actor, resource_id)
    access.require(actor, WRITE, resource.region_code)
    kind = content.resource_type(resource.type)
    if kind.family not in FAMILIES:
        raise NotAUnit(type=kind.title.zh)
    if (known := Unit.objects.filter(resource_id=resource_id).first()) is not None:
        raise UnitEntered(unit=known.callsign)
    county = resource.region_code[:6]
    _check_callsign(county, draft.callsign)
    in_service = resource.state in COUNTED
    unit = Unit.objects.create(
        resource_id=resource.id,
        type=resource.type,
        region_code=resource.region_code,
        county=county,
        organization_id=resource.organization_id,
        drill=resource.drill,
        station_lon=resource.lon,
        station_lat=resource.lat,
        state=UnitState.AVAILABLE.value if in_service else UnitState.OUT_OF_SERVICE.value,
        state_at=clock.now(),
        state_by=actor.person_id,
        **draft.columns(),
    )
    record(actor, unit, "unit_entered", type=resource.type)
    return unit


@transaction.atomic
def change_unit(actor: Actor, unit_id: UUID, *, expected: int, **given: Any) -> Unit:
    """Correct what is known; ChangedMeanwhile where somebody else did so since `expected` was read."""
    access.require(actor, WRITE, access_unit(actor, unit_id).region_code)
    unit = Unit.objects.select_for_update().get(id=unit_id)
    if unit.version != expected:
        raise ChangedMeanwhile(by=name_of(unit.state_by), **moment(unit.state_at))
    changed = [name for name, value in given.items() if getattr(unit, name) != value]
    if "callsign" in changed:
        _check_callsign(unit.county, given["callsign"])
    for name in changed:
        setattr(unit, name, given[name])
    unit.version += 1
    unit.save(update_fields=[*changed, "version"])
    record(actor, unit, "unit_changed", changed=changed)
    return unit


def _check_callsign(county: str, callsign: str) -> None:
    if Unit.objects.filter(county=county, callsign=callsign).exists():
        raise CallsignTaken(callsign=callsign)
