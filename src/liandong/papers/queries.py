"""Reads of papers with their hops and copies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from liandong.access.queries import in_scope
from liandong.access.rules import Actor
from liandong.content import office
from liandong.content.schemas.paper_routes import PaperStep
from liandong.kernel.errors import NotFound
from liandong.organizations import queries as organizations
from liandong.papers.models import Paper
from liandong.papers.rules import PaperState


def visible_papers(actor: Actor) -> QuerySet[Paper]:
    return in_scope(actor, "papers.read", Paper.objects.all())


def access_paper(actor: Actor, id: UUID) -> Paper:
    found = visible_papers(actor).filter(id=id).first()
    if found is None:
        raise NotFound(kind="paper", id=str(id))
    return found


def papers_where(
    actor: Actor, *, route: str = "", state: PaperState | None = None, incident_id: UUID | None = None
) -> QuerySet[Paper]:
    rows = visible_papers(actor)
    rows = rows.filter(route=route) if route else rows
    rows = rows.filter(state=state) if state else rows
    return rows.filter(incident_id=incident_id) if incident_id else rows


def next_step(paper: Paper) -> PaperStep | None:
    """The step whose turn it is; None when the paper is returned or done."""
    steps = office.paper_route(paper.route).steps
    return steps[paper.step] if paper.state == PaperState.MOVING and paper.step < len(steps) else None


def shown(paper: Paper) -> dict[str, Any]:
    """The paper with every hop of every round, by name and time, and who has it now."""
    route = office.paper_route(paper.route)
    titles = {step.id: step.title for step in route.steps}
    hops, copies = list(paper.hops.order_by("round", "ordinal")), list(paper.copies.order_by("sent_at", "id"))
    people = [hop.person_id for hop in hops if hop.person_id]
    names = organizations.names([*people, *(copy.organization_id for copy in copies)])
    turn = next_step(paper)
    return {
        **{field.name: getattr(paper, field.name) for field in paper._meta.concrete_fields},
        "route_title": route.title.model_dump(),
        "turn": {"id": turn.id, "title": turn.title.model_dump()} if turn else None,
        "hops": [
            {
                **{column: getattr(hop, column) for column in _OF_A_HOP},
                "title": titles[hop.step].model_dump() if hop.step in titles else _REGISTERED,
                "name": names.get(hop.person_id, "") if hop.person_id else "",
            }
            for hop in hops
        ],
        "copies": [
            {
                "organization_id": copy.organization_id,
                "name": names.get(copy.organization_id, ""),
                "sent_at": copy.sent_at,
                "received_at": copy.received_at,
            }
            for copy in copies
        ],
    }


_OF_A_HOP = ("round", "step", "opinion", "came_at", "signed_at", "text_hash")
_REGISTERED = {"zh": "登记", "en": "Registered"}
