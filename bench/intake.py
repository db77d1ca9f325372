"""Accepted, durable reports a second: our server beside the bare driver and beside a minimal Litestar endpoint.

    python bench/intake.py                                                        # SQLite, synchronous=FULL
    python bench/intake.py --database postgres://postgres@127.0.0.1:5432/bench    # PostgreSQL; the database is remade

Three parties take the same reports: `driver` inserts the rows of our tables itself (report, timeline entry, head of
the chain; one commit a report), `litestar` inserts two rows a request (bench/peer_litestar.py), `liandong` is
`liandong serve` with sign-in by token, checks, likeness to other reports, the report and its hash-chained entry. The
parties take turns within each round, so that a busy machine slows all of them; the medians of the rounds are printed.
Needs the packages of the `bench` group.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
PARTIES = ("driver", "litestar", "liandong")


def main() -> None:
    options = _options()
    if options.prepare:
        return _prepare()
    folder = Path(tempfile.mkdtemp(prefix="bench-intake-"))
    try:
        cells = _measure(options, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _print(cells, options)
    return None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", default="", help="postgres://… ; without it SQLite in a temporary folder")
    parser.add_argument("--concurrency", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--workers", type=int, default=1, help="processes of our server (PostgreSQL only)")
    parser.add_argument("--parties", nargs="+", default=list(PARTIES), choices=PARTIES)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


Cell = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server listens, and the session of its processes."""

    port: int
    session: int

    def cpu_s(self) -> float:
        """Seconds of processor time that all its processes have used: tells what a report costs on a busy machine."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == self.session:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def _measure(options: argparse.Namespace, folder: Path) -> dict[Cell, list[dict[str, float]]]:
    environment = _environment(options.database, folder)
    if options.database:
        _remake(options.database)
    token = _run(environment, "bench/intake.py", "--prepare").strip()
    found: dict[Cell, list[dict[str, float]]] = {}
    with _ours(environment, options.workers) as ours, _peer(options.database, folder) as peer:
        servers = {"liandong": (ours, "/api/reports", token), "litestar": (peer, "/reports", "")}
        for round_number in range(options.rounds):
            for connections in options.concurrency:
                for party in options.parties:
                    run = f"{party}-{round_number}-{connections}-{uuid4().hex[:6]}"
                    if party == "driver":
                        result = _driver(environment, options, connections)
                    else:
                        result = _loaded(*servers[party], connections, options.seconds, run)
                    found.setdefault((party, connections), []).append(result)
                    print(".", end="", file=sys.stderr, flush=True)
    return found


def _environment(database: str, folder: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("LIANDONG_")}
    own |= {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "liandong.config.settings"}
    return own | {"LIANDONG_DATA_DIR": str(folder), "LIANDONG_DATABASE_URL": database}


def _run(environment: dict[str, str], *words: str) -> str:
    return subprocess.run(
        [sys.executable, *words], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _prepare() -> None:
    """In a process of its own: the tables, and a connector's token; prints its secret."""
    import django

    django.setup()
    from datetime import timedelta

    from django.core.management import call_command

    from liandong.access.models import ApiToken, RoleGrant, User
    from liandong.access.services.tokens import digest_of
    from liandong.kernel import clock

    call_command("migrate", verbosity=0)
    user = User.objects.create(username="bench", region_code="140105")
    RoleGrant.objects.create(user=user, role="duty_officer", region_code="140105", valid_from=clock.now())
    secret, until = f"ldt_{uuid4().hex}", clock.now() + timedelta(days=1)
    ApiToken.objects.create(
        user=user, name="bench", digest=digest_of(secret), role="duty_officer", region_code="140105", expires_at=until
    )
    print(secret)


