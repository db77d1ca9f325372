"""The intake desk: a call judged while it is typed, and the event types to choose from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from liandong.access.api import actor_of
from liandong.content import queries as content
from liandong.incidents import queries
from liandong.incidents.schemas.desk import CallIn, EventTypeOut, JudgementOut, judgement_body

router = Router()


@router.post("/call-judgements", response=JudgementOut, summary="Judge a call while it is written; nothing is kept")
def judge_call(request: HttpRequest, body: CallIn) -> dict[str, Any]:
    """Likely types with their reasons, the grade with its clause, what to ask, which clocks would run, duplicates."""
    found = queries.judge_call(actor_of(request), body.draft("", ""))
    titles = {code: one.title.model_dump() for code, one in content.event_types().items()}
    return judgement_body(found, titles)


@router.get("/event-types", response=list[EventTypeOut], summary="Types of emergencies, classes first")
def list_event_types(request: HttpRequest) -> list[dict[str, Any]]:
    """Anybody signed in may read them."""
    actor_of(request)
    return [
        {**one.model_dump(include={"title", "event_class", "parent", "level", "provisional"}), "code": code}
        for code, one in content.event_types().items()
    ]
