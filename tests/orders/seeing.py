"""What an order has left behind, as tests look at it."""

from __future__ import annotations

from uuid import UUID

import pytest

from liandong.deadlines.models import Deadline
from liandong.notices.models import Notice
from liandong.orders.events import OrderFact
from liandong.orders.models import Assignment, Order
from liandong.orders.services import issuing, telling
from liandong.timeline.models import StoredEntry
from liandong.timeline.verification import verify


def verbs_of(order: Order) -> list[str]:
    """What the order's timeline says, without what clocks and messages say there."""
    rows = StoredEntry.objects.filter(subject_kind="order", subject_id=str(order.id)).order_by("position")
    return [verb for verb in rows.values_list("verb", flat=True) if verb.startswith("order_")]


def clocks_of(task: Assignment) -> dict[str, str]:
    """The latest clock of each kind that ran for the task, and its state."""
    rows = Deadline.objects.filter(key=str(task.id)).order_by("created_at", "starts_at")
    return {kind.removeprefix("order_"): state for kind, state in rows.values_list("kind", "state")}


def told(template: str) -> set[UUID | None]:
    """The people to whom a message of this template went."""
    return set(Notice.objects.filter(template=template).values_list("person_id", flat=True))


def record_holds() -> bool:
    """Whether every chain of the timeline is whole."""
    return verify().ok


def again(task: Assignment) -> Assignment:
    """The task as it stands now."""
    return Assignment.objects.select_related("order").get(id=task.id)


class Heard:
    """Collects the facts that orders tell, by the name of their kind, while a test runs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.facts: list[OrderFact] = []
        for module in (telling, issuing):
            monkeypatch.setattr(module, "publish", self.facts.append)

    @property
    def kinds(self) -> list[str]:
        return [type(fact).__name__ for fact in self.facts]
