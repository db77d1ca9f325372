"""Wire types of plans and responses."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from liandong.kernel.text import Line, OptionalLine, Paragraph

Level = Literal["I", "II", "III", "IV"]


class Text(Schema):
    zh: str
    en: str


class PlanRow(Schema):
    """A plan of the library, for a list."""

    id: str
    title: Text
    plan_class: str
    sub_type: str
    version: int
    levels: list[str]
    groups: int
    tasks: int
    provisional: bool


class PlanProposalOut(Schema):
    """`undecided`: graver levels that facts not known yet leave open; `sure`: nothing is left open below them."""

    plan_id: str
    title: Text
    level: str | None
    undecided: list[str]
    sure: bool


class SeatOut(Schema):
    role: str
    plan_post: str
    title: Text
    post_id: UUID | None = None
    person_id: UUID | None = None
    name: str = ""
    phone: str = Field("", description="脱敏；查看全号须说明理由并留痕")


class GroupOut(Schema):
    group: str
    title: Text
    head_required: bool
    blocks: bool
    seats: list[SeatOut]


class PlannedTaskOut(Schema):
    task: str
    title: Text
    group: str
    starts_at: datetime
    due_at: datetime
    at_once: bool
    clause: str


class NeedOut(Schema):
    """Amounts in `unit`; null where a fact is not known yet."""

    need: str
    resource: str
    title: Text
    unit: Text
    required: float | None
    ready: float | None
    gap: float | None
    when_short: str
    clause: str


class DryRunOut(Schema):
    plan_id: str
    level: str
    approval_by: Text
    headless: list[str]
    groups: list[GroupOut]
    tasks: list[PlannedTaskOut]
    needs: list[NeedOut]


class DryRunIn(Schema):
    plan_id: Line
    level: Level
    heads: dict[str, UUID] = {}


class ActivateIn(DryRunIn):
    overrides: dict[str, Line] = Field({}, description="By group: the reason to go on without a head.")
    act_first: OptionalLine = Field("", description="The reason to start before the approval that the level asks for.")


class ApprovalIn(Schema):
    plan_id: Line
    level: Level
    granted: bool
    reason: OptionalLine = ""


class ApprovalOut(Schema):
    """A decision on starting a plan at a level; `decided_by` is a name."""

    plan_id: str
    level: str
    granted: bool
    reason: str
    decided_by: str
    decided_at: datetime


class LevelIn(Schema):
    level: Level
    reason: Line = Field(min_length=1)


class StandDownIn(Schema):
    reason: OptionalLine = ""
    early: bool = False


class UpperTeamMemberIn(Schema):
    """A post of the city or the province, and the group it sits in."""

    group: Line
    post_id: UUID


class UpperTeamIn(Schema):
    members: list[UpperTeamMemberIn] = Field(min_length=1, max_length=100)
    reason: OptionalLine = ""


class HeadIn(Schema):
    person_id: UUID
    reason: OptionalLine = ""


class ResponseReasonIn(Schema):
    reason: OptionalLine = ""


class RequestIn(Schema):
    """Exactly one addressee."""

    organization_id: UUID | None = None
    post_id: UUID | None = None
    reason: Paragraph = ""


class ChangeOut(Schema):
    before: str
    after: str
    groups_start: list[str]
    groups_stop: list[str]
    tasks_start: list[str]
    tasks_stop: list[str]
    tasks_move: list[str]


class TaskRunOut(Schema):
    id: UUID
    task: str
    title: Text
    occurrence: int
    group: str
    phase: str
    state: str
    starts_at: datetime
    due_at: datetime
    done_at: datetime | None
    order_id: UUID | None
    waits_for: list[str]
    clause: str


class ResponseRow(Schema):
    id: UUID
    incident_id: UUID
    plan_id: str
    title: Text
    level: str
    state: str
    region_code: str
    drill: bool
    activated_at: datetime
    merged_at: datetime | None
    stood_down_at: datetime | None


class ResponseOut(ResponseRow):
    plan_version: int
    commander: str
    act_first_reason: str
    groups: list[GroupOut]
    tasks: list[TaskRunOut]
    needs: list[NeedOut]


class IdOut(Schema):
    id: UUID


class PlanOut(Schema):
    """The whole plan file as data."""

    plan: dict[str, Any]


class ScenarioRow(Schema):
    """A scenario of the library that rehearses a plan."""

    id: str
    title: Text
    plan: str


class RehearsalIn(Schema):
    scenario: Line
    seed: int = Field(1, ge=0, le=1_000_000)


class RehearsalRow(Schema):
    id: UUID
    plan_id: str
    plan_version: int
    scenario: str
    scenario_title: Text
    seed: int
    state: str
    asked_at: datetime
    ended_at: datetime | None
    problem: str


class RehearsalOut(RehearsalRow):
    """`outcome` is what `liandong rehearse --json` prints."""

    outcome: dict[str, Any] | None
