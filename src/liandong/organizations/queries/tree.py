"""The tree of organisations, as it is handed out and can be taken over again."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from liandong.access.rules import Actor
from liandong.organizations.models import Holding, Organization, Post
from liandong.organizations.queries.directory import valid_at
from liandong.organizations.queries.visibility import visible_organizations
from liandong.organizations.rules import HolderNode, OrganizationNode, PostNode


def tree(actor: Actor, within: str = "") -> list[OrganizationNode]:
    """Every living organisation of the region and below that the actor may see, parents before children.

    Keys are ids. People are named, their telephones are not: whoever takes the tree over asks for those separately.
    """
    rows = {row.id: row for row in visible_organizations(actor).filter(region_code__startswith=within).order_by("id")}
    posts = _posts(list(rows))
    return [
        OrganizationNode(
            key=str(row.id),
            name=row.name,
            kind=row.kind,
            region_code=row.region_code,
            parent=str(row.parent_id) if row.parent_id in rows else "",
            uscc=row.uscc,
            duties=row.duties,
            posts=tuple(posts[row.id]),
        )
        for row in _parents_first(rows)
    ]


def _posts(organization_ids: list[UUID]) -> dict[UUID, list[PostNode]]:
    holders: dict[UUID, list[HolderNode]] = defaultdict(list)
    held = Holding.objects.filter(valid_at(), post__organization__in=organization_ids).order_by("valid_from", "id")
    for post_id, name in held.values_list("post_id", "person__name"):
        holders[post_id].append(HolderNode(name))
    found: dict[UUID, list[PostNode]] = defaultdict(list)
    for post in Post.objects.filter(organization__in=organization_ids, abolished_at__isnull=True).order_by("id"):
        node = PostNode(post.title, post.kind, post.leads, tuple(holders[post.id]))
        found[post.organization_id].append(node)
    return found


def _parents_first(rows: dict[UUID, Organization]) -> list[Organization]:
    children: dict[UUID | None, list[Organization]] = defaultdict(list)
    for row in rows.values():
        children[row.parent_id if row.parent_id in rows else None].append(row)
    ordered, open_ = [], list(reversed(children[None]))
    while open_:
        row = open_.pop()
        ordered.append(row)
        open_ += reversed(children[row.id])
    return ordered
