"""The loop of dispatch: the readiness checks that a new day, week or month asks for."""

from __future__ import annotations

from liandong.access.rules import Actor, Source
from liandong.dispatch import services


def tick() -> int:
    """Enter what is due; answers how many."""
    return services.open_duties(Actor.system(Source.CLOCK))
