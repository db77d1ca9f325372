"""Wire types of papers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from liandong.kernel.codes import RegionCode
from liandong.kernel.text import Line, OptionalLine, Paragraph
from liandong.papers.rules import ArrivedBy
from liandong.papers.services import Draft

Name = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9_-]*$", examples=["incoming"])]


class PaperIn(Schema):
    """A paper as it is registered; its scans are handed in as files before."""

    route: Name
    title: Line
    region_code: RegionCode
    text: Paragraph = ""
    file_ids: list[UUID] = Field([], max_length=50)
    from_unit: OptionalLine = ""
    via: ArrivedBy = ArrivedBy.PLATFORM
    incident_id: UUID | None = None

    def draft(self) -> Draft:
        return Draft(**self.model_dump())


class SignatureIn(Schema):
    """`step` is the one that is to be signed; organisations only at the step that hands the paper on."""

    step: Name
    opinion: OptionalLine = ""
    organization_ids: list[UUID] = Field([], max_length=200)


class PaperReturnIn(Schema):
    reason: Line


class RewriteIn(Schema):
    title: Line
    text: Paragraph = ""


class PaperTitle(Schema):
    zh: str
    en: str


class TurnOut(Schema):
    id: str
    title: PaperTitle


class HopOut(Schema):
    """One signature: from when the paper lay there, when it was signed, and the hash of what was signed."""

    round: int
    step: str
    title: PaperTitle
    name: str
    opinion: str
    came_at: datetime
    signed_at: datetime
    text_hash: str


class CopyOut(Schema):
    organization_id: UUID
    name: str
    sent_at: datetime
    received_at: datetime | None


class PaperRow(Schema):
    id: UUID
    route: str
    title: str
    from_unit: str
    via: str
    region_code: str
    incident_id: UUID | None
    drill: bool
    state: str
    round: int
    registered_at: datetime
    done_at: datetime | None


class PaperOut(PaperRow):
    route_title: PaperTitle
    text: str
    file_ids: list[UUID]
    turn: TurnOut | None
    hops: list[HopOut]
    copies: list[CopyOut]
