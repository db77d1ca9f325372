"""The 20 nearest ready resources of a type within 50 km, out of 1,000,000, beside PostGIS with its best index.

    python bench/nearest.py [--size 1000000] [--questions 400]

Both parties run at once on this machine and are asked the same questions in turns. Ours is SQLite with the timeline
asked before every question, as the platform does it; `with rows` reads the twenty rows in the reader's scope as well,
which PostGIS has at hand with its answer. PostGIS has one composite index (btree_gist: type, ready, geography) and is
asked in both of the usual ways. The first hundred answers are held against comparing all places (NumPy, then
the platform's own distance); PostGIS measures on the spheroid, so that it may differ at the edge of the circle.
Needs PostgreSQL with PostGIS (Debian: postgresql-15-postgis-3).
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

K, WITHIN_M = 20, 50_000.0
TYPES = 20
SHARE_READY = 0.3
SPARSE_READY = 40
Question = tuple[str, float, float]

_KNN = """
    SELECT id, metres FROM (
        SELECT id, ST_Distance(g, here) AS metres FROM spots,
            (SELECT ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography AS here) AS p
        WHERE type = %s AND ready ORDER BY g <-> here LIMIT %s
    ) AS nearest WHERE metres <= %s ORDER BY metres
"""
_CIRCLE = """
    SELECT id, ST_Distance(g, here) AS metres FROM spots,
        (SELECT ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography AS here) AS p
    WHERE type = %s AND ready AND ST_DWithin(g, here, %s) ORDER BY g <-> here LIMIT %s
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=400)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "liandong.config.settings"
    os.environ["LIANDONG_DATA_DIR"] = tempfile.mkdtemp(prefix="bench-nearest-")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.postgresql import private_cluster

    with private_cluster() as url:
        if url is None:
            raise SystemExit("PostgreSQL is not installed")
        _compare(_Spots(options.size), url, options.questions)


class _Spots:
    """The same places for both: clustered around cities, types in turn, the last type with few ready ones."""

    def __init__(self, size: int) -> None:
        from liandong.content import queries as content

        chance = np.random.default_rng(20)
        cities = chance.uniform((75, 20), (130, 50), (300, 2))
        self.place = cities[chance.integers(0, 300, size)] + chance.normal(0, 0.5, (size, 2))
        self.types = [name for name, one in content.resource_types().items() if one.shape == "FORCE"][:TYPES]
        self.type = np.arange(size) % TYPES
        self.ready = chance.random(size) < SHARE_READY
        last = np.flatnonzero(self.type == TYPES - 1)
        self.ready[last] = False
        self.ready[chance.choice(last, min(SPARSE_READY, len(last)), replace=False)] = True
        self.ids = [UUID(int=number + 2**80) for number in range(size)]

    def rows(self) -> Any:
        """(id, type, lon, lat, ready)."""
        places = self.place.tolist()
        return (
            (key, self.types[kind], lon, lat, ready)
            for key, kind, (lon, lat), ready in zip(
                self.ids, self.type.tolist(), places, self.ready.tolist(), strict=True
            )
        )

    def questions(self, number: int, sparse: bool) -> list[Question]:
        chance = random.Random(7)
        kinds = [TYPES - 1] if sparse else list(range(TYPES - 1))
        near = [self.place[chance.randrange(len(self.place))] for _ in range(number)]
        return [(self.types[chance.choice(kinds)], lon + 0.1, lat - 0.05) for lon, lat in map(np.ndarray.tolist, near)]

    def by_hand(self, question: Question) -> list[tuple[float, UUID]]:
        from liandong.kernel.geo import Position, distance_m
        from liandong.resources.nearest.shelves import chord, unit_vectors

        kind, lon, lat = question
        fit = np.flatnonzero((self.type == self.types.index(kind)) & self.ready)
        apart = np.linalg.norm(unit_vectors(*self.place[fit].T) - unit_vectors(lon, lat), axis=1)
        kept = fit[apart <= chord(WITHIN_M) + 1e-9].tolist()
        exact = [(distance_m(Position(lon, lat), Position(*self.place[row].tolist())), self.ids[row]) for row in kept]
        return sorted((one for one in exact if one[0] <= WITHIN_M), key=lambda one: (one[0], str(one[1])))[:K]


def _compare(spots: _Spots, url: str, number: int) -> None:
    import psycopg

    from liandong.access.rules import Actor, Source
    from liandong.kernel.geo import Position
    from liandong.resources.nearest.index import INDEX
    from liandong.resources.queries import nearest

    began = time.perf_counter()
    _fill_ours(spots)
    print(f"ours filled {time.perf_counter() - began:.0f} s", file=sys.stderr)
    actor = Actor.system(Source.CLI)
    with psycopg.connect(url.rsplit("/", 1)[0] + "/postgres", autocommit=True) as peer:
        began = time.perf_counter()
        _fill_peer(peer, spots)
        print(f"PostGIS filled {time.perf_counter() - began:.0f} s", file=sys.stderr)

        def ours(question: Question) -> Any:
            kind, lon, lat = question
            return INDEX.nearest([kind], Position(lon, lat), K, within_m=WITHIN_M, ready_only=True)

        def with_rows(question: Question) -> Any:
            kind, lon, lat = question
            return nearest(actor, Position(lon, lat), K, within_m=WITHIN_M, types=[kind], ready_only=True)

        def knn(q: Question) -> Any:
            return peer.execute(_KNN, [q[1], q[2], q[0], K, WITHIN_M], prepare=True).fetchall()

        def circle(q: Question) -> Any:
            return peer.execute(_CIRCLE, [q[1], q[2], q[0], WITHIN_M, K], prepare=True).fetchall()

        parties = {
            "liandong": ours,
            "liandong, with rows": with_rows,
            "PostGIS, `<->` and the bound after it": knn,
            "PostGIS, `ST_DWithin` and `<->`": circle,
        }
        for kind in spots.types:
            ours((kind, 112.0, 37.0))
        for title, sparse in (("19 types, 30 % ready", False), (f"sparse type, {SPARSE_READY} ready", True)):
            _round(title, parties, spots, spots.questions(number, sparse))
        _updates(spots, peer, ours)


