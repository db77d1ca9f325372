"""Many incidents at once: whom to send where."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from liandong.access.api import actor_of
from liandong.dispatch import queries
from liandong.dispatch.schemas import assigning as schemas

router = Router()


@router.post("/dispatch/assignments", response=schemas.AssignmentAnswerOut)
def ask_assignment(request: HttpRequest, body: schemas.AssignmentQuestionIn) -> dict[str, Any]:
    """多事件并发派遣: proven best for all together, beside serving one after another; nothing is sent."""
    return schemas.answer_out(queries.assignment(actor_of(request), body.askings()))
