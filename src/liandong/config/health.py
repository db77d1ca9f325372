"""Is this process fit to serve? Asked by balancers, by the service manager and by `liandong demo`."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import DatabaseError, close_old_connections, connection

from liandong import __version__
from liandong.config import background, durability

PATIENCE_S = 1.8
"""`/ready` answers within two seconds, also when the database does not answer at all."""

WORST_CLOCK_LAG_S = 60.0
OLD_OUTBOX_S = 300.0


@dataclass(slots=True)
class Health:
    """`reasons` keep the process from being ready; `warnings` only want somebody to look.

    `silent`: the database neither answers nor refuses.
    """

    ok: bool = True
    silent: bool = False
    version: str = __version__
    database: str = ""
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    clock_lag_s: float | None = None
    clock_beat_age_s: float | None = None
    outbox_age_s: float | None = None
    outbox_waiting: int | None = None
    timeline_number: int | None = None
    content: str = ""
    loops: dict[str, dict[str, Any]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Doctor:
    """Examines on a thread of its own, so that a database that hangs holds up nobody."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="health")
        self._guard = threading.Lock()
        self._running: Future[Health] | None = None
        self._migrated = False

    def examine(self) -> Health:
        """The state now; a database that is silent is a reason, and is not asked twice at the same time."""
        with self._guard:
            if self._running is None or self._running.done():
                self._running = self._thread.submit(self._look)
            looking = self._running
        try:
            return looking.result(PATIENCE_S)
        except TooLate:
            return Health(ok=False, silent=True, reasons=[f"the database has not answered within {PATIENCE_S} s"])

    def _look(self) -> Health:
        close_old_connections()
        health = Health(database=connection.vendor)
        try:
            self._look_at_database(health)
        except DatabaseError as error:
            connection.close()
            health.reasons.append(f"the database cannot be used: {error}".strip())
        self._look_at_content(health)
        self._look_at_loops(health)
        health.ok = not health.reasons
        return health

    def _look_at_database(self, health: Health) -> None:
        from liandong.deadlines.queries import health as clocks
        from liandong.notices.queries import outbox_health
        from liandong.timeline.queries import last_cursor

        health.reasons += durability.problems()
        if not self._migrated:
            waiting = pending_migrations()
            self._migrated = not waiting
            if waiting:
                health.reasons.append(f"{len(waiting)} migrations are not applied: run liandong serve --migrate")
                return
        turning, outbox = clocks(), outbox_health()
        health.timeline_number = last_cursor().number
        health.clock_lag_s, health.clock_beat_age_s = round(turning.lag_s, 3), turning.beat_age_s
        health.outbox_age_s, health.outbox_waiting = round(outbox.oldest_s, 3), outbox.waiting
        if turning.lag_s > WORST_CLOCK_LAG_S:
            health.reasons.append(f"the clocks are {turning.lag_s:.0f} s behind: is `liandong clock` running?")
        if outbox.oldest_s > OLD_OUTBOX_S:
            health.warnings.append(f"the oldest message has waited {outbox.oldest_s:.0f} s")

    def _look_at_content(self, health: Health) -> None:
        from liandong.content.problems import BrokenContent
        from liandong.content.queries import catalogue

        try:
            health.content = catalogue().digest
        except BrokenContent as broken:
            health.reasons.append(f"{len(broken.problems)} problems in the content: run liandong check")

    def _look_at_loops(self, health: Health) -> None:
        for loop in background.loops():
            if loop.thread is None:
                continue
            health.loops[loop.name] = {"alive": loop.alive, "restarts": loop.restarts, "last_error": loop.last_error}
            if not loop.alive:
                health.warnings.append(f"the loop {loop.name} does not run")


def pending_migrations() -> list[str]:
    """Names of the migrations that the database has not seen."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


doctor = Doctor()
