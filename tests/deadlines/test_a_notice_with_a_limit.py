"""A notice with a limit has a clock: unanswered beyond it, the next channel is tried and those above are told."""

from __future__ import annotations

from uuid import UUID

import pytest

from liandong.adapters.sms_simulator.channel import SmsSimulator
from liandong.deadlines import jobs as clocks
from liandong.deadlines.models import Deadline
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.durations import Limit
from liandong.notices import jobs
from liandong.notices.models import Notice
from liandong.notices.rules import Recipient, Urgency
from liandong.notices.services import Message, confirm, notify_many
from liandong.organizations.models import Organization, Post
from tests.notices.conftest import COUNTY, ORDER, SYSTEM, Cast, Recorder, actor, cast, mail, no_channels, sms

__all__ = ["cast", "mail", "no_channels", "sms"]

pytestmark = pytest.mark.django_db


def say(to: Recipient, within: str | None = "2m") -> UUID:
    message = Message(
        to=[to],
        template="plan_notice",
        urgency=Urgency.URGENT,
        region_code=COUNTY,
        key="limited",
        data={"plan": "防汛预案", "text": "请立即到岗"},
        subject=ORDER,
        within=Limit.parse(within) if within else None,
        source="《防汛预案》4.1",
    )
    return notify_many(SYSTEM, [message])[0]


def the_clock(notice: UUID) -> Deadline:
    return Deadline.objects.get(subject_kind="notice", subject_id=str(notice))


def test_the_limit_starts_a_clock_that_the_reader_holds(cast: Cast, clock: SimulatedClock) -> None:
    running = the_clock(say(Recipient.person(cast.handler)))
    assert (running.holder_id, running.state, running.source) == (cast.handler, "RUNNING", "《防汛预案》4.1")
    assert (running.due_at - clock.now()).total_seconds() == 120


def test_without_a_limit_there_is_none(cast: Cast) -> None:
    say(Recipient.person(cast.handler), within=None)
    assert not Deadline.objects.exists()


def test_said_again_under_the_same_key_it_starts_no_second_clock(cast: Cast) -> None:
    assert say(Recipient.person(cast.handler)) == say(Recipient.person(cast.handler))
    assert Deadline.objects.count() == 1


def test_an_answer_in_time_meets_it_and_nobody_above_is_told(cast: Cast, clock: SimulatedClock) -> None:
    notice = say(Recipient.person(cast.handler))
    clock.advance(minutes=1)
    confirm(actor(person_id=cast.handler), notice)
    clock.advance(hours=1)
    clocks.tick()
    assert the_clock(notice).state == "MET"
    assert not Notice.objects.filter(template="deadline_escalated").exists()


def test_beyond_it_the_second_channel_is_tried_and_the_leader_is_told(
    cast: Cast, sms: SmsSimulator, mail: Recorder, clock: SimulatedClock
) -> None:
    notice = say(Recipient.person(cast.handler))
    jobs.deliver()
    assert mail.given == []
    clock.advance(minutes=2)
    clocks.tick()
    jobs.deliver()
    assert [given.notice_id for given in mail.given] == [notice]
    told = Notice.objects.filter(template="deadline_escalated").values_list("person_id", flat=True)
    assert list(told) == [cast.leader]
    assert the_clock(notice).state == "OVERDUE"


def test_what_was_answered_late_is_met_late_and_climbs_no_further(
    cast: Cast, sms: SmsSimulator, mail: Recorder, clock: SimulatedClock
) -> None:
    notice = say(Recipient.person(cast.handler))
    clock.advance(minutes=3)
    confirm(actor(person_id=cast.handler), notice)
    clock.advance(hours=1)
    clocks.tick()
    jobs.deliver()
    assert mail.given == []
    assert (the_clock(notice).state, the_clock(notice).late) == ("MET", True)


def test_one_that_reached_nobody_is_held_by_the_post_it_was_meant_for(clock: SimulatedClock) -> None:
    empty = Organization.objects.create(name="演示空机构", kind="water", region_code=COUNTY)
    post = Post.objects.create(organization=empty, kind="head", title="局长", region_code=COUNTY)
    running = the_clock(say(Recipient.post(post.id)))
    assert (running.holder_kind, running.holder_id) == ("POST", post.id)
