"""Verbs of the knowledge base: add an item, give it a new version, withdraw it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from liandong.access.queries import require
from liandong.access.rules import Actor
from liandong.content import office
from liandong.content import queries as content
from liandong.files import queries as files
from liandong.kernel import clock
from liandong.kernel.ids import Subject
from liandong.knowledge import queries, rules
from liandong.knowledge.models import Item, Version
from liandong.timeline.services import record

WRITE = "knowledge.write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a version says: a text, a file that was handed in before, or both; and what has changed."""

    text: str = ""
    file_id: UUID | None = None
    note: str = ""


@transaction.atomic
def add_item(actor: Actor, kind: str, title: str, region_code: str, written: Written, *, sub_type: str = "") -> Item:
    """A new item with its first version; plans and exercise schemes name the sub-type they belong to."""
    require(actor, WRITE, region_code)
    content.region(region_code)
    known = office.knowledge_kind(kind)
    if known.classified and not sub_type:
        raise rules.SubTypeNeeded(kind=known.title.zh, kind_en=known.title.en)
    if sub_type:
        office.plan_sub_type(sub_type)
    item = Item.objects.create(
        kind=kind,
        sub_type=sub_type,
        title=title,
        region_code=region_code,
        text=written.text,
        updated_at=clock.now(),
    )
    _write(actor, item, written)
    _record(actor, item, "knowledge_added", kind=known.title.zh, kind_en=known.title.en)
    return item


@transaction.atomic
def add_version(actor: Actor, item_id: UUID, written: Written) -> Item:
    """A newer version; those before it stay readable."""
    item = _to_write(actor, item_id)
    item.newest, item.text, item.updated_at = item.newest + 1, written.text, clock.now()
    item.save(update_fields=["newest", "text", "updated_at"])
    _write(actor, item, written)
    _record(actor, item, "knowledge_updated", number=item.newest, note=written.note)
    return item


@transaction.atomic
def withdraw_item(actor: Actor, item_id: UUID, reason: str) -> Item:
    """停用: it is no longer found, but still readable."""
    item = _to_write(actor, item_id)
    item.withdrawn_at = clock.now()
    item.save(update_fields=["withdrawn_at"])
    _record(actor, item, "knowledge_withdrawn", reason=reason)
    return item


def _to_write(actor: Actor, item_id: UUID) -> Item:
    require(actor, WRITE, queries.access_item(actor, item_id).region_code)
    item = Item.objects.select_for_update().get(id=item_id)
    if item.withdrawn_at is not None:
        raise rules.ItemWithdrawn
    return item


def _write(actor: Actor, item: Item, written: Written) -> None:
    if not (written.text.strip() or written.file_id):
        raise rules.NothingToKeep
    if written.file_id:
        files.access_file(actor, written.file_id)
    Version.objects.create(
        item=item,
        number=item.newest,
        text=written.text,
        file_id=written.file_id,
        note=written.note,
        added_by=actor.person_id or actor.user_id,
        added_at=clock.now(),
    )


def _record(actor: Actor, item: Item, verb: str, reason: str = "", **data: object) -> None:
    record(
        actor,
        Subject.of("knowledge_item", item.id),
        verb,
        region_code=item.region_code,
        data={"title": item.title, **data},
        reason=reason,
    )
