"""Reads of the knowledge base: one's own regions, and what the levels above have handed down."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.db.models import Q, QuerySet

from liandong.access.queries import in_scope, regions_of
from liandong.access.rules import Actor, Source
from liandong.files import queries as files
from liandong.files.responses import Described
from liandong.kernel.codes import ancestors
from liandong.kernel.errors import NotFound
from liandong.knowledge.models import Item, Version

READ = "knowledge.read"


def visible_items(actor: Actor) -> QuerySet[Item]:
    """Items of the actor's regions and of every region above one of them."""
    above = {code for region in regions_of(actor, READ) if region for code in ancestors(region)}
    own = in_scope(actor, READ, Item.objects.all())
    return Item.objects.filter(Q(id__in=own.values("id")) | Q(region_code__in=above))


def search_items(actor: Actor, *, text: str = "", kind: str = "", withdrawn: bool = False) -> QuerySet[Item]:
    """Items whose title or newest text holds every word of `text`; withdrawn ones only when asked for."""
    rows = visible_items(actor).filter(withdrawn_at__isnull=not withdrawn)
    rows = rows.filter(kind=kind) if kind else rows
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return rows


def access_item(actor: Actor, id: UUID) -> Item:
    found = visible_items(actor).filter(id=id).first()
    if found is None:
        raise NotFound(kind="knowledge_item", id=str(id))
    return found


def versions_of(actor: Actor, item_id: UUID) -> QuerySet[Version]:
    """Every version of an item."""
    return Version.objects.filter(item=access_item(actor, item_id))


def access_version(actor: Actor, item_id: UUID, number: int) -> Version:
    found = versions_of(actor, item_id).filter(number=number).first()
    if found is None:
        raise NotFound(kind="knowledge_version", id=str(number))
    return found


def access_content(actor: Actor, item_id: UUID, number: int) -> tuple[Described, Path]:
    """The file of a version: whoever may read the item may read its file, though it was handed in elsewhere."""
    version = access_version(actor, item_id, number)
    if version.file_id is None:
        raise NotFound(kind="file", id="")
    return files.access_content(Actor.system(Source.API), version.file_id)
