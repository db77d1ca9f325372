"""What happened to units and missions; told to the apps above in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from liandong.kernel.events import Event


@dataclass(frozen=True, slots=True)
class UnitFact(Event):
    """Every fact names the unit; `at` is when it happened."""

    unit_id: UUID
    region_code: str
    drill: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class UnitAssigned(UnitFact):
    """A unit was sent to an incident."""

    incident_id: UUID
    mission_id: UUID


@dataclass(frozen=True, slots=True)
class UnitStateChanged(UnitFact):
    """A unit told another state; `mission_id` is None where it is on no mission."""

    before: str
    after: str
    mission_id: UUID | None


@dataclass(frozen=True, slots=True)
class UnitMoved(UnitFact):
    """A unit told where it is (CGCS2000)."""

    lon: float
    lat: float
