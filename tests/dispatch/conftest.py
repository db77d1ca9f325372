"""A dispatch desk: a county with its departments, forces with somebody on duty, dispatchers, and an incident."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from liandong.access.rules import Actor, Grant, Source
from liandong.dispatch.models import Unit
from liandong.dispatch.services import UnitDraft, enter_unit
from liandong.incidents.models import Incident
from liandong.incidents.rules.drafts import IncidentDraft
from liandong.incidents.services import open_incident
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.geo import Position
from liandong.kernel.ids import new_id
from liandong.organizations.models import Organization, Person, RosterShift
from liandong.resources.services import ResourceDraft, register_resource

COUNTY, NEIGHBOUR, CITY, PROVINCE = "140105", "140106", "1401", "14"
SCENE = Position(112.55, 37.80)
_numbers = count(1)


def organization(kind: str, name: str, region: str = COUNTY) -> Organization:
    return Organization.objects.create(name=name, kind=kind, region_code=region)


def on_duty(of: Organization, name: str = "", role: str = "DUTY_OFFICER", *, of_region: str = "") -> UUID:
    """Somebody who stands duty for the unit for the next month, perhaps for a whole region."""
    person = Person.objects.create(name=name or f"{of.name}值班员", phone="13800000000", organization=of)
    now = kernel_clock.now()
    RosterShift.objects.create(
        organization=of,
        person=person,
        role=role,
        region_code=of_region,
        starts_at=now,
        ends_at=now + timedelta(days=31),
    )
    return person.id


def actor(*roles: str, region: str = COUNTY, of: Organization | None = None, name: str = "") -> Actor:
    """Somebody signed in, perhaps of an organisation; a person of that name is on file."""
    person_id = None
    if of is not None:
        person_id = Person.objects.create(name=name or f"{of.name}人员{next(_numbers)}", organization=of).id
    return Actor(
        user_id=new_id(),
        person_id=person_id,
        name=name or "测试员",
        organization_id=of.id if of else None,
        post_id=None,
        grants=tuple(Grant(role, region) for role in roles),
        source=Source.API,
        client=f"test-{next(_numbers)}",
    )


SYSTEM = Actor.system(Source.CLI)


@dataclass
class Desk:
    """Who and what the tests of dispatch speak of."""

    fire: Organization
    emergency: Organization
    forestry: Organization
    health: Organization
    dispatcher: Actor
    steward: Actor
    teams: dict[str, Organization] = field(default_factory=dict)

    def unit(
        self,
        callsign: str,
        type: str = "comprehensive_fire_force",
        *,
        of: Organization | None = None,
        at: Position | None = None,
        region: str = COUNTY,
        drill: bool = False,
        **known: Any,
    ) -> Unit:
        """A unit of the fire brigade standing near the scene, unless told otherwise."""
        owner = of or self.fire
        draft = ResourceDraft(
            type=type,
            name=callsign,
            region_code=region,
            organization_id=owner.id,
            place=at or Position(112.56, 37.81),
            drill=drill,
        )
        resource = register_resource(SYSTEM, draft)
        return enter_unit(SYSTEM, resource.id, UnitDraft(callsign=callsign, **known))

    def team(self, name: str, type: str, kind: str = "enterprise_force", region: str = COUNTY, **known: Any) -> Unit:
        """A force of its own organisation, with somebody on duty."""
        owner = self.teams.get(name) or organization(kind, name, region)
        if name not in self.teams:
            self.teams[name] = owner
            on_duty(owner)
        return self.unit(name, type, of=owner, region=region, **known)

    def incident(self, event_type: str = "20600", region: str = COUNTY, **said: Any) -> Incident:
        told: dict[str, Any] = {"title": "厂房火灾", "place": "平阳路", "lon": SCENE.lon, "lat": SCENE.lat} | said
        return open_incident(SYSTEM, IncidentDraft(event_type=event_type, region_code=region, **told))


@pytest.fixture
def desk(db: None, clock: SimulatedClock) -> Desk:
    fire = organization("fire_rescue", "小店区消防救援大队")
    emergency = organization("emergency_management", "小店区应急管理局")
    forestry = organization("forestry", "小店区林业局")
    health = organization("health", "小店区卫健局")
    for office in (fire, emergency, forestry, health):
        on_duty(office)
    return Desk(
        fire,
        emergency,
        forestry,
        health,
        dispatcher=actor("dispatcher", of=fire, name="调度员甲"),
        steward=actor("data_steward", of=emergency),
    )


@pytest.fixture
def crew_of() -> Callable[[Unit], Actor]:
    """Somebody on board of a unit."""

    def crew(unit: Unit) -> Actor:
        return actor("field_worker", of=Organization.objects.get(id=unit.organization_id))

    return crew
