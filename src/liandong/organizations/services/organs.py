"""Founding, changing and dissolving organisations and their posts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from liandong.access.queries import require
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.kernel.codes import check_uscc
from liandong.kernel.ids import Subject
from liandong.organizations.models import Holding, Organization, Post
from liandong.organizations.problems import LeadingPostExists, NameTaken, StillInUse, TreeLoop
from liandong.organizations.queries import access_organization, access_post
from liandong.timeline.services import record

WRITE = "organizations.write"


@dataclass(frozen=True, slots=True)
class OrganizationDraft:
    """What a new organisation needs; `kind` is content, `uscc` the unified social credit code, if it has one."""

    name: str
    kind: str
    region_code: str
    parent_id: UUID | None = None
    uscc: str = ""
    duties: str = ""


@dataclass(frozen=True, slots=True)
class PostDraft:
    """What a new post needs; `leads` marks the one post that leads the organisation."""

    organization_id: UUID
    kind: str
    title: str
    reports_to_id: UUID | None = None
    leads: bool = False


@transaction.atomic
def found_organization(actor: Actor, draft: OrganizationDraft) -> Organization:
    require(actor, WRITE, draft.region_code)
    check_described(draft.kind, draft.region_code, draft.uscc)
    if draft.parent_id:
        access_organization(actor, draft.parent_id)
    row = Organization(
        name=draft.name,
        kind=draft.kind,
        region_code=draft.region_code,
        parent_id=draft.parent_id,
        uscc=draft.uscc,
        duties=draft.duties,
    )
    _save(row)
    record(
        actor,
        Subject.of("organization", row.id),
        "organization_founded",
        region_code=row.region_code,
        data={"name": row.name, "kind": row.kind, "parent_id": row.parent_id},
    )
    return row


@transaction.atomic
def change_organization(
    actor: Actor, id: UUID, *, name: str | None = None, duties: str | None = None, parent_id: UUID | None = None
) -> Organization:
    """Rename, describe anew or place under another parent; what is None stays."""
    row = access_organization(actor, id, WRITE)
    before = {"name": row.name, "duties": row.duties, "parent_id": row.parent_id}
    row.name, row.duties = name or row.name, row.duties if duties is None else duties
    if parent_id is not None:
        _check_no_loop(row, access_organization(actor, parent_id))
        row.parent_id = parent_id
    _save(row)
    after = {"name": row.name, "duties": row.duties, "parent_id": row.parent_id}
    changed = {key: {"before": before[key], "after": after[key]} for key in after if before[key] != after[key]}
    data = {"organization_id": row.id, "changed": changed, "what": sorted(changed)}
    record(actor, _subject(row), "organization_changed", region_code=row.region_code, data=data)
    return row


@transaction.atomic
def dissolve_organization(actor: Actor, id: UUID, reason: str) -> Organization:
    """Take it out of the tree; its record and its name beside old acts stay."""
    row = access_organization(actor, id, WRITE)
    in_post = Holding.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=clock.now()), post__organization=row
    )
    if row.children.filter(dissolved_at__isnull=True).exists() or in_post.exists():
        raise StillInUse(name=row.name)
    row.dissolved_at = clock.now()
    row.save(update_fields=["dissolved_at"])
    data = {"organization_id": row.id}
    record(actor, _subject(row), "organization_dissolved", region_code=row.region_code, data=data, reason=reason)
    return row


@transaction.atomic
def create_post(actor: Actor, draft: PostDraft) -> Post:
    organization = access_organization(actor, draft.organization_id, WRITE)
    content.post_kind(draft.kind)
    if draft.reports_to_id:
        access_post(actor, draft.reports_to_id)
    row = Post(
        organization=organization,
        kind=draft.kind,
        title=draft.title,
        region_code=organization.region_code,
        reports_to_id=draft.reports_to_id,
        leads=draft.leads,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise LeadingPostExists(name=organization.name) from error
    data = {"post_id": row.id, "organization_id": organization.id, "kind": row.kind}
    record(actor, Subject.of("post", row.id), "post_created", region_code=row.region_code, data=data)
    return row


@transaction.atomic
def change_post(actor: Actor, id: UUID, *, title: str | None = None, reports_to_id: UUID | None = None) -> Post:
    """Another title or another post above it; what is None stays."""
    row = access_post(actor, id, WRITE)
    before = {"title": row.title, "reports_to_id": row.reports_to_id}
    row.title = title or row.title
    if reports_to_id is not None:
        _check_no_ring(row, access_post(actor, reports_to_id))
        row.reports_to_id = reports_to_id
    row.save(update_fields=["title", "reports_to"])
    after = {"title": row.title, "reports_to_id": row.reports_to_id}
    changed = {key: {"before": before[key], "after": after[key]} for key in after if before[key] != after[key]}
    data = {"post_id": row.id, "organization_id": row.organization_id, "changed": changed, "what": sorted(changed)}
    record(actor, Subject.of("post", row.id), "post_changed", region_code=row.region_code, data=data)
    return row


@transaction.atomic
def abolish_post(actor: Actor, id: UUID, reason: str) -> Post:
    """Nobody holds it any longer from now on."""
    row = access_post(actor, id, WRITE)
    now = clock.now()
    row.abolished_at = now
    row.save(update_fields=["abolished_at"])
    row.holdings.filter(valid_from__gte=now).delete()
    row.holdings.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=now)).update(valid_until=now)
    data = {"post_id": row.id, "organization_id": row.organization_id}
    record(actor, Subject.of("post", row.id), "post_abolished", region_code=row.region_code, data=data, reason=reason)
    return row


def check_described(kind: str, region_code: str, uscc: str) -> None:
    """Refuse a kind or region that content does not know, and a credit code whose check character is wrong."""
    content.organization_kind(kind)
    content.region(region_code)
    if uscc:
        check_uscc(uscc)


def _save(row: Organization) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NameTaken(name=row.name) from error


def _check_no_loop(row: Organization, above: Organization | None) -> None:
    while above is not None:
        if above.id == row.id:
            raise TreeLoop(name=row.name)
        above = above.parent


def _check_no_ring(row: Post, above: Post | None) -> None:
    while above is not None:
        if above.id == row.id:
            raise TreeLoop(name=row.title)
        above = above.reports_to


def _subject(row: Organization) -> Subject:
    return Subject.of("organization", row.id)
