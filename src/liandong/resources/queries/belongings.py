"""What belongs to a resource: members of a team, bookings of a venue, ways to reach the field, dead stations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from liandong.access.queries import in_scope
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.kernel.durations import Limit
from liandong.kernel.errors import NotFound
from liandong.resources.models import Booking, Resource, TeamMember
from liandong.resources.queries.visibility import READ, access_resource, moves_of, visible_resources
from liandong.resources.rules import COUNTED, lots

CHECK_UP_HOLDS = timedelta(days=365)


def members_of(actor: Actor, team_id: UUID) -> QuerySet[TeamMember]:
    """Who belongs to the team now, the leader first."""
    rows = TeamMember.objects.filter(team=access_resource(actor, team_id), left_at__isnull=True)
    return rows.order_by("-leads", "name", "id")


def access_member(actor: Actor, member_id: UUID) -> TeamMember:
    rows = in_scope(actor, READ, TeamMember.objects.filter(left_at__isnull=True), "team__region_code")
    found = rows.filter(id=member_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class MemberWarning:
    """What must be said before somebody is sent: UNINSURED, CERTIFICATE_LAPSED or CHECK_UP_DUE."""

    team_id: UUID
    member_id: UUID
    name: str
    what: str
    since: date | None


def member_warnings(team_ids: Collection[UUID], on: date | None = None) -> list[MemberWarning]:
    """For teams about to be sent: members whose insurance, papers or check-up do not hold on that day."""
    day = on or content.today()
    rows = TeamMember.objects.filter(team_id__in=list(team_ids), left_at__isnull=True).order_by("team_id", "name", "id")
    return [warning for row in rows for warning in _warnings(row, day)]


def _warnings(row: TeamMember, day: date) -> list[MemberWarning]:
    found: list[tuple[str, date | None]] = []
    if row.insured_until is None or row.insured_until < day:
        found.append(("UNINSURED", row.insured_until))
    lapsed = [until for one in row.certificates if (until := _date(one.get("until"))) and until < day]
    if lapsed:
        found.append(("CERTIFICATE_LAPSED", min(lapsed)))
    if row.checked_up_on is None or row.checked_up_on + CHECK_UP_HOLDS < day:
        found.append(("CHECK_UP_DUE", row.checked_up_on))
    return [MemberWarning(row.team_id, row.id, row.name, what, since) for what, since in found]


def _date(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def access_booking(actor: Actor, booking_id: UUID) -> Booking:
    rows = in_scope(actor, READ, Booking.objects.select_related("venue"), "venue__region_code")
    found = rows.filter(id=booking_id).first()
    if found is None:
        raise NotFound
    return found


def lots_of(actor: Actor, resource_id: UUID) -> list[dict[str, object]]:
    """The stock of a resource by use-by date, what expires first standing first."""
    today = content.today()
    changes = moves_of(actor, resource_id).order_by("line").values_list("change", "use_by")
    return [
        {"use_by": lot.use_by, "quantity": lot.quantity, "expired": bool(lot.use_by and lot.use_by < today)}
        for lot in lots(changes)
    ]


def bookings(actor: Actor, since: datetime, until: datetime, venue_id: UUID | None = None) -> QuerySet[Booking]:
    """Live bookings that touch the time between two moments, the earliest first."""
    rows = Booking.objects.select_related("venue").filter(
        cancelled_at__isnull=True, starts_at__lt=until, ends_at__gt=since
    )
    rows = rows.filter(venue_id=venue_id) if venue_id else rows
    return in_scope(actor, READ, rows, "venue__region_code").order_by("starts_at", "id")


def silent(row: Resource, now: datetime) -> bool | None:
    """Whether a station counts as dead: found faulty, or not heard for longer than its type allows; None: not heard at
    all by nature."""
    kind = content.resource_types().get(row.type)
    if kind is None or kind.silent_after is None:
        return None
    return bool(row.fault) or row.seen_at is None or row.seen_at < now - Limit.parse(kind.silent_after).clock


def ways_to_reach(actor: Actor, region: str) -> list[tuple[Resource, bool]]:
    """通信资产: in the order in which they are tried, with whether each answers; the first that does is to be used."""
    types = [name for name, one in content.resource_types().items() if one.family == "communication"]
    rows = visible_resources(actor).filter(type__in=types, region_code__startswith=region, state__in=sorted(COUNTED))
    now = clock.now()
    ordered = sorted(rows, key=lambda row: (row.attributes.get("failover_order", 999), row.name, str(row.id)))
    return [(row, not silent(row, now)) for row in ordered]
