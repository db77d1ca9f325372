"""Organisations, posts, people and duty over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import AwareDatetime

from liandong.access.api import actor_of
from liandong.kernel.codes import RegionCode
from liandong.kernel.paging import Page, PageParams
from liandong.kernel.text import OptionalLine
from liandong.organizations import queries, services
from liandong.organizations.schemas import (
    GapOut,
    HoldingEndIn,
    HoldingIn,
    HoldingOut,
    ImportedOut,
    OfficerIn,
    OfficerOut,
    OrganizationChangeIn,
    OrganizationIn,
    OrganizationOut,
    OrganizationReasonIn,
    PersonChangeIn,
    PersonIn,
    PersonOut,
    PhoneOut,
    PostChangeIn,
    PostIn,
    PostOut,
    RosterIn,
    ShiftOut,
    SwapIn,
    TreeIO,
    UnitCardOut,
    gap_out,
    tree_out,
)
from liandong.organizations.services import Imported, OrganizationDraft, PersonDraft, PostDraft, ShiftDraft
from liandong.timeline.schemas import PageOut, PieceIn, page_out

if TYPE_CHECKING:
    from liandong.organizations.models import Holding, InformationOfficer, Organization, Person, Post, RosterShift

router = Router(tags=["organizations"])


@router.get("/organizations", response=Page[OrganizationOut], summary="Organisations one may see, by name")
def list_organizations(
    request: HttpRequest,
    page: Query[PageParams],
    q: OptionalLine = "",
    kind: str = "",
    region: RegionCode | None = None,
    own: bool = False,
) -> dict[str, Any]:
    """By name or pinyin initials; `own` leaves out what lies in the regions within."""
    rows = queries.search_organizations(actor_of(request), text=q, kind=kind, region=region or "", own=own)
    return page.cut(rows, by=("name", "id"))


@router.post("/organizations", response={201: OrganizationOut}, summary="Found an organisation")
def found_organization(request: HttpRequest, body: OrganizationIn) -> Status[Organization]:
    draft = OrganizationDraft(**body.dict() | {"uscc": body.uscc or ""})
    return Status(201, services.found_organization(actor_of(request), draft))


@router.get("/organizations/tree", response=TreeIO, summary="Export the tree of a region")
def export_tree(request: HttpRequest, region: RegionCode | None = None) -> dict[str, Any]:
    return tree_out(queries.tree(actor_of(request), region or ""))


@router.post("/organizations/tree", response=ImportedOut, summary="Import a tree; importing it again changes nothing")
def import_tree(request: HttpRequest, body: TreeIO) -> Imported:
    return services.import_tree(actor_of(request), body.nodes())


@router.get("/organizations/{uuid:organization_id}", response=OrganizationOut, summary="One organisation")
def show_organization(request: HttpRequest, organization_id: UUID) -> Organization:
    return queries.access_organization(actor_of(request), organization_id)


@router.get("/organizations/{uuid:organization_id}/card", response=UnitCardOut, summary="A unit with everybody in it")
def show_card(request: HttpRequest, organization_id: UUID) -> queries.Card:
    """Posts and their holders, who is on duty now, information officers, hours nobody covers."""
    return queries.unit_card(actor_of(request), organization_id)


@router.get("/organizations/{uuid:organization_id}/history", response=PageOut, summary="What befell a unit")
def list_history(request: HttpRequest, organization_id: UUID, asked: Query[PieceIn]) -> dict[str, Any]:
    """The record of the unit, its posts and its people, the newest first."""
    page = queries.unit_history(actor_of(request), organization_id, before=asked.place(), limit=asked.limit)
    return page_out(page, getattr(request, "LANGUAGE_CODE", "zh-hans"))


@router.patch("/organizations/{uuid:organization_id}", response=OrganizationOut, summary="Change an organisation")
def change_organization(request: HttpRequest, organization_id: UUID, body: OrganizationChangeIn) -> Organization:
    return services.change_organization(actor_of(request), organization_id, **body.dict())


@router.post("/organizations/{uuid:organization_id}/dissolve", response=OrganizationOut, summary="Dissolve it")
def dissolve_organization(request: HttpRequest, organization_id: UUID, body: OrganizationReasonIn) -> Organization:
    return services.dissolve_organization(actor_of(request), organization_id, body.reason)


@router.get("/organizations/without-information-officer", response=Page[OrganizationOut], summary="Who names nobody")
def list_units_without_officer(request: HttpRequest, page: Query[PageParams]) -> dict[str, Any]:
    return page.cut(queries.units_without_information_officer(actor_of(request)), by=("name", "id"))


@router.put(
    "/organizations/{uuid:organization_id}/information-officer",
    response=OfficerOut,
    summary="Name the unit's information officer, reachable 24 hours",
)
def name_information_officer(request: HttpRequest, organization_id: UUID, body: OfficerIn) -> InformationOfficer:
    return services.name_information_officer(actor_of(request), organization_id, body.person_id)


@router.get("/organizations/{uuid:organization_id}/roster", response=Page[ShiftOut], summary="The unit's roster")
def list_shifts(
    request: HttpRequest, organization_id: UUID, page: Query[PageParams], since: AwareDatetime | None = None
) -> dict[str, Any]:
    rows = queries.roster(actor_of(request), organization_id, since)
    return page.cut(rows, by=("starts_at", "id"))


@router.post("/organizations/{uuid:organization_id}/roster", response={201: list[ShiftOut]}, summary="Plan duty")
def plan_shifts(request: HttpRequest, organization_id: UUID, body: RosterIn) -> Status[list[RosterShift]]:
    drafts = [ShiftDraft(**shift.dict()) for shift in body.shifts]
    return Status(201, services.plan_shifts(actor_of(request), organization_id, drafts))


@router.get("/organizations/{uuid:organization_id}/roster/gaps", response=list[GapOut], summary="When nobody is there")
def list_gaps(
    request: HttpRequest, organization_id: UUID, since: AwareDatetime, until: AwareDatetime
) -> list[dict[str, Any]]:
    return [gap_out(gap) for gap in queries.duty_gaps(actor_of(request), organization_id, since, until)]


@router.get("/duty", response=Page[ShiftOut], summary="Who is on duty now, or at a moment")
def show_duty_board(request: HttpRequest, page: Query[PageParams], at: AwareDatetime | None = None) -> dict[str, Any]:
    return page.cut(queries.duty_board(actor_of(request), at), by=("starts_at", "id"))


@router.post("/shifts/{uuid:shift_id}/swap", response=ShiftOut, summary="Somebody else takes the shift over")
def swap_shift(request: HttpRequest, shift_id: UUID, body: SwapIn) -> RosterShift:
    return services.swap_shift(actor_of(request), shift_id, body.person_id, body.reason)


@router.post("/shifts/{uuid:shift_id}/cancel", response=ShiftOut, summary="Cancel a shift or what is left of it")
def cancel_shift(request: HttpRequest, shift_id: UUID, body: OrganizationReasonIn) -> RosterShift:
    return services.cancel_shift(actor_of(request), shift_id, body.reason)


@router.get("/posts", response=Page[PostOut], summary="Posts one may see")
def list_posts(
    request: HttpRequest, page: Query[PageParams], organization_id: UUID | None = None, kind: str = ""
) -> dict[str, Any]:
    return page.cut(queries.search_posts(actor_of(request), organization_id, kind), by=("id",))


@router.post("/posts", response={201: PostOut}, summary="Create a post")
def create_post(request: HttpRequest, body: PostIn) -> Status[Post]:
    return Status(201, services.create_post(actor_of(request), PostDraft(**body.dict())))


@router.get("/posts/{uuid:post_id}", response=PostOut, summary="One post")
def show_post(request: HttpRequest, post_id: UUID) -> Post:
    return queries.access_post(actor_of(request), post_id)


@router.patch("/posts/{uuid:post_id}", response=PostOut, summary="Change a post")
def change_post(request: HttpRequest, post_id: UUID, body: PostChangeIn) -> Post:
    return services.change_post(actor_of(request), post_id, **body.dict())


@router.post("/posts/{uuid:post_id}/abolish", response=PostOut, summary="Abolish a post")
def abolish_post(request: HttpRequest, post_id: UUID, body: OrganizationReasonIn) -> Post:
    return services.abolish_post(actor_of(request), post_id, body.reason)


@router.get("/posts/{uuid:post_id}/holders", response=Page[HoldingOut], summary="Who holds and held the post")
def list_holders(request: HttpRequest, post_id: UUID, page: Query[PageParams]) -> dict[str, Any]:
    return page.cut(queries.access_post(actor_of(request), post_id).holdings.all(), by=("-valid_from", "-id"))


@router.post("/posts/{uuid:post_id}/holders", response={201: HoldingOut}, summary="Appoint somebody to the post")
def appoint_holder(request: HttpRequest, post_id: UUID, body: HoldingIn) -> Status[Holding]:
    return Status(201, services.appoint_holder(actor_of(request), post_id, **body.dict()))


@router.post("/posts/{uuid:post_id}/holders/end", response={204: None}, summary="End somebody's holding of the post")
def end_holding(request: HttpRequest, post_id: UUID, body: HoldingEndIn) -> Status[None]:
    services.end_holding(actor_of(request), post_id, body.person_id, body.reason)
    return Status(204, None)


@router.get("/people", response=Page[PersonOut], summary="People one may see, telephones masked")
def list_people(
    request: HttpRequest, page: Query[PageParams], q: OptionalLine = "", organization_id: UUID | None = None
) -> dict[str, Any]:
    return page.cut(queries.search_people(actor_of(request), q, organization_id), by=("name", "id"))


@router.post("/people", response={201: PersonOut}, summary="Register a person")
def register_person(request: HttpRequest, body: PersonIn) -> Status[Person]:
    draft = PersonDraft(body.name, body.organization_id, body.phone or "")
    return Status(201, services.register_person(actor_of(request), draft))


@router.get("/people/{uuid:person_id}", response=PersonOut, summary="One person")
def show_person(request: HttpRequest, person_id: UUID) -> Person:
    return queries.access_person(actor_of(request), person_id)


@router.patch("/people/{uuid:person_id}", response=PersonOut, summary="Correct a name or telephone")
def correct_person(request: HttpRequest, person_id: UUID, body: PersonChangeIn) -> Person:
    return services.correct_person(actor_of(request), person_id, **body.dict())


@router.post("/people/{uuid:person_id}/remove", response=PersonOut, summary="Somebody left: end posts and accounts")
def remove_person(request: HttpRequest, person_id: UUID, body: OrganizationReasonIn) -> Person:
    return services.remove_person(actor_of(request), person_id, body.reason)


@router.post("/people/{uuid:person_id}/reveal-phone", response=PhoneOut, summary="The whole number, for a reason")
def reveal_phone(request: HttpRequest, person_id: UUID, body: OrganizationReasonIn) -> dict[str, str]:
    return {"phone": services.reveal_phone(actor_of(request), person_id, body.reason)}
