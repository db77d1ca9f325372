"""责任分工: name the organisation that answers for a class of records in a region."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.deadlines import services as deadlines
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.organizations import queries as organizations
from liandong.resources.models import Stewardship
from liandong.resources.queries import access_resource
from liandong.resources.rules import NoDutyToVerify, phone_of
from liandong.resources.services.recording import WRITE, record
from liandong.resources.services.rounds import begin_round, subject_of
from liandong.timeline import services as timeline


@transaction.atomic
def assign_stewardship(actor: Actor, region_code: str, family: str, organization_id: UUID) -> Stewardship:
    """The organisation answers from now on; whoever did before does no more, and a round of checks begins."""
    access.require(actor, WRITE, region_code)
    content.region(region_code)
    organizations.organization(organization_id)
    kind = content.resource_families().get(family)
    if kind is None:
        raise NotFound
    if kind.verify_every is None:
        raise NoDutyToVerify(family=kind.title.zh)
    now = clock.now()
    before = Stewardship.objects.select_for_update().filter(
        region_code=region_code, family=family, ended_at__isnull=True
    )
    for row in before:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        deadlines.cancel_all(actor, subject_of(row), "责任单位变更")
    row = Stewardship(
        region_code=region_code, family=family, organization_id=organization_id, round_began_at=now, assigned_at=now
    )
    begin_round(actor, row)
    data = {"family": kind.title.zh, "family_en": kind.title.en, "organization_id": str(organization_id)}
    timeline.record(actor, subject_of(row), "stewardship_assigned", region_code=region_code, data=data)
    return row


@transaction.atomic
def reveal_phone(actor: Actor, resource_id: UUID, *, reason: str) -> str:
    """The whole telephone of a resource; who looked, when and why stands on its record."""
    resource = access_resource(actor, resource_id)
    access.require(actor, "organizations.reveal_phone", resource.region_code)
    record(actor, resource, "resource_phone_revealed", reason=reason)
    return phone_of(resource.attributes)
