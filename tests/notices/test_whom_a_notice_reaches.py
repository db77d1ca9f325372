"""Recipients become people when the message is said: holders now, who is on duty now, with fallbacks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import new_id
from liandong.notices.models import Delivery, Notice
from liandong.notices.rules import NoticeState, Recipient, Urgency
from liandong.organizations.models import Holding, RosterShift
from liandong.timeline.queries import of_subject
from tests.notices.conftest import COUNTY, ORDER, SYSTEM, Cast, say

pytestmark = pytest.mark.django_db


def reached() -> list[object]:
    return list(Notice.objects.order_by("id").values_list("person_id", flat=True))


def test_a_post_means_whoever_holds_it_now(cast: Cast, clock: SimulatedClock) -> None:
    Holding.objects.update(valid_until=clock.now())
    Holding.objects.create(person_id=cast.handler, post_id=cast.leader_post, valid_from=clock.now())
    clock.advance(minutes=1)
    say(Recipient.post(cast.leader_post))
    assert reached() == [cast.handler]


def test_a_vacant_post_falls_to_the_duty_officer_of_its_organisation(cast: Cast) -> None:
    say(Recipient.post(cast.vacant_post))
    assert reached() == [cast.officer]


def test_an_organisation_means_its_duty_officer_now(cast: Cast) -> None:
    say(Recipient.organization(cast.bureau))
    assert reached() == [cast.officer]


def test_without_anybody_on_duty_it_means_its_leader(cast: Cast, clock: SimulatedClock) -> None:
    clock.advance(days=31)
    say(Recipient.organization(cast.bureau))
    assert reached() == [cast.leader]


def test_a_region_role_nobody_fills_falls_to_the_duty_officer(cast: Cast) -> None:
    say(Recipient.region_duty(COUNTY, "dispatcher"))
    assert reached() == [cast.officer]


def test_one_person_meant_twice_gets_one_notice(cast: Cast) -> None:
    say(
        Recipient.organization(cast.bureau),
        Recipient.person(cast.officer),
        Recipient.region_duty(COUNTY, "duty_officer"),
    )
    assert reached() == [cast.officer]


def test_what_reaches_nobody_is_kept_shown_and_on_the_record(cast: Cast) -> None:
    RosterShift.objects.all().delete()
    ids = say(Recipient.region_duty("140999", "duty_officer"))
    row = Notice.objects.get(id=ids[0])
    assert (row.state, row.person_id, row.recipient) == (
        NoticeState.UNDELIVERABLE,
        None,
        "REGION_DUTY:140999:DUTY_OFFICER",
    )
    assert [entry.verb for entry in of_subject(SYSTEM, ORDER).entries] == ["notice_reached_nobody"]


def test_an_unknown_post_or_organisation_does_not_raise(cast: Cast) -> None:
    say(Recipient.post(new_id()), Recipient.organization(new_id()))
    assert reached() == [None, None]


def test_the_same_key_is_said_once_to_each_person(cast: Cast) -> None:
    first = say(Recipient.person(cast.leader), key="order-7")
    again = say(Recipient.person(cast.leader), Recipient.person(cast.handler), key="order-7")
    assert again[0] == first[0]
    assert sorted(map(str, reached())) == sorted(map(str, [cast.leader, cast.handler]))


def test_without_any_channel_the_inbox_still_has_it(cast: Cast, no_channels: None) -> None:
    say(Recipient.person(cast.leader), urgency=Urgency.FLASH)
    assert reached() == [cast.leader]
    assert not Delivery.objects.exists()


def test_nothing_is_said_when_the_act_itself_fails(cast: Cast) -> None:
    def act_that_fails() -> None:
        with transaction.atomic():
            say(Recipient.person(cast.leader))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act_that_fails()
    assert reached() == []


def test_a_shift_that_ended_a_minute_ago_is_not_called(cast: Cast, clock: SimulatedClock) -> None:
    RosterShift.objects.update(ends_at=clock.now() - timedelta(minutes=1))
    say(Recipient.organization(cast.bureau))
    assert reached() == [cast.leader]
