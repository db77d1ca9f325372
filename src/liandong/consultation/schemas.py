"""Wire types of meetings."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from liandong.consultation.rules import Stance
from liandong.consultation.services import Call
from liandong.kernel.durations import Limit
from liandong.kernel.text import FilledParagraph, Line, OptionalLine, Paragraph
from liandong.orders.rules import OrderDraft, Priority
from liandong.orders.schemas import AddresseeIn, LimitLine


class Titled(Schema):
    zh: str
    en: str


class MeetingIn(Schema):
    """People called by the id of the person in the directory."""

    kind: Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9_-]*$", examples=["expert"])]
    title: Line
    question: FilledParagraph
    called: list[UUID] = Field(min_length=1, max_length=200)
    held_at: AwareDatetime | None = None
    place: OptionalLine = ""

    def call(self) -> Call:
        return Call(**self.model_dump())


class ConclusionIn(Schema):
    text: FilledParagraph


class OpinionIn(Schema):
    """`person_id` only where somebody else's word is written down."""

    stance: Stance = Stance.NOTE
    text: Paragraph = ""
    person_id: UUID | None = None


class MinutesIn(Schema):
    minutes: FilledParagraph


class DecisionIn(Schema):
    text: FilledParagraph
    opinion_ids: list[UUID] = Field([], max_length=200)


class DecisionOrderIn(Schema):
    """The order that carries the decision out; region, incident and clause come from the meeting."""

    kind: Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9_-]*$", examples=["task"])] = "task"
    title: Line
    body: Paragraph = ""
    addressees: list[AddresseeIn] = Field(min_length=1, max_length=200)
    within: LimitLine | None = None
    due_at: AwareDatetime | None = None
    priority: Priority | None = None

    def draft(self) -> OrderDraft:
        """As the services take it; the meeting fills in its region."""
        plain = self.model_dump(exclude={"addressees", "within"})
        return OrderDraft(
            **plain,
            region_code="",
            addressees=tuple(one.addressee() for one in self.addressees),
            within=Limit.parse(self.within) if self.within else None,
        )


class PersonCalledOut(Schema):
    person_id: UUID
    name: str


class OpinionOut(Schema):
    id: UUID
    person_id: UUID
    name: str = ""
    stance: str
    text: str
    proposal_version: int
    given_at: datetime


class DecisionOut(Schema):
    id: UUID
    meeting_id: UUID
    number: int
    text: str
    opinion_ids: list[UUID]
    decided_by: UUID | None
    decided_at: datetime
    order_id: UUID | None


class MeetingRow(Schema):
    id: UUID
    incident_id: UUID
    region_code: str
    drill: bool
    kind: str
    title: str
    question: str
    place: str
    held_at: datetime
    convened_at: datetime
    state: str
    outcome: str
    closed_at: datetime | None


class MeetingOut(MeetingRow):
    """`outcome` is worked out from the stances: UNANIMOUS, CONSENSUS, DIVIDED; HELD where none is asked for."""

    kind_title: Titled
    called: list[PersonCalledOut]
    proposal: str
    proposal_version: int
    minutes: str
    opinions: list[OpinionOut]
    decisions: list[DecisionOut]
