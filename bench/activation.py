"""Activating a plan of 200 tasks: groups, orders, clocks, messages and record in one transaction.

    python bench/activation.py                                                         # SQLite in a temporary folder
    python bench/activation.py --database postgres://postgres@127.0.0.1:5432/bench     # the database is remade

The plan is the outbreak response of the library with its tasks repeated until there are 200, all of them due to go out
at once. `liandong` is `activate_plan` as shipped: who may, who is missing, limits, addressees, numbers, hash-chained
record. `bulk` inserts the rows that this left behind once more, under new keys, with `bulk_create` alone in one
transaction: no check, no formula, no chain. Both durable, taken in turns; medians.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
UUIDS = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
APPS = {"plans", "orders", "deadlines", "notices", "timeline"}


def main() -> None:
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.config.settings")
    os.environ["LIANDONG_DATA_DIR"] = tempfile.mkdtemp(prefix="bench-activation-")
    os.environ["LIANDONG_DATABASE_URL"] = options.database
    if options.database:
        from bench.intake import _remake

        _remake(options.database)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _measure(options.tasks, options.repeats)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", default="")
    parser.add_argument("--tasks", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=7)
    return parser.parse_args()


def _measure(tasks: int, repeats: int) -> None:
    from liandong.cli.cast import build_stage

    build_stage()
    plan_id = _install(tasks)
    _activate(plan_id)  # the first reads the content and warms both sides up
    ours: list[tuple[float, float]] = []
    plain: list[tuple[float, float]] = []
    rows: dict[Any, list[Any]] = {}
    for turn in range(repeats):
        before = _newest()
        ours.append(_activate(plan_id))
        rows = _left_behind(before)
        plain.append(_insert(rows, turn))
    _print(ours, plain, {model.__name__: len(found) for model, found in rows.items()})


def _install(tasks: int) -> str:
    """The outbreak plan with `tasks` tasks that wait for nothing, as the only plan of the library."""
    from liandong.content import queries as content
    from liandong.content.schemas.plans import Plan

    shipped = content.plans()["outbreak-response"].model_dump(mode="json", by_alias=True)
    free = {name: {**task, "after": [], "starts": "activation"} for name, task in shipped["tasks"].items()}
    names = list(free)
    many = {f"{names[n % len(names)]}-{n}": free[names[n % len(names)]] for n in range(tasks)}
    plan = Plan.model_validate({**shipped, "id": "many-tasks", "tasks": many, "cases": shipped["cases"][:1]})
    content.plans = lambda: {plan.id: plan}
    return plan.id


def _activate(plan_id: str) -> tuple[float, float]:
    """Seconds of the wall clock and of the processor."""
    from liandong.access.rules import Actor, Source
    from liandong.incidents.rules.drafts import IncidentDraft
    from liandong.incidents.services import open_incident
    from liandong.plans.services import activate_plan

    platform = Actor.system(Source.CLI)
    facts = {"preliminary_positive": True, "cases": 3, "population": 420_000, "resources_short": True}
    draft = IncidentDraft(title="初筛阳性", event_type="30100", region_code="140105", facts=facts)
    incident = open_incident(platform, draft)
    gc.collect()
    begun, worked = time.perf_counter(), time.process_time()
    activate_plan(platform, incident.id, plan_id, "II")
    return time.perf_counter() - begun, time.process_time() - worked


def _models() -> list[Any]:
    """The tables an activation writes to, those that others refer to first."""
    from django.apps import apps

    found = [model for model in apps.get_models() if model._meta.app_label in APPS and model._meta.managed]
    order = ("Response", "WorkingGroup", "Order", "Notice", "Deadline")
    return sorted(found, key=lambda model: order.index(model.__name__) if model.__name__ in order else len(order))


def _newest() -> dict[Any, set[Any]]:
    return {model: set(model.objects.values_list("pk", flat=True)) for model in _models()}


def _left_behind(before: dict[Any, set[Any]]) -> dict[Any, list[Any]]:
    found = {model: [row for row in model.objects.all() if row.pk not in before[model]] for model in _models()}
    return {model: rows for model, rows in found.items() if rows}


def _insert(rows: dict[Any, list[Any]], turn: int) -> tuple[float, float]:
    """The same rows under new keys."""
    from django.db import transaction

    renamed: dict[UUID, UUID] = {}
    copies = {model: [_copy(row, renamed, turn) for row in found] for model, found in rows.items()}
    gc.collect()
    begun, worked = time.perf_counter(), time.process_time()
    with transaction.atomic():
        for model, found in copies.items():
            model.objects.bulk_create(found)
    return time.perf_counter() - begun, time.process_time() - worked


def _copy(row: Any, renamed: dict[UUID, UUID], turn: int) -> Any:
    values = {}
    for field in row._meta.concrete_fields:
        if field.generated or (field.primary_key and not isinstance(row.pk, UUID)):
            continue
        value = _renamed(getattr(row, field.attname), renamed)
        values[field.attname] = f"{value}+{turn}" if field.name == "number" else value
    return type(row)(**values)


def _renamed(value: Any, renamed: dict[UUID, UUID]) -> Any:
    if isinstance(value, UUID):
        return renamed.setdefault(value, uuid4())
    if isinstance(value, str):
        return UUIDS.sub(lambda found: str(renamed.setdefault(UUID(found[0]), uuid4())), value)
    return value


def _print(ours: list[tuple[float, float]], plain: list[tuple[float, float]], rows: dict[str, int]) -> None:
    print(f"{sum(rows.values())} rows: " + ", ".join(f"{name} {number}" for name, number in rows.items()))
    print("| party | p50 s | max s | processor s |\n|---|---|---|---|")
    for party, took in (("liandong", ours), ("bulk", plain)):
        wall, work = [one[0] for one in took], [one[1] for one in took]
        print(f"| {party} | {median(wall):.2f} | {max(wall):.2f} | {median(work):.2f} |")
    ratios = (median(one[part] for one in ours) / median(one[part] for one in plain) for part in (0, 1))
    print("ratio: wall {:.1f}, processor {:.1f}".format(*ratios))
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
