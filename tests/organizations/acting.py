"""Short ways to found units, register people and read the record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from liandong.access.rules import Actor, Source
from liandong.kernel.ids import Subject
from liandong.organizations.models import Organization, Person
from liandong.organizations.services import OrganizationDraft, PersonDraft, found_organization, register_person
from liandong.timeline.queries import of_subject

SYSTEM = Actor.system(Source.CLI)


def a_unit(
    name: str = "小店区演示局", region: str = "140105", kind: str = "emergency_management", **more: Any
) -> Organization:
    return found_organization(SYSTEM, OrganizationDraft(name, kind, region, **more))


def somebody(unit: Organization, name: str = "演示·某人", phone: str = "13800001234") -> Person:
    return register_person(SYSTEM, PersonDraft(name, unit.id, phone))


def verbs_of(kind: str, id: UUID) -> list[str]:
    return [entry.verb for entry in of_subject(SYSTEM, Subject.of(kind, id)).entries]
