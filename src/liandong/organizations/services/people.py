"""People come, hold posts and leave; their telephone is shown whole only for a reason that is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from liandong.access.queries import require
from liandong.access.rules import Actor
from liandong.access.services import close_accounts_of, seat_person
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.kernel.ids import Subject
from liandong.organizations.models import Holding, InformationOfficer, Person, Post, RosterShift
from liandong.organizations.problems import AlreadyHolds, BadPeriod
from liandong.organizations.queries import access_organization, access_person, access_post
from liandong.timeline.services import record

WRITE = "organizations.write"


@dataclass(frozen=True, slots=True)
class PersonDraft:
    name: str
    organization_id: UUID
    phone: str = ""


@transaction.atomic
def register_person(actor: Actor, draft: PersonDraft) -> Person:
    organization = access_organization(actor, draft.organization_id, WRITE)
    row = Person.objects.create(name=draft.name, phone=draft.phone, organization=organization)
    data = {"person_id": row.id, "organization_id": organization.id}
    record(actor, Subject.of("person", row.id), "person_registered", region_code=organization.region_code, data=data)
    return row


@transaction.atomic
def correct_person(actor: Actor, id: UUID, *, name: str | None = None, phone: str | None = None) -> Person:
    """Correct the name or the telephone; what is None, or the same, stays and leaves no trace."""
    row = access_person(actor, id, WRITE)
    if name is not None and name != row.name:
        row = rename_person(actor, id, name)
    if phone is not None and phone != row.phone:
        row = change_phone(actor, id, phone)
    return row


@transaction.atomic
def rename_person(actor: Actor, id: UUID, name: str) -> Person:
    """Correct the name: beside old acts too, as these name a person by id."""
    row = access_person(actor, id, WRITE)
    row.name = name
    row.save(update_fields=["name", "initials"])
    data = {"person_id": row.id, "organization_id": row.organization_id}
    record(actor, Subject.of("person", row.id), "person_renamed", region_code=row.organization.region_code, data=data)
    return row


@transaction.atomic
def change_phone(actor: Actor, id: UUID, phone: str) -> Person:
    """Correct the telephone; the number itself does not stand on the record."""
    row = access_person(actor, id, WRITE)
    row.phone = phone
    row.save(update_fields=["phone"])
    data = {"person_id": row.id, "organization_id": row.organization_id}
    record(actor, Subject.of("person", row.id), "person_changed", region_code=row.organization.region_code, data=data)
    return row


@transaction.atomic
def remove_person(actor: Actor, id: UUID, reason: str) -> Person:
    """Somebody left: their posts, duties and accounts end now, and the telephone is erased."""
    row = access_person(actor, id, WRITE)
    now = clock.now()
    row.left_at, row.phone = now, ""
    row.save(update_fields=["left_at", "phone"])
    for held in (Holding, InformationOfficer):
        held._default_manager.filter(person=row, valid_from__gte=now).delete()
        held._default_manager.filter(_open(now), person=row).update(valid_until=now)
    duties = RosterShift.objects.filter(person=row, cancelled_at__isnull=True)
    duties.filter(starts_at__gte=now).update(cancelled_at=now)
    duties.filter(starts_at__lt=now, ends_at__gt=now).update(ends_at=now)
    closed = close_accounts_of(actor, row.id, reason)
    data = {"person_id": row.id, "accounts": closed}
    region_code = row.organization.region_code
    record(actor, Subject.of("person", row.id), "person_removed", region_code=region_code, data=data, reason=reason)
    return row


@transaction.atomic
def appoint_holder(
    actor: Actor,
    post_id: UUID,
    person_id: UUID,
    *,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> Holding:
    """Somebody holds the post, from now or later, for good or until a moment; a post may have several holders."""
    post = access_post(actor, post_id, WRITE)
    person = access_person(actor, person_id)
    begins = valid_from or clock.now()
    _check_appointment(post, person, begins, valid_until)
    row = Holding.objects.create(post=post, person=person, valid_from=begins, valid_until=valid_until)
    seat_person(person.id, post.organization_id, post.id)
    data = {"post_id": post.id, "person_id": person.id, "from": begins, "until": valid_until}
    record(actor, Subject.of("post", post.id), "holder_appointed", region_code=post.region_code, data=data)
    return row


@transaction.atomic
def end_holding(actor: Actor, post_id: UUID, person_id: UUID, reason: str) -> None:
    """The person holds the post no longer from now on."""
    post = access_post(actor, post_id, WRITE)
    now = clock.now()
    row = post.holdings.filter(_open(now), person_id=person_id).order_by("valid_from").first()
    if row is None:
        raise NotFound(kind="holding", id=person_id)
    _end(row, now)
    _seat_elsewhere(person_id, now)
    data = {"post_id": post.id, "person_id": person_id}
    record(actor, Subject.of("post", post.id), "holding_ended", region_code=post.region_code, data=data, reason=reason)


@transaction.atomic
def reveal_phone(actor: Actor, person_id: UUID, reason: str) -> str:
    """The whole telephone number; who looked, when and why stands on the person's record."""
    person = access_person(actor, person_id)
    region_code = person.organization.region_code
    require(actor, "organizations.reveal_phone", region_code)
    data = {"person_id": person.id}
    record(actor, Subject.of("person", person.id), "phone_revealed", region_code=region_code, data=data, reason=reason)
    return person.phone


def _check_appointment(post: Post, person: Person, begins: datetime, until: datetime | None) -> None:
    if until is not None and until <= begins:
        raise BadPeriod
    if post.holdings.filter(_open(begins), person=person).exists():
        raise AlreadyHolds(name=person.name)


def _end(row: Holding, now: datetime) -> None:
    """What was held stays on record; an appointment that has not begun never happened."""
    if row.valid_from < now:
        row.valid_until = now
        row.save(update_fields=["valid_until"])
    else:
        row.delete()


def _seat_elsewhere(person_id: UUID, now: datetime) -> None:
    """The person's accounts act for the post held longest among those that are left, or for none."""
    left = Holding.objects.filter(_open(now), person_id=person_id, valid_from__lte=now).select_related("post")
    other = left.order_by("valid_from").first()
    if other:
        seat_person(person_id, other.post.organization_id, other.post_id)
    else:
        seat_person(person_id, Person.objects.get(id=person_id).organization_id, None)


def _open(now: datetime) -> Q:
    return Q(valid_until__isnull=True) | Q(valid_until__gt=now)
