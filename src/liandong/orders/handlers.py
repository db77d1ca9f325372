"""What orders do when the clock speaks; subscribed in `config.wiring` alone."""

from __future__ import annotations

from uuid import UUID

from liandong.access.rules import Actor, Source
from liandong.deadlines.events import DeadlineMoved, DeadlinePassed
from liandong.orders.rules import COMPLETE, SIGN
from liandong.orders.services import adopt_due_time, follow_unsigned


def when_signing_is_late(event: DeadlinePassed) -> None:
    """签收超时: the issuer learns that nobody has signed."""
    if event.subject.kind == "order" and event.kind == SIGN:
        follow_unsigned(Actor.system(Source.CLOCK), UUID(event.key))


def when_due_time_moves(event: DeadlineMoved) -> None:
    """A granted extension moved the clock: the task shows the new due time."""
    if event.subject.kind == "order" and event.kind == COMPLETE:
        adopt_due_time(Actor.system(Source.CLOCK), UUID(event.key), event.due_at)
