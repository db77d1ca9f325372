"""Who is told of a review: the department that accepts it, whoever handed it in, the unit that must mend something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liandong.access.rules import Actor
from liandong.incidents import queries as incidents
from liandong.kernel.ids import Subject
from liandong.notices import services as notices
from liandong.notices.rules import Recipient, Urgency
from liandong.organizations import queries as organizations
from liandong.review.models import Improvement, Review

COUNTY_DIGITS = 6
"""A town has no emergency management department of its own: its county's is the one of the same level (GB/T 2260)."""


def accepting_department(actor: Actor, review: Review) -> None:
    """The emergency management department of the same level (复盘总结以书面形式报同级应急管理部门)."""
    departments = organizations.organizations_in(review.region_code[:COUNTY_DIGITS], "emergency_management")
    to = [Recipient.organization(department.id) for department in departments]
    _tell(actor, review, "review_submitted", to, str(review.submitted_at))


def author(actor: Actor, review: Review, reason: str) -> None:
    """Whoever handed it in learns why it came back."""
    people = organizations.standings([review.submitted_by] if review.submitted_by else [])
    to = [Recipient.person(person_id) for person_id in people]
    _tell(actor, review, "review_returned", to, str(review.submitted_at), reason=reason)


def owner(actor: Actor, review: Review, item: Improvement) -> None:
    to = [Recipient.organization(item.owner_organization_id)]
    _tell(actor, review, "improvement_named", to, str(item.id), text=item.text[:60], due_at=item.due_at.isoformat())


def _tell(actor: Actor, review: Review, template: str, to: Sequence[Recipient], occasion: str, **said: Any) -> None:
    if not to:
        return
    incident = incidents.incident_summary(review.incident_id)
    notices.notify(
        actor,
        to=to,
        template=template,
        data={"number": incident.number, "title": incident.title[:80], **said},
        urgency=Urgency.ROUTINE,
        region_code=review.region_code,
        incident_id=review.incident_id,
        subject=Subject.of("review", review.id),
        drill=review.drill,
        key=f"{template}:{review.id}:{occasion}",
    )
