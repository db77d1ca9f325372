"""Who acts in the tests of incidents: accounts with roles, offices of county, city and province, and who is on duty."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from liandong.access.rules import Actor, Grant, Source
from liandong.kernel import clock
from liandong.kernel.ids import new_id
from liandong.organizations.models import Organization, Person, RosterShift

COUNTY, CITY, PROVINCE = "140105", "1401", "14"
SYSTEM = Actor.system(Source.CLI)


def actor(
    *roles: str,
    region: str = COUNTY,
    organization_id: UUID | None = None,
    person_id: UUID | None = None,
    client: str = "",
) -> Actor:
    """Somebody signed in with these roles in that region."""
    user_id = new_id()
    return Actor(
        user_id=user_id,
        person_id=person_id,
        name="测试员",
        organization_id=organization_id,
        post_id=None,
        grants=tuple(Grant(role, region) for role in roles),
        source=Source.API,
        client=client or f"user:{user_id}",
    )


def office(region: str = COUNTY, kind: str = "emergency_management", name: str = "应急管理局") -> Organization:
    return Organization.objects.create(name=f"{name}（{region}）", kind=kind, region_code=region)


def on_duty(organization: Organization, role: str, name: str, hours: int = 24) -> UUID:
    """A person who stands duty at the office's region from now."""
    person = Person.objects.create(name=name, phone="13800000000", organization=organization)
    RosterShift.objects.create(
        organization=organization,
        person=person,
        role=role,
        region_code=organization.region_code,
        starts_at=clock.now(),
        ends_at=clock.now() + timedelta(hours=hours),
    )
    return person.id
