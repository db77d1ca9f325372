"""A file on the wire: what it is, never its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from liandong.files.models import File
from liandong.files.services import FileDraft
from liandong.kernel.ids import Subject
from liandong.kernel.text import Line
from liandong.organizations.queries import names


class FileIn(Schema):
    """Sent as form fields beside the part `file`. `sha256` (hexadecimal) is checked against what arrived."""

    subject_kind: str = Field(pattern=r"^[a-z_]{1,40}$")
    subject_id: UUID
    region_code: str = Field(pattern=r"^\d{2}(\d{2}){0,2}(\d{3}){0,2}$")
    incident_id: UUID | None = None
    drill: bool = False
    sha256: str = Field("", pattern=r"^([0-9a-fA-F]{64})?$")

    def draft(self, name: str) -> FileDraft:
        return FileDraft(
            name=name,
            subject=Subject.of(self.subject_kind, self.subject_id),
            region_code=self.region_code,
            incident_id=self.incident_id,
            drill=self.drill,
            sha256=self.sha256,
        )


class FileOut(Schema):
    id: UUID
    sha256: str
    size: int
    media_type: str
    name: Line
    subject_kind: str
    subject_id: str
    incident_id: UUID | None
    region_code: str
    drill: bool
    added_by: UUID | None
    added_by_name: str = ""
    added_at: datetime


_PLAIN = tuple(name for name in FileOut.model_fields if name != "added_by_name")


def files_out(rows: Sequence[File]) -> list[FileOut]:
    """Files with the names of who handed them in, read once for all."""
    called = names(row.added_by for row in rows if row.added_by)
    return [
        FileOut(
            **{name: getattr(row, name) for name in _PLAIN},
            added_by_name=called.get(row.added_by, "") if row.added_by else "",
        )
        for row in rows
    ]


class FilesAsked(Schema):
    """Files of one subject, of one incident, or of all the reader may see."""

    subject_kind: str = Field("", max_length=40)
    subject_id: UUID | None = None
    incident_id: UUID | None = None

    def subject(self) -> Subject | None:
        return Subject.of(self.subject_kind, self.subject_id) if self.subject_kind and self.subject_id else None
