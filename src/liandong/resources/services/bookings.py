"""预订: a venue belongs to one meeting at a time; who comes second is told who was first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.resources.models import Booking
from liandong.resources.queries import access_booking, access_resource, name_of
from liandong.resources.rules import BookingEnded, EndsBeforeItBegins, NotAVenue, Taken
from liandong.resources.services.recording import locked, record

ASSIGN = "resources.assign"


@transaction.atomic
def book_venue(
    actor: Actor,
    venue_id: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime,
    purpose: str,
    incident_id: UUID | None = None,
) -> Booking:
    """Take a venue from one moment until another; Taken names whose it is then."""
    access.require(actor, ASSIGN, access_resource(actor, venue_id).region_code)
    venue = locked(venue_id)
    if content.resource_type(venue.type).family != "venue":
        raise NotAVenue(name=venue.name)
    if ends_at <= starts_at:
        raise EndsBeforeItBegins
    other = venue.bookings.filter(cancelled_at__isnull=True, starts_at__lt=ends_at, ends_at__gt=starts_at).first()
    if other:
        by, until = name_of(other.by_person_id), other.ends_at.isoformat()
        raise Taken(name=venue.name, by=by, purpose=other.purpose, until=until)
    row = Booking.objects.create(
        venue=venue,
        starts_at=starts_at,
        ends_at=ends_at,
        purpose=purpose,
        incident_id=incident_id,
        by_person_id=actor.person_id,
        booked_at=clock.now(),
    )
    said = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat(), "purpose": purpose}
    record(actor, venue, "venue_booked", incident_id=incident_id, **said)
    return row


@transaction.atomic
def cancel_booking(actor: Actor, booking_id: UUID, *, reason: str = "") -> Booking:
    """Give the venue back; BookingEnded when it was cancelled before or is over."""
    row = access_booking(actor, booking_id)
    access.require(actor, ASSIGN, row.venue.region_code)
    venue = locked(row.venue_id)
    row.refresh_from_db()
    if row.cancelled_at or row.ends_at <= clock.now():
        raise BookingEnded
    row.cancelled_at = clock.now()
    row.save(update_fields=["cancelled_at"])
    record(actor, venue, "venue_given_back", incident_id=row.incident_id, reason=reason, purpose=row.purpose)
    return row
