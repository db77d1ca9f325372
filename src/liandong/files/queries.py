"""Which files an actor may see, and whether their bytes are still what they were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from liandong.access.queries import in_scope
from liandong.access.rules import Actor
from liandong.files import blobs
from liandong.files.models import File
from liandong.files.rules import FileMissing
from liandong.kernel.errors import NotFound
from liandong.kernel.ids import Subject

READ = "files.read"


@dataclass(frozen=True, slots=True)
class DamagedFile:
    """A blob that is not what its name says, and one of the files that need it."""

    file_id: UUID
    sha256: str
    problem: str


def visible_files(actor: Actor, subject: Subject | None = None, incident_id: UUID | None = None) -> QuerySet[File]:
    rows = in_scope(actor, READ, File.objects.all())
    if subject:
        rows = rows.filter(subject_kind=subject.kind, subject_id=subject.id)
    return rows.filter(incident_id=incident_id) if incident_id else rows


def access_file(actor: Actor, file_id: UUID) -> File:
    found = visible_files(actor).filter(id=file_id).first()
    if found is None:
        raise NotFound(kind="file", id=file_id)
    return found


def access_content(actor: Actor, file_id: UUID) -> tuple[File, Path]:
    """The file and where its bytes lie; FileMissing when they are gone."""
    file = access_file(actor, file_id)
    path = blobs.path_of(file.sha256)
    if not path.is_file():
        raise FileMissing(file_id=file_id)
    return file, path


def count_blobs() -> int:
    return File.objects.values("sha256").distinct().count()


def damaged(progress: Callable[[int], None] = lambda blobs: None) -> list[DamagedFile]:
    """Every blob read anew and held against its name."""
    broken, last = [], ""
    for file_id, sha256, size in File.objects.order_by("sha256", "id").values_list("id", "sha256", "size").iterator():
        if sha256 == last:
            continue
        last = sha256
        if problem := blobs.damage(sha256, size):
            broken.append(DamagedFile(file_id, sha256, problem))
        progress(1)
    return broken
