"""Handing a file in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from liandong.access.queries import require
from liandong.access.rules import Actor
from liandong.files import rules
from liandong.files.blobs import Blob, Incoming
from liandong.files.models import File
from liandong.kernel.ids import Subject
from liandong.timeline.services import record

WRITE = "files.write"


@dataclass(frozen=True, slots=True)
class FileDraft:
    """What a file belongs to. `sha256`, where given, must be that of the content: end to end, not hop by hop."""

    name: str
    subject: Subject
    region_code: str
    incident_id: UUID | None = None
    drill: bool = False
    sha256: str = ""


def add_file(actor: Actor, draft: FileDraft, pieces: Iterable[bytes]) -> File:
    """Keep the bytes, then the row, then the entry; the same bytes handed in again are kept once."""
    require(actor, WRITE, draft.region_code)
    incoming = Incoming(pieces, settings.FILE_LIMIT)
    try:
        kind = _checked(incoming.blob, draft)
        with transaction.atomic():
            incoming.keep()
            return _kept(actor, draft, incoming.blob, kind)
    finally:
        incoming.discard()


def _checked(blob: Blob, draft: FileDraft) -> rules.MediaType:
    if blob.size == 0:
        raise rules.FileEmpty
    if draft.sha256 and draft.sha256.lower() != blob.sha256:
        raise rules.FileIncomplete(given=draft.sha256, found=blob.sha256)
    kind = rules.media_type_of(blob.head)
    if kind.name.startswith("image/") and blob.size > settings.PICTURE_LIMIT:
        raise rules.FileTooLarge(most_mb=settings.PICTURE_LIMIT // 1024 // 1024)
    return kind


def _kept(actor: Actor, draft: FileDraft, blob: Blob, kind: rules.MediaType) -> File:
    file = File.objects.create(
        sha256=blob.sha256,
        size=blob.size,
        media_type=kind.name,
        name=rules.safe_name(draft.name, kind),
        subject_kind=draft.subject.kind,
        subject_id=draft.subject.id,
        incident_id=draft.incident_id,
        region_code=draft.region_code,
        drill=draft.drill,
        added_by=actor.user_id,
    )
    record(
        actor,
        draft.subject,
        "file_added",
        region_code=draft.region_code,
        data={"file_id": file.id, "sha256": blob.sha256, "size": blob.size, "media_type": kind.name},
        incident_id=draft.incident_id,
        drill=draft.drill,
    )
    return file
