"""What happened to a resource; told to the apps above in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from liandong.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ResourceFact(Event):
    """Every fact names the resource, its type and where it belongs; `at` is when it happened."""

    resource_id: UUID
    type: str
    region_code: str
    drill: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ResourceRegistered(ResourceFact):
    """A resource was entered."""


@dataclass(frozen=True, slots=True)
class ResourceStateChanged(ResourceFact):
    """A person brought it out of service or back."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StockMoved(ResourceFact):
    """`change` is what the move added to the balance, negative for an issue."""

    change: Decimal
    balance: Decimal
    incident_id: UUID | None


@dataclass(frozen=True, slots=True)
class ResourceReserved(ResourceFact):
    """An incident holds a quantity of it."""

    use_id: UUID
    incident_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class ResourceReleased(ResourceFact):
    """An incident holds a quantity of it no longer."""

    use_id: UUID
    incident_id: UUID
    quantity: Decimal
