"""A plan's two hundred tasks go out at once, or none of them does."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from liandong.deadlines.models import Deadline
from liandong.kernel.errors import Forbidden
from liandong.kernel.ids import new_id
from liandong.notices.models import Notice
from liandong.orders.models import Order
from liandong.orders.queries import assignments_of
from liandong.orders.rules import Addressee, NoAddressee, UnknownAddressee
from liandong.orders.services import issue_orders
from liandong.timeline.models import StoredEntry
from tests.orders.conftest import CITY, Cast
from tests.orders.seeing import record_holds

pytestmark = pytest.mark.django_db


def test_two_hundred_orders_take_less_than_two_seconds_of_the_processor(cast: Cast) -> None:
    incident = new_id()
    drafts = [cast.draft(title=f"任务{n}", incident_id=incident) for n in range(200)]
    began = time.process_time()
    orders = issue_orders(cast.commander, drafts)
    took = time.process_time() - began
    assert [order.title for order in orders] == [draft.title for draft in drafts]
    assert took < 2, f"{took:.2f} s"


def test_each_of_many_has_its_clocks_its_message_and_its_entry(cast: Cast) -> None:
    incident = new_id()
    both = (Addressee.organization(cast.fire.id), Addressee.organization(cast.health.id))
    issue_orders(
        cast.commander, [cast.draft(title=f"任务{n}", incident_id=incident, addressees=both) for n in range(5)]
    )
    assert Deadline.objects.filter(incident_id=incident, kind="order_sign").count() == 10
    assert Deadline.objects.filter(incident_id=incident, kind="order_complete").count() == 10
    assert Notice.objects.filter(incident_id=incident, template="order_issued").count() == 10
    assert StoredEntry.objects.filter(incident_id=incident, verb="order_issued").count() == 5
    assert record_holds()


def test_numbers_follow_the_order_of_the_drafts(cast: Cast) -> None:
    orders = issue_orders(cast.commander, [cast.draft(title=str(n)) for n in range(3)])
    assert [order.number[-4:] for order in orders] == ["0001", "0002", "0003"]


def test_addressees_keep_the_order_of_the_draft(cast: Cast) -> None:
    both = (Addressee.organization(cast.health.id), Addressee.organization(cast.fire.id))
    order = issue_orders(cast.commander, [cast.draft(addressees=both)])[0]
    assert [task.addressee_id for task in assignments_of(order.id)] == [cast.health.id, cast.fire.id]


@pytest.mark.parametrize(
    ("spoilt", "problem"),
    [
        ({"addressees": ()}, NoAddressee),
        ({"region_code": CITY}, Forbidden),
        ({"addressees": (Addressee.organization(new_id()),)}, UnknownAddressee),
    ],
)
def test_one_bad_draft_keeps_all_of_them_back(cast: Cast, spoilt: dict[str, object], problem: type[Exception]) -> None:
    good = cast.draft()
    with pytest.raises(problem):
        issue_orders(cast.commander, [good, replace(good, **spoilt), good])  # type: ignore[arg-type]
    assert not Order.objects.exists()
    assert not Deadline.objects.exists()
    assert not Notice.objects.exists()


def test_nothing_to_issue_is_no_mistake(cast: Cast) -> None:
    assert issue_orders(cast.commander, []) == []
