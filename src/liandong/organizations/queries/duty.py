"""Who is on duty now, when nobody is, and who passes information on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from liandong.access.queries import in_scope
from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.organizations import rules
from liandong.organizations.models import InformationOfficer, Organization, RosterShift
from liandong.organizations.queries.directory import valid_at
from liandong.organizations.queries.visibility import READ, access_organization, visible_organizations


def on_duty(where: str | UUID, role: str = rules.DutyRole.DUTY_OFFICER, at: datetime | None = None) -> list[UUID]:
    """The people on duty in a region (its code) or an organisation (its id), the last to take over first."""
    moment = at or clock.now()
    shifts = RosterShift.objects.filter(role=role, cancelled_at__isnull=True, starts_at__lte=moment, ends_at__gt=moment)
    shifts = shifts.filter(organization_id=where) if isinstance(where, UUID) else shifts.filter(region_code=where)
    return list(dict.fromkeys(shifts.order_by("-starts_at", "id").values_list("person_id", flat=True)))


def information_officers(organization_id: UUID, at: datetime | None = None) -> list[UUID]:
    rows = InformationOfficer.objects.filter(valid_at(at), organization_id=organization_id)
    return list(rows.order_by("valid_from", "id").values_list("person_id", flat=True))


def visible_shifts(actor: Actor) -> QuerySet[RosterShift]:
    """Planned and past duties of the units the actor may see, cancelled ones left out."""
    rows = RosterShift.objects.filter(cancelled_at__isnull=True).select_related("organization", "person")
    return in_scope(actor, READ, rows, "organization__region_code")


def duty_board(actor: Actor, at: datetime | None = None) -> QuerySet[RosterShift]:
    """The shifts that run at that moment."""
    moment = at or clock.now()
    return visible_shifts(actor).filter(starts_at__lte=moment, ends_at__gt=moment)


def roster(actor: Actor, organization_id: UUID, since: datetime | None = None) -> QuerySet[RosterShift]:
    """The unit's shifts that end after `since` (now)."""
    access_organization(actor, organization_id)
    return visible_shifts(actor).filter(organization_id=organization_id, ends_at__gt=since or clock.now())


def duty_gaps(
    actor: Actor, organization_id: UUID, since: datetime, until: datetime, roles: Iterable[str] = rules.ROUND_THE_CLOCK
) -> list[rules.Gap]:
    """The times in which the unit has nobody on duty in a role that must be filled round the clock."""
    organization = access_organization(actor, organization_id)
    rows = RosterShift.objects.filter(
        organization=organization, cancelled_at__isnull=True, starts_at__lt=until, ends_at__gt=since
    )
    shifts = [rules.Shift(*row) for row in rows.values_list("person_id", "role", "starts_at", "ends_at")]
    return [gap for role in roles for gap in rules.coverage_gaps(shifts, role, since, until)]


def units_without_information_officer(actor: Actor) -> QuerySet[Organization]:
    """Units the actor may see in which nobody is named who can be reached round the clock."""
    named = InformationOfficer.objects.filter(valid_at(), organization=OuterRef("id"), person__left_at__isnull=True)
    return visible_organizations(actor).filter(~Exists(named))
