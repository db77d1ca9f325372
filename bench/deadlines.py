"""Lateness of the clock: N open clocks, M due in the same minute (or second), one or several clock processes.

    python bench/deadlines.py                       # SQLite in a temporary folder, one process
    python bench/deadlines.py --postgresql --processes 2   # a private cluster with its default, durable settings
    LIANDONG_DATABASE_URL=postgres://… python bench/deadlines.py --processes 2
    python bench/deadlines.py --batch 1             # side by side: the naive loop, one transaction a row

Each due clock fires two steps (overdue, and the first rung of its ladder): two firing rows, two timeline entries, two
notices. Lateness is from the planned moment to after the commit, by the wall clock of one machine. The database must
be empty; it is not cleaned up.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.config.settings")


def main() -> None:
    options = _options()
    if options.child:
        return _child(options)
    if "LIANDONG_DATA_DIR" not in os.environ:
        os.environ["LIANDONG_DATA_DIR"] = tempfile.mkdtemp(prefix="bench-deadlines-")
    if not options.postgresql:
        return _bench(options)
    from tests.postgresql import private_cluster

    with private_cluster() as url:
        if url is None:
            raise SystemExit("PostgreSQL is not installed here")
        os.environ["LIANDONG_DATABASE_URL"] = url.rpartition("/")[0] + "/postgres"
        return _bench(options)


def _bench(options: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(_run(options), indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--open", type=int, default=100_000, help="open clocks that are not due")
    parser.add_argument("--due", type=int, default=5_000, help="clocks that fall due")
    parser.add_argument(
        "--within", type=float, default=60.0, help="seconds over which they fall due; 0: the same instant"
    )
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true", help="a private PostgreSQL cluster for this run")
    parser.add_argument("--batch", type=int, default=0, help="clocks a transaction; 1 is the naive loop")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _run(options: argparse.Namespace) -> dict[str, Any]:
    from django.db import connection

    from liandong.deadlines.models import Firing
    from liandong.kernel import clock

    holders = _people()
    _open_clocks(options.open, holders)
    idle = _idle_ticks()
    scan, audit = _full_scans(), _audits()
    folder = Path(tempfile.mkdtemp(prefix="bench-deadlines-log-"))
    until = clock.now() + timedelta(seconds=options.within + 180)
    children = [_spawn(options, folder / f"{n}.jsonl", until) for n in range(options.processes)]
    while len(list(folder.glob("*.ready"))) < options.processes:
        time.sleep(0.1)
    due = _due_clocks(options, holders, clock.now() + timedelta(seconds=10))
    for child in children:
        child.wait()
    late = _lateness(due, folder)
    fired = Firing.objects.exclude(step="warn").count()
    return {
        "database": connection.vendor,
        "processes": options.processes,
        "batch": options.batch or "default",
        "open": options.open,
        "due": options.due,
        "within_s": options.within,
        "idle_tick_ms": {"p50": round(median(idle), 2), "max": round(max(idle), 2)},
        "audit_ms": {"p50": round(median(audit), 1)},
        "naive_full_scan_tick_ms": {"p50": round(median(scan), 1)},
        "clocks_fired": len(late),
        "firing_rows": fired,
        "each_once": fired == 2 * options.due and len(late) == options.due,
        "later_than_1s": sum(late_s > 1 for late_s in late),
        "lateness_s": {name: round(value, 3) for name, value in _quantiles(late).items()},
    }


def _people() -> list[UUID]:
    """An organisation with a leader, its people and a duty roster, so that every rung finds somebody."""
    from liandong.kernel import clock
    from liandong.organizations.models import Holding, Organization, Person, Post, RosterShift

    since, until = clock.now() - timedelta(days=1), clock.now() + timedelta(days=30)
    organization = Organization.objects.create(
        name="小店区应急管理局（合成）", kind="emergency_bureau", region_code="140105"
    )
    people = [Person.objects.create(name=f"合成人员{n}", organization=organization) for n in range(200)]
    post = Post.objects.create(organization=organization, kind="leader", title="局长", region_code="140105", leads=True)
    Holding.objects.create(person=people[0], post=post, valid_from=since)
    for role in ("DUTY_OFFICER", "DUTY_LEADER"):
        RosterShift.objects.create(
            organization=organization, region_code="140105", person=people[1], role=role, starts_at=since, ends_at=until
        )
    return [person.id for person in people]


def _open_clocks(number: int, holders: Sequence[UUID]) -> None:
    from liandong.deadlines.models import Deadline
    from liandong.kernel import clock

    now = clock.now()
    due = [now + timedelta(days=10, seconds=n) for n in range(number)]
    Deadline.objects.bulk_create((_row(n, holders, now, at, warned=False) for n, at in enumerate(due)), batch_size=2000)


def _due_clocks(options: argparse.Namespace, holders: Sequence[UUID], begins: datetime) -> dict[str, datetime]:
    """Clocks that were warned before and fall due evenly over the stretch, each on a subject of its own."""
    from liandong.deadlines.models import Deadline, Firing

    step = options.within / options.due
    rows = [
        _row(n, holders, begins - timedelta(hours=4), begins + timedelta(seconds=n * step), warned=True)
        for n in range(options.due)
    ]
    Deadline.objects.bulk_create(rows, batch_size=2000)
    warned = [Firing(deadline=row, round=1, step="warn", planned_at=row.warn_at, fired_at=row.warn_at) for row in rows]
    Firing.objects.bulk_create(warned, batch_size=2000)
    return {str(row.id): row.due_at for row in rows}


def _row(number: int, holders: Sequence[UUID], starts_at: datetime, due_at: datetime, *, warned: bool) -> Any:
    from liandong.content import queries as content
    from liandong.deadlines.models import Deadline
    from liandong.deadlines.terms import terms_of
    from liandong.kernel.ids import new_id

    global _TERMS
    _TERMS = _TERMS or terms_of(content.deadline_kind("obligation")).to_json()
    warn_at = starts_at + (due_at - starts_at) * 0.75
    return Deadline(
        subject_kind="order",
        subject_id=str(new_id()),
        kind="obligation",
        starts_at=starts_at,
        warn_at=warn_at,
        due_at=due_at,
        next_at=due_at if warned else warn_at,
        state="WARNED" if warned else "RUNNING",
        fired=["warn"] if warned else [],
        terms=_TERMS,
        source="测试：限时办结",
        holder_kind="PERSON",
        holder_id=holders[number % len(holders)],
        region_code="140105",
        created_at=starts_at,
    )


_TERMS: dict[str, Any] | None = None


def _idle_ticks(number: int = 200) -> list[float]:
    from liandong.deadlines import jobs

    def turn() -> float:
        begun = time.perf_counter()
        assert jobs.tick() == 0
        return (time.perf_counter() - begun) * 1000

    turn()
    return [turn() for _ in range(number)]


def _audits(number: int = 3) -> list[float]:
    """What the audit costs, once a minute, when all is well."""
    from liandong.deadlines import jobs

    def turn() -> float:
        begun = time.perf_counter()
        assert not jobs.audit()
        return (time.perf_counter() - begun) * 1000

    return [turn() for _ in range(number)]


def _full_scans(number: int = 3) -> list[float]:
    """What a tick costs that reads every open clock and compares it in Python."""
    from liandong.deadlines.models import Deadline
    from liandong.kernel import clock

    def turn() -> float:
        begun, now = time.perf_counter(), clock.now()
        rows = Deadline.objects.filter(state__in=["RUNNING", "WARNED", "OVERDUE"]).values_list(
            "id", "warn_at", "due_at"
        )
        assert not [row for row in rows.iterator() if row[1] <= now]
        return (time.perf_counter() - begun) * 1000

    return [turn() for _ in range(number)]


def _spawn(options: argparse.Namespace, log: Path, until: datetime) -> subprocess.Popen[bytes]:
    told = json.dumps({"log": str(log), "until": until.timestamp(), "due": options.due})
    return subprocess.Popen([sys.executable, __file__, "--batch", str(options.batch), "--child", told])


def _child(options: argparse.Namespace) -> None:
    """A clock process as in production, that also notes when each batch was committed."""
    told = json.loads(options.child)
    import django

    django.setup()
    from liandong.deadlines import jobs
    from liandong.deadlines.models import Firing
    from liandong.deadlines.services import firing

    if options.batch:
        jobs.BATCH = options.batch
    stop = threading.Event()
    act = firing.act
    with Path(told["log"]).open("w", encoding="utf-8") as log:

        def noted(token: UUID, ids: Sequence[UUID]) -> int:
            fired = act(token, ids)
            if fired:
                log.write(json.dumps([time.time(), [str(one) for one in ids]]) + "\n")
            return fired

        firing.act = noted
        jobs.tick()
        Path(told["log"]).with_suffix(".ready").touch()
        threading.Thread(target=_stop_when_done, args=(told, stop, Firing), daemon=True).start()
        jobs.run_forever(stop)


def _stop_when_done(told: dict[str, Any], stop: threading.Event, firings: Any) -> None:
    while time.time() < told["until"] and firings.objects.exclude(step="warn").count() < 2 * told["due"]:
        time.sleep(1)
    stop.set()


def _lateness(due: dict[str, datetime], folder: Path) -> list[float]:
    late = []
    for file in folder.glob("*.jsonl"):
        for line in file.read_text("utf-8").splitlines():
            committed, ids = json.loads(line)
            late += [committed - due[one].timestamp() for one in ids]
    return sorted(late)


def _quantiles(values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {}
    return {name: values[min(len(values) - 1, int(len(values) * q))] for name, q in _QUANTILES.items()}


_QUANTILES = {"p50": 0.5, "p99": 0.99, "max": 1.0}

if __name__ == "__main__":
    main()
