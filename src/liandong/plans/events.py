"""What the app tells those above it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from liandong.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PlanActivated(Event):
    """启动: the plan has become groups, orders and clocks."""

    response_id: UUID
    incident_id: UUID
    plan_id: str
    level: str


@dataclass(frozen=True, slots=True)
class ResponseLevelChanged(Event):
    """级别调整: the response runs at another level."""

    response_id: UUID
    incident_id: UUID
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ResponseStoodDown(Event):
    """终止: the response has ended."""

    response_id: UUID
    incident_id: UUID