def _round(title: str, parties: dict[str, Any], spots: _Spots, questions: list[Question]) -> None:
    took: dict[str, list[float]] = {name: [] for name in parties}
    right: dict[str, int] = dict.fromkeys(parties, 0)
    for place, question in enumerate(questions):
        expected = [key for _, key in spots.by_hand(question)] if place < 100 else None
        for name, ask in parties.items():
            began = time.perf_counter()
            found = ask(question)
            took[name].append((time.perf_counter() - began) * 1000)
            if expected is not None:
                right[name] += _keys(found) == expected
    print(f"\n{title} ({len(questions)} questions, the first {min(100, len(questions))} checked)")
    print("| party | p50 ms | p99 ms | as by hand |\n|---|---|---|---|")
    for name, times in took.items():
        p50, p99 = np.percentile(times, [50, 99])
        print(f"| {name} | {p50:.3f} | {p99:.3f} | {right[name]}/{min(100, len(questions))} |")


def _keys(found: Any) -> list[UUID]:
    if found and hasattr(found[0], "resource"):
        return [one.resource.id for one in found]
    return [one.id if hasattr(one, "id") else one[0] for one in found]


def _updates(spots: _Spots, peer: Any, ours: Callable[[Question], Any]) -> None:
    """One unit becomes busy: from the committed change to an answer without it."""
    from liandong.access.rules import Actor, Source
    from liandong.kernel.ids import new_id
    from liandong.resources.services import reserve_resource

    actor, ours_ms, seen, theirs = Actor.system(Source.CLI), [], 0, []
    for question in spots.questions(100, sparse=False):
        found = ours(question)
        if not found:
            continue
        reserve_resource(actor, found[0].id, incident_id=new_id(), quantity=Decimal(1))
        began = time.perf_counter()
        after = ours(question)
        ours_ms.append((time.perf_counter() - began) * 1000)
        seen += found[0].id not in {one.id for one in after}
        began = time.perf_counter()
        peer.execute("UPDATE spots SET ready = false WHERE id = %s", [found[0].id])
        theirs.append((time.perf_counter() - began) * 1000)
    print(f"\nchange seen by the next question: {seen}/{len(ours_ms)}")
    print(f"the question that takes the change in: p50 {np.median(ours_ms):.3f} ms (question included)")
    print(f"PostGIS, the update of one row: p50 {np.median(theirs):.3f} ms")


def _fill_ours(spots: _Spots) -> None:
    """Rows of one pattern, straight into the table: the ORM would take minutes."""
    from django.db import connection, transaction

    from liandong.kernel import clock
    from liandong.resources.models import Resource
    from liandong.resources.services.bulk import _adapted

    now = clock.now()
    pattern = Resource(name="队", region_code="140105", registered_at=now, changed_at=now, quantity=Decimal(1))
    fields = [(field.attname, str(field.column)) for field in Resource._meta.local_concrete_fields]
    usual = [_adapted(getattr(pattern, name)) for name, _ in fields]
    at = [[name for name, _ in fields].index(name) for name in ("id", "type", "lon", "lat", "state")]
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {Resource._meta.db_table} ({', '.join(c for _, c in fields)}) VALUES ({places})"

    def rows() -> Any:
        for key, kind, lon, lat, ready in spots.rows():
            row = usual.copy()
            for place, value in zip(at, (key.hex, kind, lon, lat, _STATES[ready]), strict=True):
                row[place] = value
            yield row

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, rows())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


_STATES = {True: "AVAILABLE", False: "UNAVAILABLE"}


def _fill_peer(peer: Any, spots: _Spots) -> None:
    for statement in (
        "CREATE EXTENSION postgis",
        "CREATE EXTENSION btree_gist",
        "CREATE TABLE spots (id uuid, type text, ready boolean, g geography(Point, 4326))",
    ):
        peer.execute(statement)
    with peer.cursor().copy("COPY spots (id, type, ready, g) FROM STDIN") as copy:
        for key, kind, lon, lat, ready in spots.rows():
            copy.write_row((key, kind, ready, f"SRID=4326;POINT({lon!r} {lat!r})"))
    for statement in (
        "ALTER TABLE spots ADD PRIMARY KEY (id)",
        "CREATE INDEX ON spots USING gist (type, ready, g)",
        "VACUUM ANALYZE spots",
    ):
        peer.execute(statement)


if __name__ == "__main__":
    main()
