"""Wire types of incidents, command, zones and reports upward."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from liandong.incidents.rules.command import CommandKind
from liandong.incidents.rules.drafts import IncidentDraft
from liandong.incidents.rules.grades import Branch, Framework, Grade
from liandong.incidents.rules.lifecycle import Phase, State
from liandong.incidents.rules.submissions import Signer
from liandong.incidents.schemas.reports import EventTypeCode, IncidentReasonIn, ReasonOut, RegionCode, Strict, WithFacts
from liandong.kernel.geo import GivenPosition
from liandong.kernel.geometry import Area
from liandong.kernel.text import FilledParagraph, Line, OptionalLine, Paragraph


class IncidentIn(WithFacts):
    title: Line
    event_type: EventTypeCode
    region_code: RegionCode
    summary: Paragraph = ""
    place: OptionalLine = ""
    position: GivenPosition | None = None
    occurred_at: AwareDatetime | None = None
    phase: Literal["BEFORE", "IMMEDIATE"] = "IMMEDIATE"
    special: bool = False
    drill: bool = False

    def draft(self) -> IncidentDraft:
        stored = self.position.stored() if self.position else None
        return IncidentDraft(
            **self.model_dump(exclude={"position", "phase"}),
            lon=stored.lon if stored else None,
            lat=stored.lat if stored else None,
            phase=Phase(self.phase),
        )


class IncidentFilter(Schema):
    """What of the list is wanted; drills only when asked for."""

    state: State | None = None
    phase: Phase | None = None
    grade: Grade | None = None
    event_type: str | None = Field(None, pattern=r"^\d{1,5}$", description="A code or its beginning.")
    region: str | None = Field(None, pattern=r"^\d{2,12}$", description="A region code; everything inside it.")
    drill: bool = False


class IncidentRow(Schema):
    id: UUID
    number: str
    title: str
    event_type: str
    region_code: str
    place: str
    lon: float | None
    lat: float | None
    state: str
    phase: str
    legal_grade: str | None
    confirmed_grade: str | None
    response_branch: str
    framework: str
    commander_kind: str
    drill: bool
    occurred_at: datetime
    opened_at: datetime
    version: int


class GradeProposalOut(Schema):
    """What the rule says: the certain level, what unknown facts still leave open, and the clause quoted."""

    level: str | None = None
    could_be: str | None = None
    table: str = ""
    document: str = ""
    clause: str = ""
    missing: list[str] = []
    reasons: list[ReasonOut] = []
    provisional: bool = False


class IncidentOut(IncidentRow):
    """`commander` is the name of who holds command, for the reader; `next_phases` are those that may follow."""

    summary: str
    facts: dict[str, Any]
    proposed_grade: str | None
    proposal: GradeProposalOut
    branch_overridden: bool
    framework_overridden: bool
    special: bool
    commander_organization_id: UUID | None
    commander_post_id: UUID | None
    commander_person_id: UUID | None
    commander: str = ""
    reported_at: datetime
    closed_at: datetime | None
    archived_at: datetime | None
    conclusion: str
    next_phases: list[Phase] = []


class FactsIn(WithFacts, IncidentReasonIn):
    stated_at: AwareDatetime | None = None


class GradeIn(IncidentReasonIn):
    level: Grade


class BranchIn(IncidentReasonIn):
    """null gives the branch back to the rule."""

    branch: Branch | None


class FrameworkIn(IncidentReasonIn):
    """null gives the framework back to the rule."""

    framework: Framework | None


class SpecialIn(IncidentReasonIn):
    special: bool


class IncidentFeedbackIn(Strict):
    text: FilledParagraph


class PhaseIn(Strict):
    phase: Phase
    reason: OptionalLine = ""


class CloseIn(Strict):
    conclusion: FilledParagraph


class HandoverIn(IncidentReasonIn):
    """To whom command passes: the kind and at least the organisation, post or person."""

    kind: CommandKind
    organization_id: UUID | None = None
    post_id: UUID | None = None
    person_id: UUID | None = None


class CommandOut(Schema):
    """`begins_at` is empty while the second signature is awaited; `holder` is the name of `kind`'s holder."""

    id: UUID
    kind: str
    organization_id: UUID | None
    post_id: UUID | None
    person_id: UUID | None
    proposed_at: datetime
    begins_at: datetime | None
    ends_at: datetime | None
    reason: str
    minutes: int | None = None
    holder: str = ""


class FactOut(Schema):
    """One statement of a fact: who said what when."""

    fact: str
    value: Any
    stated_at: datetime
    recorded_at: datetime
    stated_by_person: UUID | None
    stated_by_organization: UUID | None
    report_id: UUID | None
    reason: str
    withdrawn: bool


class PhaseOut(Schema):
    phase: str
    entered_at: datetime
    left_at: datetime | None
    feedback: str
    feedback_at: datetime | None


class ZoneIn(IncidentReasonIn):
    """`kind` is one of content's zone kinds."""

    kind: str = Field(max_length=40)
    title: Line
    geometry: Area


class ZoneOut(Schema):
    id: UUID
    kind: str
    title: str
    geometry: dict[str, Any]
    area_m2: float | None
    set_at: datetime
    lifted_at: datetime | None


class SubmissionPrepareIn(Strict):
    """`items` are the parts that content asks for, by id; what is missing goes up as being verified."""

    text: Paragraph = ""
    items: dict[str, Paragraph] = Field(default_factory=dict, max_length=50)


class EndorseIn(Strict):
    signer: Signer
    opinion: OptionalLine = ""


class EndorsementOut(Schema):
    signer: str
    person_id: UUID | None
    user_id: UUID | None
    post_id: UUID | None
    opinion: str
    signed_at: datetime
    text_hash: str


class SubmissionOut(Schema):
    id: UUID
    incident_id: UUID
    stage: str
    sequence: int
    from_level: str
    to_level: str
    from_region: str
    to_region: str
    to_organization_id: UUID | None
    state: str
    grade: str | None
    starts_at: datetime | None
    due_at: datetime | None
    clause: str
    text: str
    items: dict[str, str]
    facts: dict[str, Any]
    verifying: list[str]
    prepared_at: datetime | None
    sent_at: datetime | None
    received_at: datetime | None
    endorsements: list[EndorsementOut] = []


class MissingItemOut(Schema):
    id: str
    zh: str
    en: str


class InformationOut(Schema):
    """One thing known of the incident and whether it belongs before, during or after."""

    moment: str
    kind: str
    at: datetime
    id: str
    text: str
