"""Clock processes of their own, for tests that kill them: `python -m tests.deadlines.clock_process PLAN`.

PLAN is a JSON list of acts `{"at": moment, "do": word, "failpoint": "", "times": 1}`. Each act runs in a forked process
that lives at its moment, so that nobody waits for a lease; `times` of them run side by side. Answers a JSON list with
what each act said, or its exit code when it died.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from typing import Any

import django


def prepare() -> object:
    """An empty database with clocks of one hour each."""
    from django.core.management import call_command

    from tests.deadlines.conftest import begin

    call_command("migrate", verbosity=0)
    return [str(begin(hours=1).id) for _ in range(int(os.environ["CLOCKS"]))]


def tick() -> object:
    from liandong.deadlines import jobs

    return jobs.tick()


def report() -> object:
    """Every firing row, and how often each clock stands on the record and in the notices as overdue."""
    from collections import Counter

    from liandong.deadlines.models import Deadline, Firing
    from liandong.notices.models import Notice
    from liandong.timeline.models import StoredEntry
    from liandong.timeline.verification import verify

    entries = Counter(StoredEntry.objects.filter(verb="deadline_overdue").values_list("subject_id", flat=True))
    return {
        "firings": [f"{clock_id}/{step}" for clock_id, step in Firing.objects.values_list("deadline_id", "step")],
        "entries": sorted(entries.values()),
        "notices": Notice.objects.filter(template="deadline_overdue").count(),
        "states": sorted(Deadline.objects.values_list("state", flat=True)),
        "chain_holds": verify().ok,
    }


WORDS = {"prepare": prepare, "tick": tick, "report": report}


def act(plan: dict[str, Any]) -> list[Any]:
    pipes = [_fork(plan) for _ in range(plan.get("times", 1))]
    return [_said(child, reader) for child, reader in pipes]


def _fork(plan: dict[str, Any]) -> tuple[int, int]:
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    from liandong.deadlines import failpoints
    from liandong.kernel import clock

    failpoints._chosen = plan.get("failpoint", "")
    code = 1
    try:
        with clock.using(clock.SimulatedClock(datetime.fromisoformat(plan["at"]))):
            os.write(writer, json.dumps(WORDS[plan["do"]]()).encode())
        code = 0
    finally:
        os._exit(code)


def _said(child: int, reader: int) -> Any:
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return json.loads(said) if code == 0 else {"died": code}


if __name__ == "__main__":
    django.setup()
    from liandong.content import queries

    queries.verbs()  # read the content once, before the forks
    sys.stdout.write(json.dumps([act(plan) for plan in json.loads(sys.argv[1])]))
