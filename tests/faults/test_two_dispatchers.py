"""Two dispatchers act on the same order in the same second: one wins, the other is told, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from liandong.access.rules import Actor
from liandong.kernel.durations import Limit
from liandong.kernel.errors import Problem
from liandong.kernel.ids import Subject
from liandong.orders.queries import assignments_of
from liandong.orders.rules import Addressee, OrderDraft
from liandong.orders.services import issue_order, sign_for, withdraw_order
from liandong.timeline.queries import of_subject
from liandong.timeline.verification import verify
from tests.faults import rounds
from tests.orders.conftest import COUNTY, Unit, actor, unit

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

LONGEST = timedelta(hours=4)


@pytest.fixture(autouse=True)
def several_writers() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, who takes them one after the other (tests/server)")


@pytest.fixture
def centre() -> Unit:
    return unit("指挥中心")


@pytest.fixture
def brigade() -> Unit:
    return unit("消防救援大队")


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts from one starting signal; answers `done` or the code of the refusal of each."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        try:
            barrier.wait(30)
            act()
        except Problem as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return [sent.result(60) for sent in [threads.submit(run, act) for act in acts]]


def issued(commander: Actor, brigade: Unit) -> Any:
    draft = OrderDraft(
        kind="task",
        title="封控现场",
        region_code=COUNTY,
        addressees=(Addressee.organization(brigade.id),),
        within=Limit(LONGEST),
    )
    return issue_order(commander, draft)


def verbs_of(order: Any) -> list[str]:
    return [entry.verb for entry in of_subject(actor("commander"), Subject.of("order", order.id)).entries]


def test_an_order_withdrawn_by_both_is_withdrawn_once(centre: Unit, brigade: Unit) -> None:
    first, second = actor("commander", of=centre), actor("commander", of=centre, person=1)
    for _ in range(rounds(usual=10)):
        order = issued(first, brigade)
        outcomes = at_once(
            lambda: withdraw_order(first, order.id, reason="另有安排"),  # noqa: B023
            lambda: withdraw_order(second, order.id, reason="重复"),  # noqa: B023
        )
        assert outcomes.count("done") == 1, outcomes
        assert verbs_of(order).count("order_withdrawn") == 1
    assert verify().ok


def test_a_task_is_signed_for_once_by_whoever_was_first(centre: Unit, brigade: Unit) -> None:
    commander = actor("commander", of=centre)
    hands = [actor("department_handler", of=brigade), actor("department_handler", of=brigade, person=1)]
    for _ in range(rounds(usual=10)):
        order = issued(commander, brigade)
        task = assignments_of(order.id)[0]
        at_once(*(lambda hand=hand: sign_for(hand, task.id) for hand in hands))  # noqa: B023
        assert verbs_of(order).count("order_signed_for") == 1
    assert verify().ok
