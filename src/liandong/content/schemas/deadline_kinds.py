"""时限种类 (deadline kinds): how long, when to warn, whom to tell when it passes, and the clause that says so."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from liandong.content.schemas.base import Bilingual, ContentFile, ContentModel, Entry, LimitText, Written

KindName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]

EscalationTarget = Annotated[
    str, Field(pattern=r"^(holder|holder_leader|superior|upper_level|role:[a-z0-9_-]+|upper_role:[a-z0-9_-]+)$")
]
"""`holder`: who holds the clock. `holder_leader`: the leader of the holder's organisation. `superior`: the post or
organisation above the holder. `upper_level`: the duty officer one region level up. `role:R`: whoever is on duty in
role R in the deadline's region; `upper_role:R`: the same one region level up."""

UrgencyName = Literal["FLASH", "URGENT", "ROUTINE"]


class EscalationStep(ContentModel):
    """One rung, `after` the due time; it fires once for each due time the clock has had."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    after: LimitText
    to: tuple[EscalationTarget, ...] = Field(min_length=1)
    template: str = "deadline_escalated"
    urgency: UrgencyName = "URGENT"


class ExtensionTerms(ContentModel):
    """How often more time may be asked for, and by how much at most each time."""

    times: int = Field(default=0, ge=0)
    at_most: LimitText | None = None


class Reminder(ContentModel):
    """A reminder to the holder that comes again `every` so long after the due time, `at_most` so many times."""

    every: LimitText
    at_most: int = Field(ge=1, le=500)
    template: str = "deadline_reminder"


class DeadlineKind(Entry):
    """One kind of clock. `within` is the default limit; without it each start must bring its own."""

    title: Bilingual
    within: LimitText | None = None
    warn_ratio: float = Field(default=0.75, gt=0, lt=1)
    day_ends: str = Field(default="24:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")
    warn_template: str = "deadline_warned"
    overdue_template: str = "deadline_overdue"
    urgency: UrgencyName = "URGENT"
    escalation: tuple[EscalationStep, ...] = ()
    remind: Reminder | None = None
    extension: ExtensionTerms = ExtensionTerms(times=1)
    clause: str = ""


class DeadlineKindsFile(ContentFile):
    """A file under `library/deadline_kinds/`: the kinds one app starts."""

    deadline_kinds: dict[KindName, Written]
