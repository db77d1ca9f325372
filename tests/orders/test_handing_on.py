"""转办: another takes the task over; whoever it was, the clock keeps running to the same due time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.kernel.clock import SimulatedClock
from liandong.orders.models import Assignment
from liandong.orders.queries import assignments_of
from liandong.orders.rules import Addressee, AlreadyAddressed, NotInThisState, UnknownAddressee
from liandong.orders.services import forward_order, sign_for, submit_result, verify_result
from tests.orders.conftest import Cast, Unit, actor, unit
from tests.orders.seeing import again, clocks_of, told, verbs_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def station(cast: Cast) -> Unit:
    return unit("小店消防站", "140105001", cast.fire.id)


def handed_on(cast: Cast, station: Unit, task: Assignment) -> Assignment:
    return forward_order(cast.fire_handler, task.id, Addressee.organization(station.id), reason="属地办理")


def test_the_due_time_stays_and_signing_begins_anew(cast: Cast, station: Unit, clock: SimulatedClock) -> None:
    order, task = cast.issue()
    sign_for(cast.fire_handler, task.id)
    clock.advance(hours=1)
    successor = handed_on(cast, station, task)
    assert successor.due_at == order.due_at
    assert successor.sign_due_at == clock.now() + timedelta(minutes=10)
    assert clocks_of(successor) == {"sign": "RUNNING", "complete": "RUNNING"}


def test_the_old_clocks_stop(cast: Cast, station: Unit) -> None:
    _, task = cast.issue()
    handed_on(cast, station, task)
    assert clocks_of(task) == {"sign": "CANCELLED", "complete": "CANCELLED"}


def test_the_new_addressee_is_told_and_the_record_says_who_handed_it_to_whom(cast: Cast, station: Unit) -> None:
    order, task = cast.issue()
    successor = handed_on(cast, station, task)
    assert station.people[0] in told("order_issued")
    assert verbs_of(order)[-1] == "order_forwarded"
    assert (again(task).state, successor.parent_id) == ("FORWARDED", task.id)


def test_the_order_ends_with_the_one_it_was_handed_to(cast: Cast, station: Unit) -> None:
    order, task = cast.issue()
    successor = handed_on(cast, station, task)
    submit_result(actor("department_handler", of=station, region="140105001"), successor.id, text="完毕")
    verify_result(cast.commander, successor.id)
    order.refresh_from_db()
    assert order.state == "CLOSED"


def test_who_handed_it_on_can_do_no_more_with_it(cast: Cast, station: Unit) -> None:
    _, task = cast.issue()
    handed_on(cast, station, task)
    with pytest.raises(NotInThisState):
        submit_result(cast.fire_handler, task.id, text="完毕")


def test_it_can_be_handed_on_again_and_even_back(cast: Cast, station: Unit) -> None:
    order, task = cast.issue()
    successor = handed_on(cast, station, task)
    back = forward_order(
        actor("department_handler", of=station, region="140105001"), successor.id, Addressee.organization(cast.fire.id)
    )
    states = [(one.id, one.state) for one in assignments_of(order.id)]
    assert dict(states) == {task.id: "FORWARDED", successor.id: "FORWARDED", back.id: "NOTIFIED"}


def test_nobody_gets_it_who_is_not_there(cast: Cast, station: Unit) -> None:
    _, task = cast.issue()
    with pytest.raises(UnknownAddressee):
        forward_order(cast.fire_handler, task.id, Addressee.person(station.id))
    assert again(task).state == "NOTIFIED"


def test_nobody_gets_it_who_has_it_already(cast: Cast) -> None:
    fire, health = Addressee.organization(cast.fire.id), Addressee.organization(cast.health.id)
    _, task = cast.issue(addressees=(fire, health))
    with pytest.raises(AlreadyAddressed):
        forward_order(cast.fire_handler, task.id, health)
    assert again(task).state == "NOTIFIED"
