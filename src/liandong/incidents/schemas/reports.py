"""Wire types of reports."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from liandong.incidents.rules.duplicates import Candidate
from liandong.incidents.rules.facts import check_facts
from liandong.incidents.rules.problems import BadFact
from liandong.incidents.rules.reports import CHANNEL_OF_NUMBER, Channel, ReportDraft, ReportKind
from liandong.kernel.geo import GivenPosition
from liandong.kernel.text import BadValue, Key, Line, OptionalLine, Paragraph, Phone, as_pydantic, check_paragraph

RegionCode = Annotated[str, Field(pattern=r"^\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$", examples=["140105"])]
EventTypeCode = Annotated[str, Field(pattern=r"^\d{5}$", examples=["20700"])]


def _channel(given: object) -> object:
    return CHANNEL_OF_NUMBER.get(given, given) if isinstance(given, str) else given


class Strict(BaseModel):
    """An unknown name in a body is a mistake of the sender, not a wish to be ignored."""

    model_config = ConfigDict(extra="forbid")


def checked_facts(facts: dict[str, Any]) -> dict[str, Any]:
    try:
        for value in facts.values():
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str):
                    check_paragraph(text)
        return check_facts(facts)
    except BadFact as bad:
        raise as_pydantic(BadValue(bad.code, zh=bad.text("zh"), en=bad.text("en"))) from bad
    except BadValue as bad:
        raise as_pydantic(bad) from bad


class WithFacts(Strict):
    """Facts by name: numbers, yes/no, texts or lists of texts, such as `{"deaths": 2, "serious_injuries": 6}`."""

    facts: dict[str, Any] = Field(default_factory=dict, max_length=100, examples=[{"deaths": 2}])

    _checked = field_validator("facts")(checked_facts)


class ReporterIn(Strict):
    name: OptionalLine = ""
    phone: Phone | None = None


class FollowUpIn(WithFacts):
    """续报; what it does not say stays as the first report said."""

    client_key: Key | None = Field(None, description="Without it the Idempotency-Key header is the key.")
    channel: Annotated[Channel, BeforeValidator(_channel)] = Channel.DUTY_REPORT
    kind: ReportKind = ReportKind.FOLLOW_UP
    summary: Paragraph = ""
    event_type: EventTypeCode | None = None
    region_code: RegionCode | None = None
    place: OptionalLine = ""
    position: GivenPosition | None = None
    occurred_at: AwareDatetime | None = None
    source_unit: OptionalLine = ""
    reporter: ReporterIn | None = None

    def draft(self, key: str, raw_hash: str) -> ReportDraft:
        stored = self.position.stored() if self.position else None
        reporter = self.reporter or ReporterIn()
        return ReportDraft(
            client_key=self.client_key or key,
            raw_hash=raw_hash,
            channel=self.channel,
            kind=self.kind,
            summary=self.summary,
            event_type=self.event_type or "",
            region_code=self.region_code or "",
            place=self.place,
            lon=stored.lon if stored else None,
            lat=stored.lat if stored else None,
            crs=self.position.crs if self.position else "",
            occurred_at=self.occurred_at,
            facts=self.facts,
            source_unit=self.source_unit,
            reporter_name=reporter.name,
            reporter_phone=reporter.phone or "",
            drill=getattr(self, "drill", False),
            incident_id=getattr(self, "incident_id", None),
            follows=getattr(self, "follows", None),
        )


class ReportIn(FollowUpIn):
    """A report from any channel. `channel` may be the number dialled: 110, 119, 120, 122, 12345."""

    channel: Annotated[Channel, BeforeValidator(_channel)]
    kind: ReportKind = ReportKind.INITIAL
    follows: UUID | None = None
    incident_id: UUID | None = None
    drill: bool = False


class ReasonOut(Schema):
    zh: str
    en: str


class CandidateOut(Schema):
    """A report that may tell of the same event, and why."""

    report_id: UUID
    incident_id: UUID | None
    score: int
    reasons: list[ReasonOut]

    @classmethod
    def of(cls, candidate: Candidate) -> dict[str, Any]:
        return {
            "report_id": candidate.report_id,
            "incident_id": candidate.incident_id,
            "score": candidate.score,
            "reasons": [{"zh": one.zh, "en": one.en} for one in candidate.reasons],
        }


class ReceiptOut(Schema):
    """`repeated`: this delivery had already been kept under its key."""

    id: UUID
    repeated: bool
    candidates: list[CandidateOut] = []


class ReportRow(Schema):
    id: UUID
    channel: str
    kind: str
    sequence: int
    state: str
    incident_id: UUID | None
    event_type: str
    region_code: str
    place: str
    lon: float | None
    lat: float | None
    summary: str
    drill: bool
    occurred_at: datetime
    received_at: datetime


class MaskedReporter(Schema):
    name: str
    phone: str


class ReportOut(ReportRow):
    """A report in full; who sent it only masked."""

    given_crs: str
    facts: dict[str, Any]
    source_unit: str
    follows_id: UUID | None
    recorded_at: datetime
    content_hash: str
    reporter: MaskedReporter


class AttachIn(Strict):
    incident_id: UUID
    reason: Line


class IncidentReasonIn(Strict):
    reason: Line


class PromoteIn(Strict):
    title: OptionalLine = ""
    event_type: EventTypeCode | None = None
    reason: OptionalLine = ""


class ReporterOut(Schema):
    name: str
    phone: str
