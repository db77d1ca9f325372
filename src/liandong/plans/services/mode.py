"""平急转换: an incident goes into the emergency framework with a plan that merges the offices, and back at its end."""

from __future__ import annotations

from liandong.content import planning
from liandong.content.planning import Situation
from liandong.content.schemas.plans import Plan
from liandong.incidents import queries as incidents
from liandong.incidents import services as incident_services
from liandong.plans import queries
from liandong.plans.models import Response
from liandong.plans.services.runs import PLATFORM

MERGES = "merged_office"
EMERGENCY = "EMERGENCY"


def turn_to_emergency(response: Response, plan: Plan, situation: Situation) -> None:
    """提级指挥: where the plan's mechanism is in force, the headquarters leads, whatever the grade."""
    if MERGES not in planning.effects(plan, situation):
        return
    if incidents.incident_summary(response.incident_id).framework != EMERGENCY:
        reason = f"启动{plan.title.zh}，平时转急时"
        incident_services.change_framework(PLATFORM, response.incident_id, EMERGENCY, reason)


def turn_to_normal(response: Response, plan: Plan, situation: Situation) -> None:
    """The rule decides on the framework again once no response needs the emergency one.

    Locks the incident: call it before the response is held, since facts come to a response in that order.
    """
    still_open = incidents.incident_summary(response.incident_id).closed_at is None
    if not still_open or MERGES not in planning.effects(plan, situation):
        return
    others = [one for one in queries.active_responses(response.incident_id) if one.id != response.id]
    if not any(MERGES in planning.effects(queries.snapshot_of(one), situation) for one in others):
        incident_services.change_framework(PLATFORM, response.incident_id, None, f"{plan.title.zh}终止，急时转平时")
