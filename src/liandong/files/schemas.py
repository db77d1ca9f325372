"""A file on the wire: what it is, never its bytes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from liandong.files.services import FileDraft
from liandong.kernel.ids import Subject
from liandong.kernel.text import Line


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
    added_at: datetime


class FilesAsked(Schema):
    """Files of one subject, of one incident, or of all the reader may see."""

    subject_kind: str = Field("", max_length=40)
    subject_id: UUID | None = None
    incident_id: UUID | None = None

    def subject(self) -> Subject | None:
        return Subject.of(self.subject_kind, self.subject_id) if self.subject_kind and self.subject_id else None
