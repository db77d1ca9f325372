"""What access tells the timeline, which lies above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from liandong.access.rules import Actor
from liandong.kernel.events import Event
from liandong.kernel.ids import Subject


@dataclass(frozen=True, slots=True)
class RecordedFact(Event):
    """An act of access that must stand on the timeline: `timeline.handlers` records it in the same transaction."""

    actor: Actor
    subject: Subject
    verb: str
    region_code: str
    data: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
