"""Two people who act at the same moment, on a database of their own: `python -m tests.orders.racing_process ROUNDS`.

Each round lets several threads, each with its own connection, pass a barrier and do one thing each. Answers JSON with
what came of it. A process of its own, because the tests' SQLite lies in memory, where threads share one connection.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import django


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each act said: `done`, or the code of its refusal and who it names."""
    from django.db import connections

    from liandong.kernel.errors import Problem

    barrier, said = Barrier(len(acts)), [""] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
            said[index] = "done"
        except Problem as problem:
            said[index] = f"{problem.status} {problem.data.get('by', problem.code)}"
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def sign_at_once(cast: Any) -> list[str]:
    from liandong.orders.services import sign_for

    _, task = cast.issue()
    return at_once(lambda: sign_for(cast.fire_handler, task.id), lambda: sign_for(cast.fire_colleague, task.id))


def verify_and_return_at_once(cast: Any) -> list[str]:
    from liandong.orders.services import return_result, submit_result, verify_result

    _, task = cast.issue()
    submit_result(cast.fire_handler, task.id, text="完毕")
    return at_once(
        lambda: verify_result(cast.commander, task.id),
        lambda: return_result(cast.second_commander, task.id, reason="缺照片"),
    )


def last_two_at_once(cast: Any) -> list[str]:
    """The last two addressees are verified at the same moment: the order must not stay open."""
    from liandong.orders.queries import assignments_of
    from liandong.orders.rules import Addressee
    from liandong.orders.services import submit_result, verify_result

    both = (Addressee.organization(cast.fire.id), Addressee.organization(cast.health.id))
    order, _ = cast.issue(addressees=both)
    fire, health = assignments_of(order.id)
    submit_result(cast.fire_handler, fire.id, text="完毕")
    submit_result(cast.health_handler, health.id, text="完毕")
    at_once(
        lambda: verify_result(cast.commander, fire.id),
        lambda: verify_result(cast.second_commander, health.id),
    )
    order.refresh_from_db()
    return [order.state]


def withdraw_and_forward_at_once(cast: Any) -> list[str]:
    """Whatever comes first, nothing of a withdrawn order stays open."""
    from liandong.orders.models import Assignment
    from liandong.orders.rules import OPEN, Addressee
    from liandong.orders.services import forward_order, withdraw_order

    order, task = cast.issue()
    at_once(
        lambda: withdraw_order(cast.commander, order.id, reason="误发"),
        lambda: forward_order(cast.fire_handler, task.id, Addressee.organization(cast.health.id)),
    )
    return [str(Assignment.objects.filter(order=order, state__in=sorted(OPEN)).count())]


def reserve_at_once(cast: Any) -> list[str]:
    from liandong.kernel.ids import new_id
    from liandong.resources.services import ResourceDraft, register_resource, reserve_resource
    from tests.resources.conftest import actor

    draft = ResourceDraft(type="water_rescue_team", name="水上救援队", region_code="140105", quantity=Decimal(1))
    team = register_resource(actor("data_steward"), draft)
    dispatchers = actor("dispatcher"), actor("dispatcher")
    return at_once(*(lambda a=a: reserve_resource(a, team.id, incident_id=new_id()) for a in dispatchers))


def issue_at_once(cast: Any) -> list[str]:
    from liandong.orders.services import issue_order

    return at_once(*(lambda: issue_order(cast.commander, cast.draft()) for _ in range(4)))


RACES = (
    sign_at_once,
    verify_and_return_at_once,
    last_two_at_once,
    withdraw_and_forward_at_once,
    reserve_at_once,
    issue_at_once,
)


def main(rounds: int) -> dict[str, Any]:
    from django.core.management import call_command

    from liandong.orders.models import Order
    from liandong.timeline.verification import verify
    from tests.orders.conftest import Cast, unit

    call_command("migrate", verbosity=0)
    cast = Cast(unit("指挥中心"), unit("消防救援大队"), unit("卫生健康局"))
    found = {race.__name__: Counter(said for _ in range(rounds) for said in race(cast)) for race in RACES}
    numbers = sorted(int(n[-4:]) for n in Order.objects.values_list("number", flat=True))
    return {**found, "numbers_without_gaps": numbers == list(range(1, len(numbers) + 1)), "chain": verify().ok}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1])), ensure_ascii=False))
