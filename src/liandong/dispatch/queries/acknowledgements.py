"""一呼百应: how many of the calls each force acknowledged, and how fast."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from liandong.access.rules import Actor
from liandong.dispatch.queries.visibility import visible_missions


@dataclass(frozen=True, slots=True)
class ForceAnswers:
    """One force's answers; `rate` is a share of 1, `median_seconds` None where nobody has answered."""

    organization_id: UUID | None
    sent: int
    acknowledged: int
    rate: float
    median_seconds: float | None


def acknowledgements(actor: Actor, *, incident_id: UUID | None = None, drill: bool = False) -> list[ForceAnswers]:
    """By force, the slowest to answer first; exercises are counted apart from real calls."""
    rows = visible_missions(actor).filter(drill=drill, assignment_id__isnull=False)
    rows = rows.filter(incident_id=incident_id) if incident_id else rows
    waits: dict[UUID | None, list[float | None]] = defaultdict(list)
    for force, sent, seen in rows.values_list("organization_id", "assigned_at", "acknowledged_at"):
        waits[force].append((seen - sent).total_seconds() if seen else None)
    found = [_answers(force, given) for force, given in waits.items()]
    return sorted(found, key=lambda one: (one.rate, -(one.median_seconds or 0), str(one.organization_id)))


def _answers(force: UUID | None, given: list[float | None]) -> ForceAnswers:
    answered = [seconds for seconds in given if seconds is not None]
    rate = len(answered) / len(given)
    return ForceAnswers(force, len(given), len(answered), rate, median(answered) if answered else None)
