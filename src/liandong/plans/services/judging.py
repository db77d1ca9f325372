"""When a response has to be judged again although no fact has changed: conditions that count days or hours."""

from __future__ import annotations

from liandong.content import planning
from liandong.incidents import queries as incidents
from liandong.kernel import clock
from liandong.plans import queries
from liandong.plans.models import Response


def judge_next(response: Response) -> None:
    """Note the next moment at which a whole day (hour, minute) since a fact is full that a condition counts from."""
    plan, now = queries.snapshot_of(response), clock.now()
    known = queries.moments(incidents.incident_summary(response.incident_id), response.activated_at)
    turns = [
        moment + ((now - moment) // step + 1) * step
        for fact, step in planning.moments_counted(plan)
        if (moment := known.get(f"fact:{fact}")) is not None
    ]
    wanted = min(turns, default=None)
    if wanted != response.judge_at:
        response.judge_at = wanted
        response.save(update_fields=["judge_at"])
