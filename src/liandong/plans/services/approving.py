"""批准: who must agree before what, as the plan says, and who does."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from liandong.access.queries import may
from liandong.access.rules import Actor
from liandong.content import planning
from liandong.content.planning import Situation
from liandong.content.schemas.plans import Plan
from liandong.organizations import queries as organizations
from liandong.plans import rules
from liandong.plans.models import Approval, Response

Act = Literal["level_change", "stand_down"]


def check_approved(actor: Actor, response: Response, plan: Plan, act: Act, situation: Situation) -> None:
    """NeedsApproval unless the plan's approver acts or has agreed to that level, or the plan makes an exception."""
    for wanted in planning.approvals_before(plan, act, situation):
        if approves(actor, plan, wanted.by, response.region_code):
            continue
        if act == "level_change" and _granted(response, str(situation.level)):
            continue
        raise rules.NeedsApproval(act=wanted.title.zh, act_en=wanted.title.en, approver=plan.posts[wanted.by].title.zh)


def approves(actor: Actor, plan: Plan, post: str, region_code: str) -> bool:
    """Whether the actor decides in the place of a post of the plan: by holding it, or by the right to approve."""
    return actor.is_system or holds(actor, plan.posts[post].filled_by) or may(actor, "plans.approve", region_code)


def holds(actor: Actor, kinds: tuple[str, ...]) -> bool:
    """Whether the actor holds a standing post of one of these kinds."""
    if actor.person_id is None:
        return False
    return any(organizations.post(post).kind in kinds for post in organizations.posts_of(actor.person_id))


def last_decision(incident_id: UUID, plan_id: str, level: str) -> Approval | None:
    """The newest decision on running the plan at that level for the incident."""
    rows = Approval.objects.filter(incident_id=incident_id, plan_id=plan_id, level=level)
    return rows.order_by("-decided_at", "-id").first()


def _granted(response: Response, level: str) -> bool:
    decision = last_decision(response.incident_id, response.plan_id, level)
    return decision is not None and decision.granted and decision.decided_at >= response.activated_at
