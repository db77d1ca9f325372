"""What belongs to a resource: transfers, lots, load, signals, members, bookings, ways to reach the field."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.kernel.codes import RegionCode
from liandong.resources import queries, services
from liandong.resources.schemas import MoveOut, NoteIn, ReleaseIn, ResourceOut, move_out, resource_out
from liandong.resources.schemas import belongings as schemas

router = Router()


@router.post("/resources/{uuid:resource_id}/transfer", response={201: MoveOut})
def transfer_stock(request: HttpRequest, resource_id: UUID, body: schemas.TransferIn) -> Status[dict[str, Any]]:
    """调拨 to another resource of the same type: out and in at the same moment."""
    out, _ = services.transfer_stock(actor_of(request), resource_id, **body.dict())
    return Status(201, move_out(out))


@router.get("/resources/{uuid:resource_id}/lots", response=list[schemas.LotOut])
def list_lots(request: HttpRequest, resource_id: UUID) -> list[dict[str, Any]]:
    """The stock by use-by date, what expires first standing first."""
    return queries.lots_of(actor_of(request), resource_id)


@router.post("/resources/{uuid:resource_id}/write-off", response={201: list[MoveOut]})
def write_off_expired(request: HttpRequest, resource_id: UUID, body: NoteIn) -> Status[list[dict[str, Any]]]:
    """过期报废: whatever is past its date leaves the books."""
    moves = services.write_off_expired(actor_of(request), resource_id, reason=body.note)
    return Status(201, [move_out(move) for move in moves])


@router.post("/resources/{uuid:resource_id}/load", response=ResourceOut)
def change_load(request: HttpRequest, resource_id: UUID, body: schemas.LoadIn) -> dict[str, Any]:
    """People come to a shelter or leave it; 409 where they do not fit."""
    row = services.change_load(actor_of(request), resource_id, body.change, incident_id=body.incident_id)
    return resource_out(row)


@router.post("/resources/{uuid:resource_id}/signal", response=ResourceOut)
def report_signal(request: HttpRequest, resource_id: UUID, body: schemas.SignalIn) -> dict[str, Any]:
    """A station, camera or means of communication was heard, or found dead."""
    return resource_out(services.report_signal(actor_of(request), resource_id, at=body.at, fault=body.fault))


@router.post("/resources/{uuid:resource_id}/reveal-phone", response=schemas.ContactPhoneOut)
def reveal_phone(request: HttpRequest, resource_id: UUID, body: schemas.RevealIn) -> dict[str, str]:
    """The whole number, for a reason that is recorded."""
    return {"phone": services.reveal_phone(actor_of(request), resource_id, reason=body.reason)}


@router.get("/resources/{uuid:resource_id}/members", response=list[schemas.MemberOut])
def list_members(request: HttpRequest, resource_id: UUID) -> list[dict[str, Any]]:
    """Who belongs to the team, the leader first; telephones masked."""
    return [schemas.member_out(row) for row in queries.members_of(actor_of(request), resource_id)]


@router.post("/resources/{uuid:resource_id}/members", response={201: schemas.MemberOut})
def add_member(request: HttpRequest, resource_id: UUID, body: schemas.MemberIn) -> Status[dict[str, Any]]:
    return Status(201, schemas.member_out(services.add_member(actor_of(request), resource_id, body.draft())))


@router.put("/team-members/{uuid:member_id}", response=schemas.MemberOut)
def change_member(request: HttpRequest, member_id: UUID, body: schemas.MemberIn) -> dict[str, Any]:
    return schemas.member_out(services.change_member(actor_of(request), member_id, body.draft()))


@router.post("/team-members/{uuid:member_id}/leave", response=schemas.MemberOut)
def remove_member(request: HttpRequest, member_id: UUID, body: ReleaseIn) -> dict[str, Any]:
    """Off the team; the telephone is erased."""
    return schemas.member_out(services.remove_member(actor_of(request), member_id, reason=body.reason))


@router.get("/resources/{uuid:resource_id}/member-warnings", response=list[schemas.MemberWarningOut])
def list_member_warnings(request: HttpRequest, resource_id: UUID) -> list[queries.MemberWarning]:
    """Members who are not insured, whose papers lapsed or whose check-up is due, today."""
    return queries.member_warnings([queries.access_resource(actor_of(request), resource_id).id])


@router.get("/bookings", response=list[schemas.BookingOut])
def list_bookings(request: HttpRequest, asked: Query[schemas.BookingsAsked]) -> list[dict[str, Any]]:
    """Who has which venue when."""
    found = queries.bookings(actor_of(request), asked.since, asked.until, asked.venue_id)
    return [schemas.booking_out(row) for row in found[:500]]


@router.post("/resources/{uuid:resource_id}/bookings", response={201: schemas.BookingOut})
def book_venue(request: HttpRequest, resource_id: UUID, body: schemas.BookingIn) -> Status[dict[str, Any]]:
    """Take a venue; 409 names who has it then."""
    return Status(201, schemas.booking_out(services.book_venue(actor_of(request), resource_id, **body.dict())))


@router.post("/bookings/{uuid:booking_id}/cancel", response=schemas.BookingOut)
def cancel_booking(request: HttpRequest, booking_id: UUID, body: ReleaseIn) -> dict[str, Any]:
    return schemas.booking_out(services.cancel_booking(actor_of(request), booking_id, reason=body.reason))


@router.get("/communications", response=list[schemas.WayOut])
def list_ways(request: HttpRequest, region: RegionCode) -> list[dict[str, Any]]:
    """Ways to reach the field in failover order; the first that answers is to be used."""
    return schemas.ways_out(queries.ways_to_reach(actor_of(request), region))
