"""What an actor may see: the only ways to an object of organizations."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from liandong.access.queries import in_scope, require
from liandong.access.rules import Actor
from liandong.kernel.errors import NotFound
from liandong.kernel.pinyin import typed_initials
from liandong.organizations.models import Organization, Person, Post

READ = "organizations.read"


def visible_organizations(actor: Actor) -> QuerySet[Organization]:
    return in_scope(actor, READ, Organization.objects.filter(dissolved_at__isnull=True))


def access_organization(actor: Actor, id: UUID, permission: str = READ) -> Organization:
    """The living organisation, if the actor may see it; Forbidden when seen but not held with `permission`."""
    found = visible_organizations(actor).filter(id=id).first()
    if found is None:
        raise NotFound(kind="organization", id=id)
    require(actor, permission, found.region_code)
    return found


def search_organizations(
    actor: Actor, *, text: str = "", kind: str = "", region: str = "", own: bool = False
) -> QuerySet[Organization]:
    """Those the actor may see, by name or pinyin initials, the kind, and the region with all in it (`own`: alone)."""
    rows = visible_organizations(actor).filter(_called(text))
    rows = rows.filter(region_code=region) if own else rows.filter(region_code__startswith=region)
    return rows.filter(kind=kind) if kind else rows


def visible_posts(actor: Actor) -> QuerySet[Post]:
    return in_scope(actor, READ, Post.objects.filter(abolished_at__isnull=True).select_related("organization"))


def access_post(actor: Actor, id: UUID, permission: str = READ) -> Post:
    found = visible_posts(actor).filter(id=id).first()
    if found is None:
        raise NotFound(kind="post", id=id)
    require(actor, permission, found.region_code)
    return found


def search_posts(actor: Actor, organization_id: UUID | None = None, kind: str = "") -> QuerySet[Post]:
    rows = visible_posts(actor)
    rows = rows.filter(organization_id=organization_id) if organization_id else rows
    return rows.filter(kind=kind) if kind else rows


def visible_people(actor: Actor) -> QuerySet[Person]:
    rows = Person.objects.filter(left_at__isnull=True).select_related("organization")
    return in_scope(actor, READ, rows.prefetch_related("holdings__post"), "organization__region_code")


def access_person(actor: Actor, id: UUID, permission: str = READ) -> Person:
    found = visible_people(actor).filter(id=id).first()
    if found is None:
        raise NotFound(kind="person", id=id)
    require(actor, permission, found.organization.region_code)
    return found


def search_people(actor: Actor, text: str = "", organization_id: UUID | None = None) -> QuerySet[Person]:
    """Those the actor may see, by a part of the name or its pinyin initials."""
    rows = visible_people(actor).filter(_called(text))
    return rows.filter(organization_id=organization_id) if organization_id else rows


def _called(text: str) -> Q:
    """A part of the name, or of its pinyin initials (`wzb` finds 王值班)."""
    typed = typed_initials(text)
    return Q(name__contains=text) | Q(initials__contains=typed) if typed else Q(name__contains=text)
