"""What happened to a road; told to the apps above in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from liandong.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ClosureFact(Event):
    """Every fact names the closure, its region and incident; `at` is when it was told."""

    closure_id: UUID
    region_code: str
    incident_id: UUID | None
    drill: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class RoadClosed(ClosureFact):
    """A road was closed or slowed: ways and times found before may no longer hold."""


@dataclass(frozen=True, slots=True)
class ClosureLifted(ClosureFact):
    """A road is open again."""
