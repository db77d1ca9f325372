"""Reactions to the facts of the apps below and of those that may not name the timeline themselves."""

from __future__ import annotations

from liandong.access.events import RecordedFact
from liandong.timeline.services import record


def record_fact(fact: RecordedFact) -> None:
    """Keep an act of access or organizations in the same transaction."""
    record(
        fact.actor,
        fact.subject,
        fact.verb,
        region_code=fact.region_code,
        data=fact.data,
        reason=fact.reason,
    )