def _remake(database: str) -> None:
    import psycopg

    parts = urlsplit(database)
    name = parts.path.strip("/")
    with psycopg.connect(database.replace(parts.path, "/postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')


@contextmanager
def _ours(environment: dict[str, str], workers: int) -> Iterator[Server]:
    port = _free_port()
    words = ["-m", "liandong", "serve", "--port", str(port), "--workers", str(workers)]
    with _process(environment, words, f"http://127.0.0.1:{port}/ready") as session:
        yield Server(port, session)


@contextmanager
def _peer(database: str, folder: Path) -> Iterator[Server]:
    port = _free_port()
    url = database.replace("postgres://", "postgresql+psycopg://") or f"sqlite:///{folder}/peer.sqlite3"
    environment = {**os.environ, "PEER_URL": url, "PYTHONPATH": str(ROOT / "bench")}
    words = ["-m", "granian", "--interface", "asgi", "--port", str(port), "--no-ws", "peer_litestar:app"]
    with _process(environment, words, f"http://127.0.0.1:{port}/reports") as session:
        yield Server(port, session)


@contextmanager
def _process(environment: dict[str, str], words: list[str], probe: str) -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, *words], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _await(probe, process)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _await(probe: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit(f"{process.args} ended with {process.returncode}")
        try:
            urllib.request.urlopen(probe, timeout=2)
            return
        except urllib.error.HTTPError as error:
            if error.code in (404, 405):
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"{probe} does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _loaded(server: Server, path: str, token: str, connections: int, seconds: float, run: str) -> dict[str, float]:
    for warm in ("warm", ""):
        words = [str(server.port), path, str(connections), str(1.0 if warm else seconds), warm + run, token]
        before = server.cpu_s()
        told = _run(dict(os.environ), "bench/loading.py", *words)
    result: dict[str, float] = json.loads(told)
    return {**result, "cpu_ms": (server.cpu_s() - before) * 1000 / max(1, result["answered"])}


def _driver(environment: dict[str, str], options: argparse.Namespace, connections: int) -> dict[str, float]:
    """The same rows by the driver, one commit a report; as many threads as connections, each with its own."""
    took: list[float] = []
    ends = time.perf_counter() + options.seconds

    def one() -> None:
        insert = _postgresql(options.database) if options.database else _sqlite(environment["LIANDONG_DATA_DIR"])
        while time.perf_counter() < ends:
            begun = time.perf_counter()
            insert()
            took.append((time.perf_counter() - begun) * 1000)

    begun = time.perf_counter()
    threads = [threading.Thread(target=one) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = quantiles(took, n=100)
    return {"per_second": len(took) / (time.perf_counter() - begun), "p50_ms": cuts[49], "p99_ms": cuts[98]}


REPORT = (
    "id, client, client_key, content_hash, raw_hash, channel, kind, sequence, state, event_type, region_code, place,"
    " lon, lat, given_crs, cell, summary, facts, source_unit, phone_hash, occurred_at, received_at, recorded_at, drill"
)
HEAD = "subject_kind, subject_id, position, hash"
ENTRY = (
    "entry_id, subject_kind, subject_id, position, verb, version, payload, region_code, drill, source, reason,"
    " occurred_at, recorded_at, previous_hash, hash"
)


def _rows(key: str, now: str) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
    text = "许坦东街12号楼下有燃气味，已有人头晕"
    report = (
        *(key, "driver", key, "0" * 64, "0" * 64, "FIRE_119", "INITIAL", 0, "NEW", "21400", "140105", "许坦东街12号"),
        *(112.5, 37.7, "CGCS2000", "873198a0effffff", text, '{"injuries": 1}', "", "", now, now, now, False),
    )
    payload = '{"channel":"FIRE_119","event_type":"21400","kind":"INITIAL","sequence":0}'
    entry = (uuid4().hex, "report", key, 1, "report_received", 1, payload, "140105", False, "API", "", now, now)
    return report, ("report", key, 1, "0" * 64), (*entry, "0" * 64, "0" * 64)


def _statements(place: str) -> list[str]:
    tables = (("incidents_report", REPORT), ("timeline_head", HEAD), ("timeline_entry", ENTRY))
    return [f"INSERT INTO {table} ({names}) VALUES ({_places(names, place)})" for table, names in tables]


def _places(names: str, place: str) -> str:
    return ", ".join([place] * (names.count(",") + 1))


def _sqlite(folder: str) -> Callable[[], None]:
    connection = sqlite3.connect(f"{folder}/liandong.sqlite3", isolation_level=None, timeout=30)
    connection.execute("PRAGMA synchronous=FULL")
    statements = _statements("?")

    def insert() -> None:
        connection.execute("BEGIN IMMEDIATE")
        for statement, row in zip(statements, _rows(uuid4().hex, "2026-11-23 00:00:00"), strict=True):
            connection.execute(statement, row)
        connection.execute("COMMIT")

    return insert


def _postgresql(database: str) -> Callable[[], None]:
    import psycopg

    connection = psycopg.connect(database, autocommit=False, prepare_threshold=1)
    statements = _statements("%s")

    def insert() -> None:
        for statement, row in zip(statements, _rows(uuid4().hex, "2026-11-23 00:00:00+00"), strict=True):
            connection.execute(statement.encode(), row)
        connection.commit()

    return insert


def _print(cells: dict[Cell, list[dict[str, float]]], options: argparse.Namespace) -> None:
    print(f"\n\n{options.rounds} rounds of {options.seconds} s, medians; {options.workers} process(es) of ours")
    print("| connections | party | reports/s | p50 ms | p99 ms | p99/p50 | of litestar | of driver | CPU ms | failed |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for connections in options.concurrency:
        rates = {p: _median(cells, (p, connections), "per_second") for p in options.parties}
        for party in options.parties:
            p50, p99 = (_median(cells, (party, connections), name) for name in ("p50_ms", "p99_ms"))
            failed = sum(int(one.get("failed", 0)) for one in cells[party, connections])
            shares = " | ".join(f"{rates[party] / rates[p]:.2f}" if p in rates else "-" for p in ("litestar", "driver"))
            cpu = f"{_median(cells, (party, connections), 'cpu_ms'):.2f}" if party != "driver" else "-"
            print(
                f"| {connections} | {party} | {rates[party]:.0f} | {p50:.2f} | {p99:.2f} | {p99 / p50:.1f} | {shares} |"
                f" {cpu} | {failed} |"
            )


def _median(cells: dict[Cell, list[dict[str, float]]], cell: Cell, name: str) -> float:
    return median(result[name] for result in cells[cell])


if __name__ == "__main__":
    main()
