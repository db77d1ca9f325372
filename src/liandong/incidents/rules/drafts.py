"""What an incident says before it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from liandong.incidents.rules.lifecycle import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDraft:
    """An incident as it is opened; lon, lat in CGCS2000 degrees. `historical` ones run no clocks of reporting."""

    title: str
    event_type: str
    region_code: str
    summary: str = ""
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    occurred_at: datetime | None = None
    reported_at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    phase: Phase = Phase.IMMEDIATE
    special: bool = False
    drill: bool = False
    historical: bool = False
