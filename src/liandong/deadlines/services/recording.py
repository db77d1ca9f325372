"""How a clock stands on the timeline: on the record of its subject, with ids, times and the clause, no names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from liandong.access.rules import Actor
from liandong.deadlines.models import Deadline
from liandong.timeline import services as timeline


def facts(deadline: Deadline, **more: Any) -> dict[str, Any]:
    """What a sentence or a message about the clock may say; the title names the obligation, where it has a name."""
    about = deadline.data.get("order_title") or deadline.data.get("title")
    return {
        "deadline": str(deadline.id),
        "kind": deadline.kind,
        "title": f"{deadline.terms['title_zh']}：{about}" if about else deadline.terms["title_zh"],
        "title_en": f"{deadline.terms['title_en']}: {about}" if about else deadline.terms["title_en"],
        "due_at": deadline.due_at.isoformat(),
        "holder": f"{deadline.holder_kind}:{deadline.holder_id}",
        "source": deadline.source,
        **more,
    }


def fact(
    deadline: Deadline, verb: str, *, reason: str = "", occurred_at: datetime | None = None, **more: Any
) -> timeline.Fact:
    return timeline.Fact(
        deadline.subject,
        verb,
        deadline.region_code,
        facts(deadline, **more),
        deadline.incident_id,
        deadline.drill,
        occurred_at,
        reason,
    )


def record(
    actor: Actor, deadline: Deadline, verb: str, *, reason: str = "", occurred_at: datetime | None = None, **more: Any
) -> None:
    timeline.record_many(actor, [fact(deadline, verb, reason=reason, occurred_at=occurred_at, **more)])
