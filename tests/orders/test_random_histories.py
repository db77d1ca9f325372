"""Any sequence of steps by anybody: the order obeys its table, its clocks follow, and its record is whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from liandong.deadlines.models import Deadline
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Problem
from liandong.orders.models import Assignment, Order
from liandong.orders.rules import LIVE, Addressee, AssignmentState, EndsAt, OrderState, state_of_order
from liandong.orders.services import (
    close_order,
    extend_order,
    forward_order,
    give_feedback,
    return_result,
    sign_for,
    submit_result,
    urge_order,
    verify_result,
    withdraw_order,
)
from tests.orders.conftest import Cast
from tests.orders.seeing import record_holds, verbs_of

pytestmark = pytest.mark.django_db

Step = Callable[[Cast, Assignment], object]

STEPS: dict[str, Step] = {
    "sign_for": lambda cast, task: sign_for(doer(cast, task), task.id),
    "give_feedback": lambda cast, task: give_feedback(doer(cast, task), task.id, text="进展", percent=50),
    "submit_result": lambda cast, task: submit_result(doer(cast, task), task.id, text="完毕"),
    "verify_result": lambda cast, task: verify_result(cast.commander, task.id),
    "return_result": lambda cast, task: return_result(cast.commander, task.id, reason="不符"),
    "forward_order": lambda cast, task: forward_order(doer(cast, task), task.id, other(cast, task)),
    "urge_order": lambda cast, task: urge_order(cast.commander, task.id),
    "extend_order": lambda cast, task: extend_order(cast.commander, task.id, due_at=soon(), reason="道路中断"),
    "close_order": lambda cast, task: close_order(cast.commander, task.order_id),
    "withdraw_order": lambda cast, task: withdraw_order(cast.commander, task.order_id, reason="误发"),
}


def doer(cast: Cast, task: Assignment) -> Any:
    return cast.fire_handler if task.addressee_id == cast.fire.id else cast.health_handler


def other(cast: Cast, task: Assignment) -> Addressee:
    return Addressee.organization(cast.health.id if task.addressee_id == cast.fire.id else cast.fire.id)


def soon() -> datetime:
    return kernel_clock.now() + timedelta(hours=3)


# a history on a database takes a fifth of a second, and shrinking one would take minutes: it is short already
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)

acts = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 3), st.integers(0, 200)), min_size=1, max_size=14
)


@settings(
    max_examples=25,
    deadline=None,
    phases=WITHOUT_SHRINKING,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(kind=st.sampled_from(["task", "supervision", "dispatch", "rectification"]), acts=acts)
def test_whatever_is_done_the_order_stays_consistent(
    cast: Cast, clock: SimulatedClock, kind: str, acts: list[tuple[str, int, int]]
) -> None:
    both = (Addressee.organization(cast.fire.id), Addressee.organization(cast.health.id))
    order, _ = cast.issue(kind=kind, addressees=both)
    done = 0
    for name, which, minutes in acts:
        clock.advance(minutes=minutes)
        tasks = list(order.assignments.select_related("order").order_by("assigned_at", "sequence", "id"))
        before = snapshot(order)
        try:
            STEPS[name](cast, tasks[which % len(tasks)])
            done += 1
        except Problem:
            assert snapshot(order) == before, f"{name} was refused and yet changed something"
        check(order)
    assert len(verbs_of(order)) > done
    assert record_holds()


def snapshot(order: Order) -> list[Any]:
    """The order, its tasks and its clocks, as rows."""
    tasks = order.assignments.order_by("id").values_list("id", "state", "version", "due_at", "done_at")
    clocks = Deadline.objects.filter(subject_id=str(order.id)).order_by("id").values_list("id", "state", "due_at")
    return [*Order.objects.filter(id=order.id).values_list("state", "version"), *tasks, *clocks]


def check(order: Order) -> None:
    """What holds of every order at every moment."""
    order.refresh_from_db()
    tasks = list(order.assignments.all())
    if order.state in (OrderState.ISSUED, OrderState.DONE):
        assert order.state == state_of_order([AssignmentState(t.state) for t in tasks], EndsAt.VERIFIED)
    for task in tasks:
        running = set(Deadline.objects.filter(key=str(task.id), closed_at=None).values_list("kind", flat=True))
        assert ("order_sign" in running) == (task.state == "NOTIFIED")
        works = task.state in {"NOTIFIED", "SIGNED", "IN_PROGRESS", "RETURNED"}
        judged = task.state == "SUBMITTED" and order.kind == "supervision"
        assert ("order_complete" in running) == (works or judged)
        counts = task.state == "VERIFIED" or (task.state == "SUBMITTED" and not judged)
        assert task.state not in LIVE or (task.done_at is not None) == counts
        assert task.state in LIVE or not running
    living = [t.addressee_id for t in tasks if t.state in LIVE]
    assert len(living) == len(set(living))
