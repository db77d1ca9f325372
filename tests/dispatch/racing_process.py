"""Two dispatchers at the same second, on a database of their own: `python -m tests.dispatch.racing_process ROUNDS`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

import django


def send_at_once(desk: Any, number: int) -> list[str]:
    """Two incidents, one unit."""
    from liandong.dispatch.services import Sending, assign_units
    from tests.dispatch.conftest import actor
    from tests.orders.racing_process import at_once

    unit, incidents = desk.unit(f"同秒{number}"), (desk.incident(), desk.incident())
    people = actor("dispatcher", of=desk.fire, name="调度员甲"), actor("dispatcher", of=desk.fire, name="调度员乙")
    pairs = zip(people, incidents, strict=True)
    return at_once(*(lambda a=a, i=i: assign_units(a, i.id, [Sending(unit.id)]) for a, i in pairs))


def send_crosswise(desk: Any, number: int) -> list[str]:
    """Both want the same two units, named in opposite order: nobody waits for ever, one gets both."""
    from liandong.dispatch.services import Sending, assign_units
    from tests.dispatch.conftest import actor
    from tests.orders.racing_process import at_once

    units = [desk.unit(f"交叉{number}{side}") for side in "左右"]
    wishes = [[Sending(one.id) for one in order] for order in (units, units[::-1])]
    here = [desk.incident(), desk.incident()]
    people = actor("dispatcher", of=desk.fire, name="调度员甲"), actor("dispatcher", of=desk.fire, name="调度员乙")
    return at_once(*(lambda n=n: assign_units(people[n], here[n].id, wishes[n]) for n in range(2)))


def main(rounds: int) -> dict[str, Any]:
    from django.core.management import call_command
    from django.db.models import Count

    from liandong.dispatch.models import Mission
    from liandong.timeline.verification import verify
    from tests.dispatch.conftest import Desk, actor, organization

    call_command("migrate", verbosity=0)
    fire, emergency = organization("fire_rescue", "消防救援大队"), organization("emergency_management", "应急管理局")
    desk = Desk(fire, emergency, emergency, emergency, actor("dispatcher", of=fire), actor("data_steward"))
    races = (send_at_once, send_crosswise)
    found = {race.__name__: Counter(said for n in range(rounds) for said in race(desk, n)) for race in races}
    double = Mission.objects.filter(ended_at=None).values("unit").annotate(n=Count("id")).filter(n__gt=1).count()
    return {**found, "sent_twice": double, "missions": Mission.objects.count(), "chain": verify().ok}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1])), ensure_ascii=False))
