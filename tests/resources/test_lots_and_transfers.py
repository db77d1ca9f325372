"""调拨与过期: lots leave by their date, transfers lose nothing, and no order of moves makes a store negative."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.kernel.ids import new_id
from liandong.resources.models import Resource, StockMove
from liandong.resources.queries import lots_of
from liandong.resources.rules import (
    Lot,
    MoveKind,
    NotEnough,
    NothingExpired,
    SameResource,
    TypesDiffer,
    expired,
    lots,
    picked,
)
from liandong.resources.services import move_stock, reserve_resource, transfer_stock, write_off_expired
from tests.resources.conftest import Store

TODAY = date(2026, 11, 23)
SOON, LATER = TODAY + timedelta(days=10), TODAY + timedelta(days=100)


def test_what_expires_first_leaves_first() -> None:
    moves = [(Decimal(5), LATER), (Decimal(4), SOON), (Decimal(3), None), (Decimal(-6), None)]
    assert lots(moves) == [Lot(LATER, Decimal(3)), Lot(None, Decimal(3))]


def test_what_leaves_by_its_date_is_taken_from_that_lot() -> None:
    moves = [(Decimal(5), SOON), (Decimal(5), LATER), (Decimal(-5), LATER)]
    assert lots(moves) == [Lot(SOON, Decimal(5))]


def test_the_use_by_date_itself_is_still_good() -> None:
    assert expired([Lot(TODAY, Decimal(2)), Lot(TODAY - timedelta(days=1), Decimal(3))], TODAY) == 3


changes = st.lists(
    st.tuples(st.integers(1, 50), st.sampled_from([None, SOON, LATER]), st.booleans()), min_size=1, max_size=20
)


@given(changes)
def test_lots_add_up_to_the_balance_and_none_is_negative(drawn: list[tuple[int, date | None, bool]]) -> None:
    balance, moves = Decimal(0), []
    for size, use_by, out in drawn:
        change = -min(Decimal(size), balance) if out else Decimal(size)
        balance += change
        moves.append((change, use_by))
    found = lots(moves)
    assert sum((lot.quantity for lot in found), Decimal(0)) == balance
    assert all(lot.quantity > 0 for lot in found)
    assert sum((lot.quantity for lot in picked(found, balance)), Decimal(0)) == balance


@pytest.fixture
def water(store: Store) -> Resource:
    row = store.enter("drinking_water", 10)
    move_stock(store.keeper, row.id, MoveKind.RECEIPT, Decimal(20), use_by=SOON)
    return row


def balance(row: Resource) -> Decimal:
    return Resource.objects.get(id=row.id).quantity


def test_a_transfer_moves_the_lots_with_their_dates(store: Store, water: Resource) -> None:
    other = store.enter("drinking_water", 0, name="乡镇物资库")
    transfer_stock(store.keeper, water.id, other.id, Decimal(25), reason="前置")
    assert (balance(water), balance(other)) == (5, 25)
    there = [(lot["use_by"], lot["quantity"]) for lot in lots_of(store.keeper, other.id)]
    assert there == [(SOON, 20), (None, 5)]


def test_both_sides_of_a_transfer_name_the_other(store: Store, water: Resource) -> None:
    other = store.enter("drinking_water", 0)
    out, into = transfer_stock(store.keeper, water.id, other.id, Decimal(3))
    assert (out.kind, out.counterpart_id) == ("TRANSFER_OUT", other.id)
    assert [(move.kind, move.counterpart_id) for move in into] == [("TRANSFER_IN", water.id)]


def test_more_than_is_free_is_not_transferred_and_nothing_moves(store: Store, water: Resource) -> None:
    other = store.enter("drinking_water", 0)
    reserve_resource(store.dispatcher, water.id, incident_id=new_id(), quantity=Decimal(20))
    with pytest.raises(NotEnough):
        transfer_stock(store.keeper, water.id, other.id, Decimal(11))
    assert (balance(water), balance(other)) == (30, 0)


def test_water_is_not_transferred_into_food_nor_to_itself(store: Store, water: Resource) -> None:
    with pytest.raises(TypesDiffer):
        transfer_stock(store.keeper, water.id, store.enter("food", 0).id, Decimal(1))
    with pytest.raises(SameResource):
        transfer_stock(store.keeper, water.id, water.id, Decimal(1))


def test_expired_stock_is_written_off_and_only_that(store: Store, water: Resource, clock: Any) -> None:
    with pytest.raises(NothingExpired):
        write_off_expired(store.keeper, water.id)
    clock.advance(days=11)
    moves = write_off_expired(store.keeper, water.id, reason="过期")
    assert [(move.kind, move.change, move.use_by) for move in moves] == [("EXPIRY", Decimal(-20), SOON)]
    assert balance(water) == 10


def test_what_an_incident_holds_is_not_written_off_under_it(store: Store, water: Resource, clock: Any) -> None:
    reserve_resource(store.dispatcher, water.id, incident_id=new_id(), quantity=Decimal(25))
    clock.advance(days=11)
    write_off_expired(store.keeper, water.id)
    assert balance(water) == 25


steps = st.lists(
    st.tuples(st.sampled_from(["in", "out", "there", "back", "off"]), st.integers(1, 40), st.booleans()), max_size=14
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_no_order_of_moves_loses_stock_or_makes_a_store_negative(
    store: Store, drawn: list[tuple[str, int, bool]]
) -> None:
    here, there = store.enter("food", 30), store.enter("food", 0)
    expected = Decimal(30)
    for what, size, dated in drawn:
        expected += _step(store, here, there, what, Decimal(size), dated)
        for row in (here, there):
            assert balance(row) == sum((lot["quantity"] for lot in lots_of(store.keeper, row.id)), Decimal(0)) >= 0
        assert balance(here) + balance(there) == expected
    assert not StockMove.objects.filter(balance__lt=0).exists()


def _step(store: Store, here: Resource, there: Resource, what: str, size: Decimal, dated: bool) -> Decimal:
    """What the step added to both stores together."""
    past = TODAY - timedelta(days=1) if dated else None
    try:
        if what == "in":
            return move_stock(store.keeper, here.id, MoveKind.RECEIPT, size, use_by=past).change
        if what == "out":
            return move_stock(store.keeper, here.id, MoveKind.ISSUE, size).change
        if what == "off":
            return sum((move.change for move in write_off_expired(store.keeper, there.id)), Decimal(0))
        pair = (here, there) if what == "there" else (there, here)
        transfer_stock(store.keeper, pair[0].id, pair[1].id, size)
    except (NotEnough, NothingExpired):
        pass
    return Decimal(0)
