"""What reports and incidents tell the apps above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from liandong.kernel.events import Event


@dataclass(frozen=True, slots=True)
class IncidentEvent(Event):
    """Something about one incident."""

    incident_id: UUID


@dataclass(frozen=True, slots=True)
class IncidentOpened(IncidentEvent):
    """立案: an incident exists from now on, with its number."""

    number: str
    event_type: str
    region_code: str
    drill: bool


@dataclass(frozen=True, slots=True)
class FactsRecorded(IncidentEvent):
    """Facts changed; `names` are those whose present value is another one now."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GradeProposed(IncidentEvent):
    """The rule judges differently than before; grades are content's names, None while nothing is certain."""

    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class GradeConfirmed(IncidentEvent):
    """A person confirmed; `before` is what had been confirmed until then, None when nothing had."""

    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class BranchChanged(IncidentEvent):
    """The response branch is another one, by the rule or by hand; `LINKAGE` or `HEADQUARTERS`."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PhaseEntered(IncidentEvent):
    """The next phase of the response has begun, the one before it having been reported back on."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CommandHandedOver(IncidentEvent):
    """Command has passed, signed by both sides; kinds as `CommandKind`."""

    before: str
    after: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SubmissionSent(IncidentEvent):
    """报出: a report has gone to the level above, signed by every hop."""

    submission_id: UUID
    stage: str
    to_region: str


@dataclass(frozen=True, slots=True)
class IncidentClosed(IncidentEvent):
    """结束: nothing of the incident changes any more; the review begins."""

    at: datetime


@dataclass(frozen=True, slots=True)
class IncidentArchived(IncidentEvent):
    """归档: every condition for it was met."""

    at: datetime
