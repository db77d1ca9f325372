"""Wire types of the knowledge base."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from liandong.kernel.codes import RegionCode
from liandong.kernel.text import Line, OptionalLine, Paragraph
from liandong.knowledge.services import Written

Name = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9_-]*$", examples=["emergency_knowledge"])]


class KnowledgeVersionIn(Schema):
    """A text, or the id of a file handed in before, or both."""

    text: Paragraph = ""
    file_id: UUID | None = None
    note: OptionalLine = ""

    def written(self) -> Written:
        return Written(text=self.text, file_id=self.file_id, note=self.note)


class KnowledgeItemIn(KnowledgeVersionIn):
    kind: Name
    title: Line
    region_code: RegionCode
    sub_type: Annotated[str, Field(max_length=80, pattern=r"^([a-z0-9][a-z0-9_-]*)?$")] = ""


class KnowledgeWithdrawIn(Schema):
    reason: Line


class KnowledgeItemOut(Schema):
    id: UUID
    kind: str
    sub_type: str
    title: str
    region_code: str
    newest: int
    updated_at: datetime
    withdrawn_at: datetime | None


class KnowledgeVersionOut(Schema):
    number: int
    text: str
    file_id: UUID | None
    note: str
    added_by: UUID | None
    added_at: datetime
