"""The loops of plans: repeating tasks, what time alone decides, and rehearsals that were asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from liandong.plans import services
from liandong.plans.models import Rehearsal

LONGEST_S = 300


def tick(limit: int = 200) -> int:
    """Issue and judge what is due; answers how many."""
    return services.issue_repeats(limit) + services.judge_by_time()


def rehearse_next() -> int:
    """Run one rehearsal that was asked for, in a process and a throw-away database of its own; answers how many."""
    wish = services.take_up_rehearsal()
    if wish is None:
        return 0
    outcome, problem = run_apart(wish)
    services.finish_rehearsal(wish, outcome, problem)
    return 1


def run_apart(wish: Rehearsal) -> tuple[dict[str, Any] | None, str]:
    """The outcome of `liandong rehearse`, or what it said instead."""
    words = ["rehearse", wish.plan_id, "--scenario", wish.scenario, "--seed", str(wish.seed), "--json"]
    try:
        # Nothing of a rehearsal may reach this process: simulated time and a database of its own need their own.
        done = subprocess.run(  # noqa: S603 - the words are names of content, checked when it was asked for
            [sys.executable, "-m", "liandong", *words], capture_output=True, text=True, timeout=LONGEST_S, check=False
        )
        outcome = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return None, f"it took longer than {LONGEST_S} s"
    except json.JSONDecodeError:
        return None, done.stderr.strip()[-1000:] or f"it ended with code {done.returncode}"
    return outcome, ""
