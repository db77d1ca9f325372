"""docs/coverage.md names every requirement once, counts honestly, and names only tests that exist."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.architecture.house import ROOT

PAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
LAST = {"S1": 21, "S2": 27, "S3": 47, "S4": 27, "S5": 31, "S6": 28, "S7": 32, "D": 25}
"""The number of the last requirement of each source, and of the last scenario."""

EVERY_ID = [f"{source}-{number:02}" for source, last in LAST.items() for number in range(1, last + 1)]
STATES = {"**met**": "met", "partly": "partly", "open": "open"}
_CELL = re.compile(r"`(tests/[^`]+)`")


@dataclass(frozen=True)
class Row:
    id: str
    status: str
    where: str
    tests: tuple[str, ...]


def rows() -> list[Row]:
    found = []
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and re.fullmatch(r"(S\d|D)-\d\d", cells[0]):
            found.append(Row(cells[0], cells[2], cells[3], tuple(_CELL.findall(cells[4]))))
    return found


def test_every_requirement_stands_on_the_page_once_and_in_order() -> None:
    assert [row.id for row in rows()] == EVERY_ID


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_row_says_how_far_where_and_by_which_test(row: Row) -> None:
    assert row.status in STATES
    assert row.where
    assert bool(row.tests) == (STATES[row.status] != "open"), "met and partly name a test, open names none"


@pytest.mark.parametrize("named", sorted({test for row in rows() for test in row.tests}))
def test_a_named_test_exists(named: str) -> None:
    path, _, name = named.partition("::")
    place = ROOT / path
    assert place.exists(), f"{path} is gone: name what tests it now"
    if name:
        source = place.read_text(encoding="utf-8")
        assert re.search(rf"^\s*(def|class) {name}\b", source, re.MULTILINE), f"{path} has no {name}"


def test_the_totals_are_those_of_the_rows() -> None:
    def counted(prefix: str, status: str) -> int:
        return sum(row.id.startswith(prefix) and STATES[row.status] == status for row in rows())

    for prefix, title in (("S", "Requirements"), ("D", "Scenarios")):
        of = sum(row.id.startswith(prefix) for row in rows())
        told = ", ".join(f"{counted(prefix, status)} {status}" for status in STATES.values())
        assert f"{title}: {told}, of {of}." in PAGE
