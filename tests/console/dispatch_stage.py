"""`python -m tests.console.dispatch_stage`: forces, offices of the city and their accounts, in the node's database."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import django

OFFICES = (
    ("city_emergency", "emergency_management", "太原市应急管理局", "1401", "department_handler", "演示·市应急"),
    ("city_fire", "fire_rescue", "太原市消防救援支队", "1401", "dispatcher", "演示·市消防"),
    ("neighbour_fire", "fire_rescue", "迎泽区消防救援大队", "140106", "field_worker", "演示·迎泽消防"),
    ("on_scene", "on_scene_command", "演示现场指挥部", "140105", "commander", "演示·现场指挥长"),
)
"""Username, kind, name, region, role and person of offices the cast does not have."""

OWNERS = (
    ("hospital_duty", "hospital", "演示·医院经办"),
    ("gas_duty", "gas_supply", "演示·燃气经办"),
    ("water_duty", "water", "演示·水务经办"),
    ("civil_duty", "civil_affairs", "演示·民政经办"),
)
"""Owners of forces among the district's organisations, with whoever signs for them."""


def main() -> None:
    django.setup()
    from liandong.cli.forces import register_forces
    from liandong.cli.units import enter_units
    from liandong.organizations.models import Organization
    from liandong.organizations.services import Imported

    known = {one.kind: one.id for one in Organization.objects.filter(region_code="140105").exclude(kind="town")}
    towns = {one.region_code: one.id for one in Organization.objects.filter(kind="town")}
    by_key = {**towns, **known, "centre": known["linkage_centre"], "experts": known["expert_group"]}
    register_forces(Imported(organizations=by_key))
    enter_units()
    for username, kind, name, region, role, person in OFFICES:
        _account(username, person, _office(kind, name, region), role, region)
    for username, kind, person in OWNERS:
        _account(username, person, known[kind], "department_handler", "140105")
    _neighbours(Organization.objects.get(name="迎泽区消防救援大队").id)


def _office(kind: str, name: str, region: str) -> UUID:
    from liandong.organizations.models import Organization

    return Organization.objects.create(name=name, kind=kind, region_code=region).id


def _account(username: str, name: str, organization_id: UUID, role: str, region: str) -> None:
    """Somebody of the office, on duty for the month."""
    from django.contrib.auth.hashers import make_password

    from liandong.access.rules import Actor, Source
    from liandong.access.services import AccountDraft, grant_role, open_account
    from liandong.cli.cast import PASSWORD
    from liandong.kernel import clock
    from liandong.organizations.models import Person, RosterShift

    person = Person.objects.create(name=name, organization_id=organization_id, phone="13800000000")
    now = clock.now()
    RosterShift.objects.create(
        organization_id=organization_id,
        person=person,
        role="DUTY_OFFICER",
        starts_at=now,
        ends_at=now + timedelta(days=31),
    )
    system = Actor.system(Source.CLI)
    draft = AccountDraft(
        username=username,
        password=PASSWORD,
        region_code=region,
        display_name=name,
        person_id=person.id,
        organization_id=organization_id,
        must_change_password=False,
        password_hash=make_password(PASSWORD),
    )
    grant_role(system, open_account(system, draft).id, role, region)


def _neighbours(owner: UUID) -> None:
    """Two engines of the next district."""
    from liandong.access.rules import Actor, Source
    from liandong.dispatch.services import UnitDraft, enter_unit
    from liandong.kernel.geo import Position
    from liandong.resources.services import ResourceDraft, register_resource

    system = Actor.system(Source.CLI)
    for number, lat in ((1, 37.855), (2, 37.862)):
        draft = ResourceDraft(
            type="comprehensive_fire_force",
            name=f"迎泽消防{number}",
            region_code="140106",
            organization_id=owner,
            place=Position(112.565, lat),
        )
        enter_unit(system, register_resource(system, draft).id, UnitDraft(callsign=f"迎泽消防{number}", crew=7))


if __name__ == "__main__":
    main()
