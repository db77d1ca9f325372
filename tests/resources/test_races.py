"""At the same second: stock, a shelter's last places, a venue and a file go to one, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from liandong.kernel import clock as kernel_clock
from liandong.kernel.errors import Problem
from liandong.resources.importing.opening import open_table
from liandong.resources.models import Booking, Resource, StockMove
from liandong.resources.rules import MoveKind
from liandong.resources.services import (
    book_venue,
    change_load,
    import_resources,
    move_stock,
    transfer_stock,
    write_off_expired,
)
from tests.resources.conftest import Store, actor

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]


@pytest.fixture
def store(transactional_db: None, clock: Any) -> Store:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, who takes them one after the other (tests/server)")
    return Store(actor("data_steward"), actor("dispatcher"))


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts from one starting signal; answers `done` or the code of the refusal of each."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        try:
            barrier.wait(30)
            act()
        except Problem as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def quantity(row: Resource) -> Decimal:
    return Resource.objects.get(id=row.id).quantity


def test_eight_who_want_the_last_thirty_never_make_a_store_negative(store: Store) -> None:
    tents = store.enter("tent", 30)
    found = at_once(*[lambda: move_stock(store.keeper, tents.id, MoveKind.ISSUE, Decimal(10))] * 8)
    assert sorted(found) == ["done"] * 3 + ["resource_not_enough"] * 5
    assert quantity(tents) == 0
    lines = list(StockMove.objects.filter(resource=tents).order_by("line").values_list("line", "balance"))
    assert lines == [(1, 30), (2, 20), (3, 10), (4, 0)]


def test_transfers_against_each_other_neither_lose_nor_lock_each_other_out(store: Store) -> None:
    here, there = store.enter("tent", 40), store.enter("tent", 40)
    acts = [
        (lambda a=a, b=b: transfer_stock(store.keeper, a.id, b.id, Decimal(7)))
        for a, b in [(here, there), (there, here)] * 4
    ]
    assert set(at_once(*acts)) <= {"done", "resource_not_enough"}
    assert quantity(here) + quantity(there) == 80


def test_expired_stock_is_written_off_once(store: Store, clock: Any) -> None:
    water = store.enter("drinking_water", 5)
    day = kernel_clock.now().date()
    move_stock(store.keeper, water.id, MoveKind.RECEIPT, Decimal(20), use_by=day)
    clock.advance(days=2)
    found = at_once(*[lambda: write_off_expired(store.keeper, water.id)] * 4)
    assert sorted(found) == ["done"] + ["resource_nothing_expired"] * 3
    assert quantity(water) == 5


def test_two_groups_at_one_door_do_not_overfill_a_shelter(store: Store) -> None:
    shelter = store.enter("shelter_park", 100)
    found = at_once(*[lambda: change_load(store.keeper, shelter.id, Decimal(40))] * 5)
    assert sorted(found) == ["done"] * 2 + ["resource_full"] * 3
    assert Resource.objects.get(id=shelter.id).load == 80


def test_one_venue_is_booked_once_for_one_hour(store: Store) -> None:
    hall, start = store.enter("venue_command_hall", 1), kernel_clock.now()

    def book() -> Any:
        return book_venue(
            store.dispatcher, hall.id, starts_at=start, ends_at=start + timedelta(hours=1), purpose="会商"
        )

    assert sorted(at_once(*[book] * 4)) == ["done"] + ["resource_venue_taken"] * 3
    assert Booking.objects.count() == 1


def test_the_same_file_imported_twice_at_once_is_there_once(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "点.csv"
    rows = "\n".join(f"N-{n},消火栓,第{n}号,140105,112.5,37.8" for n in range(300))
    path.write_text(f"编号,类型,名称,行政区划代码,经度,纬度\n{rows}")
    acts = [lambda: import_resources(store.keeper, open_table(store.keeper, path, path.name))] * 3
    assert at_once(*acts) == ["done"] * 3
    assert Resource.objects.count() == StockMove.objects.count() == 300
