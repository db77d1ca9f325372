"""Wire types of organizations. A telephone is answered masked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from liandong.kernel import clock
from liandong.kernel.codes import RegionCode, UnifiedCode
from liandong.kernel.text import Key, Line, OptionalLine, Paragraph, Phone
from liandong.organizations.models import Person, RosterShift
from liandong.organizations.rules import (
    DutyRole,
    Gap,
    HolderNode,
    OrganizationNode,
    PostNode,
    masked_phone,
)

Name = Annotated[Line, Field(max_length=120)]
Title = Annotated[Line, Field(max_length=80)]
MOST_NODES = 5000


class OrganizationIn(Schema):
    name: Name
    kind: Key
    region_code: RegionCode
    parent_id: UUID | None = None
    uscc: UnifiedCode | None = None
    duties: Annotated[Paragraph, Field(max_length=4000)] = ""


class OrganizationChangeIn(Schema):
    name: Name | None = None
    duties: Annotated[Paragraph, Field(max_length=4000)] | None = None
    parent_id: UUID | None = None


class OrganizationOut(Schema):
    id: UUID
    name: str
    kind: str
    region_code: str
    parent_id: UUID | None
    uscc: str
    duties: str


class OrganizationReasonIn(Schema):
    reason: Line


class PostIn(Schema):
    organization_id: UUID
    kind: Key
    title: Title
    reports_to_id: UUID | None = None
    leads: bool = False


class PostOut(Schema):
    id: UUID
    title: str
    kind: str
    region_code: str
    organization_id: UUID
    reports_to_id: UUID | None
    leads: bool


class PostChangeIn(Schema):
    title: Title | None = None
    reports_to_id: UUID | None = None


class PersonIn(Schema):
    name: Title
    organization_id: UUID
    phone: Phone | None = None


class PersonChangeIn(Schema):
    """What is left out stays; an empty telephone erases it."""

    name: Title | None = None
    phone: Phone | Literal[""] | None = None


class PersonOut(Schema):
    id: UUID
    name: str
    organization_id: UUID
    organization: str
    posts: list[str] = Field(description="现任岗位")
    phone: str = Field(description="脱敏；查看全号须说明理由并留痕")

    @staticmethod
    def resolve_organization(person: Person) -> str:
        return person.organization.name

    @staticmethod
    def resolve_posts(person: Person) -> list[str]:
        now = clock.now()
        held = sorted(person.holdings.all(), key=lambda holding: holding.valid_from)
        return [
            holding.post.title
            for holding in held
            if holding.valid_from <= now and (holding.valid_until is None or now < holding.valid_until)
        ]

    @staticmethod
    def resolve_phone(person: Person) -> str:
        return masked_phone(person.phone)


class PhoneOut(Schema):
    phone: str


class HoldingIn(Schema):
    person_id: UUID
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None


class HoldingOut(Schema):
    id: UUID
    post_id: UUID
    person_id: UUID
    valid_from: datetime
    valid_until: datetime | None


class HoldingEndIn(Schema):
    person_id: UUID
    reason: Line


class ShiftIn(Schema):
    person_id: UUID
    role: DutyRole
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    post_id: UUID | None = None


class RosterIn(Schema):
    shifts: Annotated[list[ShiftIn], Field(min_length=1, max_length=1000)]


class SwapIn(Schema):
    person_id: UUID
    reason: Line


class ShiftOut(Schema):
    id: UUID
    organization_id: UUID
    organization: str
    person_id: UUID
    person: str
    role: str
    region_code: str
    starts_at: datetime
    ends_at: datetime

    @staticmethod
    def resolve_organization(shift: RosterShift) -> str:
        return shift.organization.name

    @staticmethod
    def resolve_person(shift: RosterShift) -> str:
        return shift.person.name


class GapOut(Schema):
    role: str
    starts_at: datetime
    ends_at: datetime


class HolderOut(Schema):
    person_id: UUID
    name: str
    phone: str
    since: datetime
    until: datetime | None
    on_duty: bool


class UnitSeatOut(Schema):
    id: UUID
    title: str
    kind: str
    leads: bool
    reports_to_id: UUID | None
    reports_to: str
    holders: list[HolderOut]


class NamedOut(Schema):
    person_id: UUID
    name: str
    phone: str
    on_duty: bool


class UnitCardOut(Schema):
    """A unit on one page; `gaps` are the hours of the next seven days in which nobody is on duty round the clock."""

    organization: OrganizationOut
    parent: str
    seats: list[UnitSeatOut]
    others: list[NamedOut]
    information_officers: list[NamedOut]
    on_duty: list[ShiftOut]
    keeps_roster: bool
    gaps: list[GapOut]


class OfficerIn(Schema):
    person_id: UUID


class OfficerOut(Schema):
    id: UUID
    organization_id: UUID
    person_id: UUID
    valid_from: datetime


class HolderNodeIO(Schema):
    name: Title
    phone: OptionalLine = Field("", description="只进不出：导出时为空")


class PostNodeIO(Schema):
    title: Title
    kind: Key
    leads: bool = False
    holders: Annotated[list[HolderNodeIO], Field(max_length=200)] = []


class NodeIO(Schema):
    key: Annotated[Line, Field(max_length=120)]
    name: Name
    kind: Key
    region_code: RegionCode
    parent: Annotated[OptionalLine, Field(max_length=120)] = ""
    uscc: Annotated[OptionalLine, Field(max_length=18)] = ""
    duties: Annotated[Paragraph, Field(max_length=4000)] = ""
    posts: Annotated[list[PostNodeIO], Field(max_length=200)] = []


class TreeIO(Schema):
    """A tree of organisations: what is exported can be imported, here or elsewhere, as often as one likes."""

    organizations: Annotated[list[NodeIO], Field(max_length=MOST_NODES)]

    def nodes(self) -> list[OrganizationNode]:
        return [_node(node) for node in self.organizations]


class ImportedOut(Schema):
    created: int
    changed: int
    unchanged: int
    new_posts: int
    new_people: int


def tree_out(nodes: list[OrganizationNode]) -> dict[str, Any]:
    """Dataclasses of the tree as plain values; `TreeIO` reads them again."""
    return {"organizations": nodes}


def gap_out(gap: Gap) -> dict[str, Any]:
    return {"role": gap.role, "starts_at": gap.starts_at, "ends_at": gap.ends_at}


def _node(node: NodeIO) -> OrganizationNode:
    posts = tuple(
        PostNode(
            post.title, post.kind, post.leads, tuple(HolderNode(holder.name, holder.phone) for holder in post.holders)
        )
        for post in node.posts
    )
    return OrganizationNode(
        node.key, node.name, node.kind, node.region_code, node.parent, node.uscc, node.duties, posts
    )
