"""收、发、退、盘: the ledger adds up to the balance, and the balance never falls below nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.kernel.ids import new_id
from liandong.resources.models import Resource, StockMove
from liandong.resources.queries import stock
from liandong.resources.rules import MoveKind, NotEnough, NotWhole, ReasonNeeded, signed_change
from liandong.resources.services import move_stock, reserve_resource
from tests.resources.conftest import COUNTY, Store

pytestmark = pytest.mark.django_db


def test_entering_a_resource_opens_its_ledger(store: Store) -> None:
    tubes = store.enter(quantity=8000)
    move = tubes.moves.get()
    assert (move.kind, move.change, move.balance) == ("RECEIPT", Decimal(8000), Decimal(8000))


def test_a_resource_entered_with_nothing_has_an_empty_ledger(store: Store) -> None:
    assert not store.enter(quantity=0).moves.exists()


@pytest.mark.parametrize(
    ("kind", "balance"),
    [(MoveKind.RECEIPT, 140), (MoveKind.ISSUE, 60), (MoveKind.RETURN, 140), (MoveKind.COUNT, 40)],
)
def test_each_kind_of_move_changes_the_balance_its_own_way(store: Store, kind: MoveKind, balance: int) -> None:
    tubes = store.enter(quantity=100)
    move_stock(store.keeper, tubes.id, kind, Decimal(40), reason="按单")
    tubes.refresh_from_db()
    assert tubes.quantity == balance


def test_the_whole_balance_can_be_issued(store: Store) -> None:
    tubes = store.enter(quantity=100)
    move_stock(store.keeper, tubes.id, MoveKind.ISSUE, Decimal(100))
    assert stock("sample_tube", COUNTY) == 0


def test_an_issue_of_one_more_than_there_is_says_how_many_there_are(store: Store) -> None:
    tubes = store.enter(quantity=100)
    with pytest.raises(NotEnough) as refusal:
        move_stock(store.keeper, tubes.id, MoveKind.ISSUE, Decimal(101))
    assert refusal.value.data["free"] == "100"
    assert StockMove.objects.filter(resource=tubes).count() == 1


def test_what_is_reserved_for_another_incident_cannot_be_issued(store: Store) -> None:
    tubes = store.enter(quantity=100)
    reserve_resource(store.dispatcher, tubes.id, incident_id=new_id(), quantity=Decimal(70))
    with pytest.raises(NotEnough):
        move_stock(store.keeper, tubes.id, MoveKind.ISSUE, Decimal(31), incident_id=new_id())


def test_an_issue_to_an_incident_uses_up_what_is_reserved_for_it(store: Store) -> None:
    tubes, incident = store.enter(quantity=100), new_id()
    use = reserve_resource(store.dispatcher, tubes.id, incident_id=incident, quantity=Decimal(70))
    move_stock(store.keeper, tubes.id, MoveKind.ISSUE, Decimal(50), incident_id=incident)
    tubes.refresh_from_db()
    use.refresh_from_db()
    assert (tubes.quantity, tubes.held, use.quantity) == (Decimal(50), Decimal(20), Decimal(20))


def test_a_reservation_that_is_issued_to_the_end_is_released(store: Store) -> None:
    tubes, incident = store.enter(quantity=100), new_id()
    use = reserve_resource(store.dispatcher, tubes.id, incident_id=incident, quantity=Decimal(70))
    move_stock(store.keeper, tubes.id, MoveKind.ISSUE, Decimal(80), incident_id=incident)
    use.refresh_from_db()
    tubes.refresh_from_db()
    assert (use.state, tubes.held, tubes.quantity) == ("RELEASED", Decimal(0), Decimal(20))


def test_a_count_needs_a_reason(store: Store) -> None:
    tubes = store.enter(quantity=100)
    with pytest.raises(ReasonNeeded):
        move_stock(store.keeper, tubes.id, MoveKind.COUNT, Decimal(90))


def test_a_count_below_what_is_held_is_refused(store: Store) -> None:
    tubes = store.enter(quantity=100)
    reserve_resource(store.dispatcher, tubes.id, incident_id=new_id(), quantity=Decimal(70))
    with pytest.raises(NotEnough):
        move_stock(store.keeper, tubes.id, MoveKind.COUNT, Decimal(60), reason="盘点")


def test_half_a_tube_is_not_a_quantity(store: Store) -> None:
    tubes = store.enter(quantity=100)
    with pytest.raises(NotWhole):
        move_stock(store.keeper, tubes.id, MoveKind.ISSUE, Decimal("0.5"))


def test_fuel_is_issued_by_the_thousandth_of_a_litre_and_stays_exact(store: Store) -> None:
    fuel = store.enter("fuel", "0.3")
    for _ in range(3):
        move_stock(store.keeper, fuel.id, MoveKind.ISSUE, Decimal("0.1"))
    fuel.refresh_from_db()
    assert fuel.quantity == 0


moves = st.lists(st.tuples(st.sampled_from(list(MoveKind)), st.integers(0, 300)), max_size=12)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves)
def test_whatever_is_moved_the_ledger_adds_up_and_is_never_negative(
    store: Store, moves: list[tuple[MoveKind, int]]
) -> None:
    tubes = store.enter(quantity=100)
    expected = Decimal(100)
    for kind, quantity in moves:
        after = expected + signed_change(kind, Decimal(quantity), expected)
        if after < 0:
            with pytest.raises(NotEnough):
                move_stock(store.keeper, tubes.id, kind, Decimal(quantity), reason="随机")
            continue
        move_stock(store.keeper, tubes.id, kind, Decimal(quantity), reason="随机")
        expected = after
    lines = list(StockMove.objects.filter(resource=tubes).order_by("line").values_list("change", "balance"))
    assert sum((change for change, _ in lines), Decimal(0)) == Resource.objects.get(id=tubes.id).quantity == expected
    running = Decimal(0)
    for change, balance in lines:
        running += change
        assert balance == running >= 0
