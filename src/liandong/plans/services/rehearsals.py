"""推演 asked for on a screen: kept as a wish, run by a loop in a process and a database of its own, and its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from liandong.access.queries import regions_of, require
from liandong.access.rules import Actor, Source
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.kernel.ids import Subject
from liandong.plans import queries
from liandong.plans.models import Rehearsal
from liandong.plans.rules import RehearsalState, ScenarioOfAnotherPlan
from liandong.timeline.services import record

LONGEST_RUN = timedelta(minutes=10)
"""A run that says nothing for so long died with its process, and is run again."""


@transaction.atomic
def ask_rehearsal(actor: Actor, plan_id: str, scenario_id: str, seed: int) -> Rehearsal:
    """Let the plan be rehearsed against a scenario of the library; UnknownContent for either that nobody knows."""
    plan, scenario = queries.library_plan(actor, plan_id), content.scenario(scenario_id)
    if scenario.plan != plan.id:
        raise ScenarioOfAnotherPlan(scenario=scenario.title.zh, plan=scenario.plan)
    region = regions_of(actor, "plans.rehearse")[0] if regions_of(actor, "plans.rehearse") else ""
    require(actor, "plans.rehearse", region)
    wish = Rehearsal.objects.create(
        plan_id=plan.id,
        plan_version=plan.version,
        scenario=scenario.id,
        seed=seed,
        region_code=region,
        asked_by=actor.user_id,
        asked_at=clock.now(),
    )
    titles = {"scenario": scenario.title.zh, "scenario_en": scenario.title.en, "seed": seed}
    _record(actor, wish, "rehearsal_asked", titles)
    return wish


@transaction.atomic
def take_up_rehearsal() -> Rehearsal | None:
    """The oldest that waits, or whose run died; one process gets it."""
    now = clock.now()
    waiting = Q(state=RehearsalState.QUEUED) | Q(state=RehearsalState.RUNNING, began_at__lt=now - LONGEST_RUN)
    wish = Rehearsal.objects.filter(waiting).order_by("asked_at", "id").first()
    if wish is None:
        return None
    mine = Rehearsal.objects.filter(waiting, id=wish.id, began_at=wish.began_at)
    if not mine.update(state=RehearsalState.RUNNING, began_at=now):
        return None
    _record(Actor.system(Source.CLOCK), wish, "rehearsal_began", {})
    return Rehearsal.objects.get(id=wish.id)


@transaction.atomic
def finish_rehearsal(wish: Rehearsal, outcome: Mapping[str, Any] | None, problem: str = "") -> None:
    """Keep what came of it: an outcome, or why there is none."""
    wish.state = RehearsalState.DONE if outcome is not None else RehearsalState.FAILED
    wish.outcome = dict(outcome) if outcome is not None else None
    wish.problem, wish.ended_at = problem[:2000], clock.now()
    wish.save()
    system = Actor.system(Source.CLOCK)
    if outcome is None:
        _record(system, wish, "rehearsal_failed", {})
    else:
        _record(system, wish, "rehearsal_ended", dict(outcome["deadlines"]))


def _record(actor: Actor, wish: Rehearsal, verb: str, data: Mapping[str, Any]) -> None:
    """Marked as an exercise: nothing of it happened."""
    plan = queries.plan_of(wish.plan_id)
    told = {"plan": plan.title.zh, "plan_en": plan.title.en, **data}
    record(actor, Subject.of("rehearsal", wish.id), verb, region_code=wish.region_code, data=told, drill=True)
