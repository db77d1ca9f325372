"""Who there is and who holds what: ids and plain values for other apps, a telephone never."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from liandong.access.queries import account_names
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.organizations import rules
from liandong.organizations.models import Holding, Organization, Person, Post

_ORGANIZATION = ("id", "name", "kind", "region_code", "parent_id")
_POST = ("id", "title", "kind", "region_code", "organization_id", "leads")


@dataclass(frozen=True, slots=True)
class OrganizationSummary:
    """What other apps may know of an organisation."""

    id: UUID
    name: str
    kind: str
    region_code: str
    parent_id: UUID | None


@dataclass(frozen=True, slots=True)
class PostSummary:
    """What other apps may know of a post."""

    id: UUID
    title: str
    kind: str
    region_code: str
    organization_id: UUID
    leads: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody or something stands: `kind` ORGANIZATION, POST or PERSON, the unit it belongs to, its region."""

    kind: str
    organization_id: UUID
    region_code: str


def organization(id: UUID) -> OrganizationSummary:
    """NotFound when there never was one; a dissolved one is still answered, as old records name it."""
    row = Organization.objects.filter(id=id).values_list(*_ORGANIZATION).first()
    if row is None:
        raise NotFound(kind="organization", id=id)
    return OrganizationSummary(*row)


def organizations_in(region: str, kind: str | None = None, *, within: bool = False) -> list[OrganizationSummary]:
    """The organisations of exactly that region, or with `within` of all regions in it, by name."""
    rows = Organization.objects.filter(dissolved_at__isnull=True)
    rows = rows.filter(region_code__startswith=region) if within else rows.filter(region_code=region)
    rows = rows.filter(kind=kind) if kind else rows
    return [OrganizationSummary(*row) for row in rows.order_by("name").values_list(*_ORGANIZATION)]


def post(id: UUID) -> PostSummary:
    row = Post.objects.filter(id=id).values_list(*_POST).first()
    if row is None:
        raise NotFound(kind="post", id=id)
    return PostSummary(*row)


def posts_in(region: str, kind: str | None = None, organization_id: UUID | None = None) -> list[PostSummary]:
    """The posts of exactly that region, perhaps of one kind or organisation, in order of founding."""
    rows = Post.objects.filter(abolished_at__isnull=True, region_code=region)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(organization_id=organization_id) if organization_id else rows
    return [PostSummary(*row) for row in rows.order_by("id").values_list(*_POST)]


def post_holders(post_id: UUID, at: datetime | None = None) -> list[UUID]:
    """The people who hold the post at that moment, the longest-serving first."""
    rows = Holding.objects.filter(valid_at(at), post_id=post_id).order_by("valid_from", "id")
    return list(rows.values_list("person_id", flat=True))


def posts_of(person_id: UUID, at: datetime | None = None) -> list[UUID]:
    rows = Holding.objects.filter(valid_at(at), person_id=person_id).order_by("valid_from", "id")
    return list(rows.values_list("post_id", flat=True))


def leader_of(organization_id: UUID) -> UUID | None:
    """The post that leads the organisation (its id; see `post_holders`), if it has one."""
    rows = Post.objects.filter(organization_id=organization_id, leads=True, abolished_at__isnull=True)
    return rows.values_list("id", flat=True).first()


def superior_of(id: UUID) -> UUID | None:
    """For a post the post above it; for an organisation the organisation above it; None at the top.

    A post's superior is whom it reports to, else its organisation's leader; a leader's is the next leader up the tree.
    """
    found = Post.objects.filter(id=id).select_related("organization").first()
    if found is None:
        return Organization.objects.filter(id=id).values_list("parent_id", flat=True).first()
    if found.reports_to_id:
        return found.reports_to_id
    return _leader_above(found.organization) if found.leads else leader_of(found.organization_id)


def upper_level(region_code: str) -> str | None:
    """The region one level up (`140105 → 1401`), None above the province."""
    return rules.upper_region(region_code)


def organization_of(person_id: UUID) -> UUID | None:
    return Person.objects.filter(id=person_id).values_list("organization_id", flat=True).first()


def phone_for_delivery(person_id: UUID) -> str:
    """The whole number, for a channel that dials it; never for a screen (see `services.reveal_phone`)."""
    return Person.objects.filter(id=person_id, left_at__isnull=True).values_list("phone", flat=True).first() or ""


def masked_phones(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers as a screen shows them; people without one are left out."""
    rows = Person.objects.filter(id__in=set(person_ids), left_at__isnull=True).exclude(phone="")
    return {person: rules.masked_phone(phone) for person, phone in rows.values_list("id", "phone")}


def standings(ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """Unit and region of each organisation, post or person that is still there; unknown ids are left out."""
    wanted = set(ids)
    organizations = Organization.objects.filter(id__in=wanted, dissolved_at__isnull=True)
    posts = Post.objects.filter(id__in=wanted, abolished_at__isnull=True)
    people = Person.objects.filter(id__in=wanted, left_at__isnull=True)
    found = {
        own: Standing("ORGANIZATION", own, region) for own, region in organizations.values_list("id", "region_code")
    }
    for post_id, organization_id, region in posts.values_list("id", "organization_id", "region_code"):
        found[post_id] = Standing("POST", organization_id, region)
    for person_id, organization_id, region in people.values_list("id", "organization_id", "organization__region_code"):
        found[person_id] = Standing("PERSON", organization_id, region)
    return found


def names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """What people, posts, organisations and accounts are called, by their ids; unknown ids are left out.

    A post is named with its unit (小店区水务局主要负责人), as many units have a post of one title.
    """
    wanted = set(ids)
    if not wanted:
        return {}
    posts = Post.objects.filter(id__in=wanted).values_list("id", "organization__name", "title")
    found = {post_id: f"{unit}{title}" for post_id, unit, title in posts}
    found.update(Person.objects.filter(id__in=wanted).values_list("id", "name"))
    found.update(Organization.objects.filter(id__in=wanted).values_list("id", "name"))
    return found | account_names(wanted - found.keys())


def _leader_above(organization: Organization) -> UUID | None:
    above = organization.parent
    while above is not None:
        leader = leader_of(above.id)
        if leader is not None:
            return leader
        above = above.parent
    return None


def valid_at(at: datetime | None = None) -> Q:
    """The condition on a row with `valid_from` and `valid_until` to hold at that moment, or now."""
    moment = at or clock.now()
    return Q(valid_from__lte=moment) & (Q(valid_until__isnull=True) | Q(valid_until__gt=moment))
