"""Members, bookings, stewards and signals over the wire."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from liandong.content import queries as content
from liandong.kernel.codes import RegionCode
from liandong.kernel.text import FilledParagraph, Key, Line, OptionalLine, Paragraph, Phone
from liandong.organizations import queries as organizations
from liandong.organizations.rules import masked_phone
from liandong.resources.models import Booking, Resource, Stewardship, TeamMember
from liandong.resources.queries import Quality, Twins
from liandong.resources.schemas import Given, ResourceOut, SomeQuantity, resources_out
from liandong.resources.services import MemberDraft


class TransferIn(Given):
    """`target_id` receives; both must be of one type."""

    target_id: UUID
    quantity: SomeQuantity
    reason: Paragraph = ""
    document: OptionalLine = ""


class LotOut(Schema):
    use_by: date | None
    quantity: float
    expired: bool


class LoadIn(Given):
    """People who come (positive) or leave (negative)."""

    change: Annotated[Decimal, Field(ge=-(10**9), le=10**9, decimal_places=0, allow_inf_nan=False)]
    incident_id: UUID | None = None


class SignalIn(Given):
    """`fault` empty: it was heard; else how it was found dead."""

    at: AwareDatetime | None = None
    fault: OptionalLine = ""


class RevealIn(Given):
    reason: FilledParagraph


class ContactPhoneOut(Schema):
    phone: str


class Certificate(Given):
    skill: Key
    number: OptionalLine = ""
    until: date | None = None


class MemberIn(Given):
    name: Annotated[Line, Field(max_length=80)]
    person_id: UUID | None = None
    phone: Phone | None = None
    leads: bool = False
    skills: list[Key] = Field([], max_length=50)
    certificates: list[Certificate] = Field([], max_length=50)
    insured_until: date | None = None
    checked_up_on: date | None = None

    def draft(self) -> MemberDraft:
        given = self.dict(exclude={"phone", "certificates"})
        papers = [one.dict() | {"until": one.until.isoformat() if one.until else None} for one in self.certificates]
        return MemberDraft(**given, phone=(self.phone or "")[:20], certificates=papers)


class MemberOut(Schema):
    """`phone` is masked."""

    id: UUID
    name: str
    person_id: UUID | None
    phone: str
    leads: bool
    skills: list[str]
    certificates: list[dict[str, Any]]
    insured_until: date | None
    checked_up_on: date | None


class MemberWarningOut(Schema):
    team_id: UUID
    member_id: UUID
    name: str
    what: str
    since: date | None


class BookingIn(Given):
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    purpose: Line
    incident_id: UUID | None = None


class BookingOut(Schema):
    id: UUID
    venue_id: UUID
    venue: str
    starts_at: datetime
    ends_at: datetime
    purpose: str
    incident_id: UUID | None
    by_person_id: UUID | None
    cancelled_at: datetime | None


class BookingsAsked(Schema):
    since: AwareDatetime
    until: AwareDatetime
    venue_id: UUID | None = None


class StewardIn(Given):
    region: RegionCode
    family: Key
    organization_id: UUID


class StewardOut(Schema):
    id: UUID
    region_code: str
    family: str
    organization_id: UUID
    organization: str
    round_began_at: datetime
    rounds: int


class QualityOut(Schema):
    """Shares are percentages of `records`."""

    region_code: str
    region: str
    family: str
    family_title: str
    keeper: str
    verify_every: str | None
    records: int
    complete: float
    fresh: float
    placed: float
    organization_id: UUID | None
    organization: str
    round_began_at: datetime | None


class TwinsOut(Schema):
    first: UUID
    second: UUID
    type: str
    names: list[str]
    metres: float | None


class VillageOut(Schema):
    code: str
    name: str


class WayOut(Schema):
    """A means of communication, in the order of trying; `use` marks the first that answers."""

    resource: ResourceOut
    answers: bool
    use: bool


def member_out(row: TeamMember) -> dict[str, Any]:
    return {name: getattr(row, name) for name in MemberOut.model_fields} | {"phone": masked_phone(row.phone)}


def booking_out(row: Booking) -> dict[str, Any]:
    named = {"venue": row.venue.name}
    return {name: named[name] if name in named else getattr(row, name) for name in BookingOut.model_fields}


def stewards_out(rows: list[Stewardship]) -> list[dict[str, Any]]:
    names = organizations.names({row.organization_id for row in rows})
    return [
        {"organization": names.get(row.organization_id, "")}
        | {name: getattr(row, name) for name in StewardOut.model_fields if name != "organization"}
        for row in rows
    ]


def quality_out(rows: list[Quality]) -> list[dict[str, Any]]:
    names = organizations.names({row.organization_id for row in rows if row.organization_id})
    return [_quality_out(row, names) for row in rows]


def _quality_out(row: Quality, names: dict[UUID, str]) -> dict[str, Any]:
    family = content.resource_families().get(row.family)
    return {
        "region_code": row.region_code,
        "region": content.region_path(row.region_code[:9]) if row.region_code else "全国",
        "family": row.family,
        "family_title": family.title.zh if family else row.family,
        "keeper": family.keeper.zh if family else "",
        "verify_every": family.verify_every if family else None,
        "records": row.records,
        **{name: round(100 * getattr(row, name) / row.records, 1) for name in ("complete", "fresh", "placed")},
        "organization_id": row.organization_id,
        "organization": names.get(row.organization_id, "") if row.organization_id else "",
        "round_began_at": row.round_began_at,
    }


def twins_out(found: list[Twins]) -> list[dict[str, Any]]:
    return [{name: getattr(one, name) for name in TwinsOut.model_fields} for one in found]


def ways_out(found: list[tuple[Resource, bool]]) -> list[dict[str, Any]]:
    rows = resources_out([row for row, _ in found])
    first = next((place for place, (_, answers) in enumerate(found) if answers), None)
    return [
        {"resource": row, "answers": answers, "use": place == first}
        for place, (row, (_, answers)) in enumerate(zip(rows, found, strict=True))
    ]
