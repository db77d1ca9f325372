"""One unit on one page: its posts and who holds them, who is on duty, who passes information on, and its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.kernel.ids import Subject
from liandong.organizations import rules
from liandong.organizations.models import Holding, InformationOfficer, Organization, Person, Post, RosterShift
from liandong.organizations.queries.directory import valid_at
from liandong.organizations.queries.duty import duty_board, duty_gaps
from liandong.organizations.queries.visibility import access_organization
from liandong.timeline import queries as timeline
from liandong.timeline.rules import START, Cursor

LOOKED_AHEAD = timedelta(days=7)
"""How far a card looks for hours in which nobody is on duty."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in a post, the telephone masked."""

    person_id: UUID
    name: str
    phone: str
    since: datetime
    until: datetime | None
    on_duty: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of the unit and everybody who holds it now."""

    id: UUID
    title: str
    kind: str
    leads: bool
    reports_to_id: UUID | None
    reports_to: str
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Named:
    person_id: UUID
    name: str
    phone: str
    on_duty: bool


@dataclass(frozen=True, slots=True)
class Card:
    """`others` are people of the unit who hold no post of it; `gaps` only where the unit keeps a roster at all."""

    organization: Organization
    parent: str
    seats: tuple[Seat, ...]
    others: tuple[Named, ...]
    information_officers: tuple[Named, ...]
    on_duty: tuple[RosterShift, ...]
    keeps_roster: bool
    gaps: tuple[rules.Gap, ...]


def unit_card(actor: Actor, organization_id: UUID) -> Card:
    unit = access_organization(actor, organization_id)
    shifts = tuple(duty_board(actor).filter(organization=unit).order_by("role", "starts_at"))
    present = {shift.person_id for shift in shifts}
    seats = _seats(unit, present)
    seated = {holder.person_id for seat in seats for holder in seat.holders}
    people = unit.people.filter(left_at__isnull=True).exclude(id__in=seated).order_by("name", "id")
    officers = InformationOfficer.objects.filter(valid_at(), organization=unit).select_related("person")
    keeps = RosterShift.objects.filter(
        organization=unit, cancelled_at__isnull=True, ends_at__gt=clock.now() - LOOKED_AHEAD
    ).exists()
    now = clock.now()
    return Card(
        organization=unit,
        parent=unit.parent.name if unit.parent else "",
        seats=seats,
        others=tuple(_named(person, present) for person in people),
        information_officers=tuple(_named(one.person, present) for one in officers.order_by("valid_from", "id")),
        on_duty=shifts,
        keeps_roster=keeps,
        gaps=tuple(duty_gaps(actor, unit.id, now, now + LOOKED_AHEAD)) if keeps else (),
    )


def unit_history(actor: Actor, organization_id: UUID, *, before: Cursor = START, limit: int = 50) -> timeline.Page:
    """What befell the unit, its posts and its people, those that are gone too; the newest first."""
    unit = access_organization(actor, organization_id)
    subjects = [Subject.of("organization", unit.id)]
    subjects += [Subject.of("post", post_id) for post_id in unit.posts.values_list("id", flat=True)]
    subjects += [Subject.of("person", person_id) for person_id in unit.people.values_list("id", flat=True)]
    return timeline.history_of(subjects, before=before, limit=limit)


def _seats(unit: Organization, present: set[UUID]) -> tuple[Seat, ...]:
    posts = list(unit.posts.filter(abolished_at__isnull=True).select_related("reports_to").order_by("-leads", "id"))
    held: dict[UUID, list[Holder]] = {post.id: [] for post in posts}
    rows = Holding.objects.filter(valid_at(), post__in=posts).select_related("person")
    for row in rows.order_by("valid_from", "id"):
        held[row.post_id].append(_holder(row, present))
    return tuple(_seat(post, tuple(held[post.id])) for post in posts)


def _seat(post: Post, holders: tuple[Holder, ...]) -> Seat:
    above = post.reports_to.title if post.reports_to else ""
    return Seat(post.id, post.title, post.kind, post.leads, post.reports_to_id, above, holders)


def _holder(row: Holding, present: set[UUID]) -> Holder:
    person = row.person
    phone = rules.masked_phone(person.phone)
    return Holder(person.id, person.name, phone, row.valid_from, row.valid_until, person.id in present)


def _named(person: Person, present: set[UUID]) -> Named:
    return Named(person.id, person.name, rules.masked_phone(person.phone), person.id in present)
