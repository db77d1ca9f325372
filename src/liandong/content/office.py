"""What the office of a command knows: kinds of meetings, routes of papers, kinds of knowledge with their sub-types."""

from __future__ import annotations

from liandong.content.queries import _one as one_in_force
from liandong.content.schemas.knowledge_kinds import KnowledgeKind
from liandong.content.schemas.meeting_kinds import MeetingKind
from liandong.content.schemas.paper_routes import PaperRoute
from liandong.content.schemas.plan_catalogue import PlanSubType


def meeting_kind(id: str) -> MeetingKind:
    return one_in_force("meeting_kinds", MeetingKind, id)


def paper_route(id: str) -> PaperRoute:
    return one_in_force("paper_routes", PaperRoute, id)


def knowledge_kind(id: str) -> KnowledgeKind:
    return one_in_force("knowledge_kinds", KnowledgeKind, id)


def plan_sub_type(id: str) -> PlanSubType:
    return one_in_force("plan_sub_types", PlanSubType, id)
