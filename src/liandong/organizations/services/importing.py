"""Taking over a tree of organisations, posts and people at once, as often as one likes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from liandong.access.queries import require
from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.kernel.ids import Subject, new_id
from liandong.organizations.models import Holding, InformationOfficer, Organization, Person, Post
from liandong.organizations.problems import TreeBroken
from liandong.organizations.queries.directory import valid_at
from liandong.organizations.rules import HolderNode, OrganizationNode, PostNode
from liandong.organizations.services.organs import check_described
from liandong.timeline.services import record

INFORMATION_OFFICER = "information_officer"
"""The kind of post whose holder passes the unit's information on."""


@dataclass(slots=True)
class Imported:
    """What an import did, and the ids by the file's keys.

    `posts` and their `holders` by organisation and kind of post, `people` by organisation and name; `titled` are
    the posts by organisation and title.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    new_posts: int = 0
    new_people: int = 0
    organizations: dict[str, UUID] = field(default_factory=dict)
    posts: dict[tuple[str, str], UUID] = field(default_factory=dict)
    holders: dict[tuple[str, str], list[UUID]] = field(default_factory=dict)
    people: dict[tuple[str, str], UUID] = field(default_factory=dict)
    titled: dict[tuple[str, str], UUID] = field(default_factory=dict)


@transaction.atomic
def import_tree(actor: Actor, nodes: Iterable[OrganizationNode]) -> Imported:
    """Found what is new, change what differs, keep the rest; nothing is dissolved by leaving it out.

    An organisation is recognised by region and name, a post by its title in the organisation, a person by the name
    there. A parent stands before its children or is known already.
    """
    nodes = list(nodes)
    for region_code in {node.region_code for node in nodes}:
        require(actor, "organizations.write", region_code)
    for described in {(node.kind, node.region_code, node.uscc) for node in nodes}:
        check_described(*described)
    done = Imported()
    _take_organizations(nodes, done)
    _take_posts(nodes, done)
    _take_people(nodes, done)
    _seat(nodes, done)
    for county in sorted({node.region_code[:6] for node in nodes}):
        _record(actor, county, done)
    return done


def _take_organizations(nodes: list[OrganizationNode], done: Imported) -> None:
    regions = {node.region_code for node in nodes}
    rows = Organization.objects.filter(region_code__in=regions, dissolved_at__isnull=True)
    known = {(row.region_code, row.name): row for row in rows}
    fresh: list[Organization] = []
    for number, node in enumerate(nodes, start=1):
        row = known.get((node.region_code, node.name))
        parent_id = _parent_of(node, number, done, known, row)
        if row is None:
            row = Organization(region_code=node.region_code, name=node.name)
            known[node.region_code, node.name] = row
            fresh.append(row)
            _describe(row, node, parent_id)
        elif _describe(row, node, parent_id):
            row.save()
            done.changed += 1
        else:
            done.unchanged += 1
        done.organizations[node.key] = row.id
    Organization.objects.bulk_create(fresh)
    done.created = len(fresh)


def _parent_of(
    node: OrganizationNode,
    number: int,
    done: Imported,
    known: dict[tuple[str, str], Organization],
    row: Organization | None,
) -> UUID | None:
    """No parent in the file leaves a known one where it stands: the root of an exported part has its own above."""
    if not node.parent:
        return row.parent_id if row else None
    if node.parent in done.organizations:
        return done.organizations[node.parent]
    outside = [row.id for (_, name), row in known.items() if name == node.parent]
    if len(outside) != 1:
        raise TreeBroken(row=number, name=node.name, parent=node.parent)
    return outside[0]


def _describe(row: Organization, node: OrganizationNode, parent_id: UUID | None) -> bool:
    """Write the node into the row; whether anything differed."""
    wanted = {"kind": node.kind, "uscc": node.uscc, "duties": node.duties, "parent_id": parent_id}
    differs = any(getattr(row, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(row, name, value)
    return differs


def _take_posts(nodes: list[OrganizationNode], done: Imported) -> None:
    rows = Post.objects.filter(organization__in=done.organizations.values(), abolished_at__isnull=True)
    known = {(row.organization_id, row.title): row for row in rows}
    fresh: list[Post] = []
    for node, post, _ in _places(nodes):
        organization_id = done.organizations[node.key]
        row = known.get((organization_id, post.title))
        if row is None:
            row = _new_post(node, post, organization_id)
            known[organization_id, post.title] = row
            fresh.append(row)
        done.posts.setdefault((node.key, post.kind), row.id)
        done.titled[node.key, post.title] = row.id
    Post.objects.bulk_create(fresh)
    done.new_posts = len(fresh)


def _new_post(node: OrganizationNode, post: PostNode, organization_id: UUID) -> Post:
    return Post(
        organization_id=organization_id,
        kind=post.kind,
        title=post.title,
        region_code=node.region_code,
        leads=post.leads,
    )


def _take_people(nodes: list[OrganizationNode], done: Imported) -> None:
    rows = Person.objects.filter(organization__in=done.organizations.values(), left_at__isnull=True)
    known = {(row.organization_id, row.name): row for row in rows}
    fresh: list[Person] = []
    for node, post, holders in _places(nodes):
        organization_id = done.organizations[node.key]
        for holder in holders:
            row = known.get((organization_id, holder.name))
            if row is None:
                row = Person(name=holder.name, phone=holder.phone, organization_id=organization_id)
                known[organization_id, holder.name] = row
                fresh.append(row)
            done.people[node.key, holder.name] = row.id
            done.holders.setdefault((node.key, post.kind), []).append(row.id)
    Person.objects.bulk_create(fresh)
    done.new_people = len(fresh)


def _seat(nodes: list[OrganizationNode], done: Imported) -> None:
    """Appoint who does not hold the post yet, and name the information officers that are new."""
    now = clock.now()
    wanted = list(dict.fromkeys(_seats(nodes, done)))
    held = set(
        Holding.objects.filter(valid_at(), post__in={one[0] for one in wanted}).values_list("post_id", "person_id")
    )
    seats = [one for one in wanted if one not in held]
    Holding.objects.bulk_create(Holding(post_id=post, person_id=person, valid_from=now) for post, person in seats)
    named = set(InformationOfficer.objects.filter(valid_at()).values_list("organization_id", "person_id"))
    officers = [
        (done.organizations[key], people[0])
        for (key, kind), people in done.holders.items()
        if kind == INFORMATION_OFFICER
    ]
    InformationOfficer.objects.bulk_create(
        InformationOfficer(organization_id=unit, person_id=person, valid_from=now)
        for unit, person in officers
        if (unit, person) not in named
    )


def _seats(nodes: list[OrganizationNode], done: Imported) -> Iterator[tuple[UUID, UUID]]:
    for node, post, holders in _places(nodes):
        for holder in holders:
            yield done.titled[node.key, post.title], done.people[node.key, holder.name]


def _places(nodes: list[OrganizationNode]) -> Iterator[tuple[OrganizationNode, PostNode, tuple[HolderNode, ...]]]:
    for node in nodes:
        for post in node.posts:
            yield node, post, post.holders


def _record(actor: Actor, region_code: str, done: Imported) -> None:
    data = {
        "region": region_code,
        "created": done.created,
        "changed": done.changed,
        "posts": done.new_posts,
        "people": done.new_people,
    }
    record(actor, Subject.of("organization_import", new_id()), "tree_imported", region_code=region_code, data=data)
