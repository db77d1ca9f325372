"""Orders of one's regions and those addressed to oneself; what is not there and what is not one's own answer alike."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.access.rules import Actor, Grant, Source
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import NotFound
from liandong.kernel.ids import new_id
from liandong.orders.queries import (
    access_assignment,
    access_order,
    assignments_of,
    my_tasks,
    visible_assignments,
    visible_orders,
)
from liandong.orders.rules import Addressee
from liandong.orders.services import issue_order, sign_for, submit_result, verify_result
from liandong.organizations.models import Holding, Post
from tests.orders.conftest import CITY, Cast, Unit, actor, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(cast: Cast) -> Unit:
    return unit("清徐县卫健局", "140121")


def from_the_city(cast: Cast, *addressees: Addressee) -> tuple[object, object]:
    city = actor("commander", of=cast.centre, region=CITY)
    order = issue_order(city, cast.draft(region_code=CITY, addressees=addressees))
    return order, assignments_of(order.id)[0]


def test_who_reads_a_region_sees_its_orders_and_those_of_the_regions_within(cast: Cast) -> None:
    order, _ = cast.issue()
    assert [o.id for o in visible_orders(actor("observer", region=CITY))] == [order.id]
    assert [o.id for o in visible_orders(actor("observer", region="140105"))] == [order.id]
    assert not visible_orders(actor("observer", region="140105001")).exists()
    assert not visible_orders(actor("observer", region="140121")).exists()


def test_the_platform_sees_all(cast: Cast) -> None:
    cast.issue()
    assert visible_orders(Actor.system(Source.CLOCK)).count() == 1


def test_a_stranger_sees_nothing(cast: Cast) -> None:
    cast.issue()
    assert not visible_orders(actor()).exists()


@pytest.mark.parametrize("kind", ["organization", "post", "person"])
def test_whoever_is_addressed_sees_the_order_of_a_higher_region(cast: Cast, village: Unit, kind: str) -> None:
    addressee = {
        "organization": Addressee.organization(village.id),
        "post": Addressee.post(village.leader_post),
        "person": Addressee.person(village.people[0]),
    }[kind]
    order, task = from_the_city(cast, addressee)
    head = actor("department_handler", of=village, region="140121")
    assert access_order(head, order.id).id == order.id  # type: ignore[attr-defined]
    assert access_assignment(head, task.id).id == task.id  # type: ignore[attr-defined]


def test_a_person_of_no_unit_sees_what_a_post_he_holds_is_given(
    cast: Cast, village: Unit, clock: SimulatedClock
) -> None:
    joint = Post.objects.create(organization_id=village.id, kind="group_head", title="流调组长", region_code="140121")
    Holding.objects.create(person_id=cast.health.people[1], post=joint, valid_from=clock.now())
    order, _ = from_the_city(cast, Addressee.post(joint.id))
    holder = Actor(new_id(), cast.health.people[1], "兼任", None, None, (), Source.API, "test")
    assert [o.id for o in visible_orders(holder)] == [order.id]  # type: ignore[attr-defined]


def test_a_post_no_longer_held_shows_nothing(cast: Cast, village: Unit, clock: SimulatedClock) -> None:
    from_the_city(cast, Addressee.post(village.leader_post))
    Holding.objects.filter(post_id=village.leader_post).update(valid_until=clock.now() + timedelta(hours=1))
    former = Actor(new_id(), village.people[0], "前任", None, None, (), Source.API, "test")
    assert visible_orders(former).count() == 1
    clock.advance(hours=2)
    assert not visible_orders(former).exists()


def test_of_an_order_of_a_higher_region_one_sees_ones_own_task_alone(cast: Cast, village: Unit) -> None:
    from_the_city(cast, Addressee.organization(village.id), Addressee.organization(cast.fire.id))
    head = actor("department_handler", of=village, region="140121")
    assert [task.addressee_id for task in visible_assignments(head)] == [village.id]


def test_a_grant_that_has_run_out_shows_nothing(cast: Cast, clock: SimulatedClock) -> None:
    cast.issue()
    until = clock.now() + timedelta(hours=1)
    cover = Actor(new_id(), None, "顶班", None, None, (Grant("observer", CITY, None, until),), Source.API, "test")
    assert visible_orders(cover).count() == 1
    clock.advance(hours=1)
    assert not visible_orders(cover).exists()


def test_absent_and_hidden_answer_alike(cast: Cast) -> None:
    order, task = cast.issue()
    outsider = actor("commander", region="140121")
    for wanted in (order.id, new_id()):
        with pytest.raises(NotFound):
            access_order(outsider, wanted)
    for wanted in (task.id, new_id()):
        with pytest.raises(NotFound):
            access_assignment(outsider, wanted)


def test_ones_own_tasks_are_the_open_ones_the_most_pressing_first(cast: Cast, clock: SimulatedClock) -> None:
    later = cast.issue(due_at=clock.now() + timedelta(hours=9))[1]
    sooner = cast.issue(due_at=clock.now() + timedelta(hours=1))[1]
    notice = cast.issue(kind="notice", within=None)[1]
    ended = cast.issue()[1]
    submit_result(cast.fire_handler, ended.id, text="完毕")
    verify_result(cast.commander, ended.id)
    cast.issue(addressees=(Addressee.organization(cast.health.id),))
    assert [task.id for task in my_tasks(cast.fire_handler)] == [sooner.id, later.id, notice.id]


def test_what_only_had_to_be_known_is_no_task_once_it_is(cast: Cast) -> None:
    _, task = cast.issue(kind="notice", within=None)
    sign_for(cast.fire_handler, task.id)
    assert not my_tasks(cast.fire_handler).exists()


def test_what_waits_for_the_verifier_is_no_task_of_the_doer(cast: Cast) -> None:
    _, task = cast.issue(kind="supervision")
    submit_result(cast.fire_handler, task.id, text="完毕")
    assert not my_tasks(cast.fire_handler).exists()


def test_who_belongs_nowhere_has_no_tasks(cast: Cast) -> None:
    cast.issue()
    assert not my_tasks(actor("observer")).exists()
