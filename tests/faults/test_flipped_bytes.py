"""Bits that flip on the disk are found by `liandong verify`, wherever in the record they lie."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import rounds
from tests.serving import Serving, node

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def record() -> Iterator[Serving]:
    """A node whose database is one plain file."""
    with node() as made:
        database = sqlite3.connect(made.database_file)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        yield made


def places_of_the_record(file: Path) -> list[int]:
    """Offsets of every hash and payload of the timeline in the file."""
    content = file.read_bytes()
    with sqlite3.connect(file) as database:
        rows = database.execute("SELECT hash, payload FROM timeline_entry").fetchall()
    places = []
    for texts in rows:
        for text in texts:
            at = content.find(text.encode())
            if at >= 0 and len(text) > 20:
                places.extend(range(at, at + len(text.encode())))
    return places


@pytest.mark.parametrize("seed", range(rounds(usual=6)))
def test_a_flipped_bit_in_the_record_is_found(record: Serving, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    content = bytearray(record.database_file.read_bytes())
    content[dice.choice(places_of_the_record(record.database_file))] ^= 1 << dice.randrange(8)
    flipped = Serving(tmp_path)
    flipped.database_file.write_bytes(bytes(content))
    done = flipped.run("verify", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"]) == (1, False)
    assert told["broken"][0]["problem"]


def test_an_untouched_copy_is_sound(record: Serving, tmp_path: Path) -> None:
    copy = Serving(tmp_path)
    copy.database_file.write_bytes(record.database_file.read_bytes())
    assert copy.run("verify", "--json").returncode == 0
