"""How a mission ends: its times are closed and what it held is free again."""

from __future__ import annotations

from datetime import datetime

from liandong.access.rules import Actor
from liandong.dispatch.models import Mission
from liandong.dispatch.services.crew_checks import follow_crew
from liandong.resources import services as resources
from liandong.resources.rules import NothingReserved


def end_mission(actor: Actor, mission: Mission, at: datetime, reason: str = "") -> None:
    """Close the mission and release its resource; the crew's word is enough for that, whoever keeps the stock."""
    mission.ended_at, mission.ended_reason = at, reason[:500]
    mission.version += 1
    mission.save(update_fields=["ended_at", "ended_reason", "version"])
    follow_crew(actor, mission)
    try:
        resources.release_use(Actor.system(actor.source), mission.use_id, reason=reason or "任务结束")
    except NothingReserved:
        # the response has ended and released everything already
        return
