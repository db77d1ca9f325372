"""A message is read, confirmed, or stays silent: silence climbs the ladder and then raises the alarm."""

from __future__ import annotations

import pytest

from liandong.adapters.sms_simulator.channel import SmsSimulator
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import NotFound
from liandong.notices import jobs, queries
from liandong.notices.models import ContactPoint, Delivery, Notice
from liandong.notices.rendering import words
from liandong.notices.rules import DeliveryState, NoticeState, Recipient, Urgency
from liandong.notices.services import confirm, mark_read, set_contact_point
from liandong.timeline.queries import of_subject
from tests.notices.conftest import ORDER, SYSTEM, Cast, Recorder, actor, say

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return [entry.verb for entry in of_subject(SYSTEM, ORDER).entries]


def test_reading_and_confirming_leave_receipts(cast: Cast, clock: SimulatedClock) -> None:
    [notice_id] = say(Recipient.person(cast.handler))
    reader = actor(person_id=cast.handler)
    clock.advance(minutes=2)
    assert mark_read(reader, notice_id).state == NoticeState.READ
    clock.advance(minutes=1)
    confirmed = confirm(reader, notice_id)
    assert (confirmed.state, confirmed.confirmed_at) == (NoticeState.CONFIRMED, clock.now())
    assert verbs() == ["notice_read", "notice_confirmed"]


def test_reading_twice_changes_nothing(cast: Cast, clock: SimulatedClock) -> None:
    [notice_id] = say(Recipient.person(cast.handler))
    reader = actor(person_id=cast.handler)
    first = mark_read(reader, notice_id).read_at
    clock.advance(minutes=5)
    assert mark_read(reader, notice_id).read_at == first
    assert verbs() == ["notice_read"]


def test_nobody_reads_anothers_notice(cast: Cast) -> None:
    [notice_id] = say(Recipient.person(cast.handler))
    with pytest.raises(NotFound):
        mark_read(actor("commander", person_id=cast.leader), notice_id)


def test_unread_beyond_the_alarm_time_the_duty_officer_is_told_once(cast: Cast, clock: SimulatedClock) -> None:
    [notice_id] = say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    clock.advance(minutes=14, seconds=59)
    jobs.deliver()
    assert not Notice.objects.filter(template="notice_unread").exists()
    clock.advance(seconds=1)
    jobs.deliver()
    jobs.deliver()
    alarm = Notice.objects.get(template="notice_unread")
    assert alarm.person_id == cast.officer
    assert "张经办" in words(alarm).body
    assert verbs() == ["notice_unread"]
    assert notice_id in [row.id for row in queries.unanswered(actor("duty_officer"))]


def test_a_message_read_in_time_raises_no_alarm(cast: Cast, clock: SimulatedClock) -> None:
    [notice_id] = say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    mark_read(actor(person_id=cast.handler), notice_id)
    clock.advance(days=2)
    jobs.deliver()
    assert Notice.objects.count() == 1


def test_what_was_read_raises_no_alarm_while_its_confirmation_is_awaited(
    cast: Cast, sms: SmsSimulator, mail: Recorder, clock: SimulatedClock
) -> None:
    [notice_id] = say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    mark_read(actor(person_id=cast.handler), notice_id)
    for _ in range(4):
        clock.advance(minutes=10)
        jobs.deliver()
    assert len(mail.given) == 1
    assert not Notice.objects.filter(template="notice_unread").exists()


def test_an_alarm_that_was_raised_is_not_raised_again_by_reading_late(cast: Cast, clock: SimulatedClock) -> None:
    [notice_id] = say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    clock.advance(minutes=15)
    jobs.deliver()
    mark_read(actor(person_id=cast.handler), notice_id)
    for _ in range(3):
        clock.advance(days=1)
        jobs.deliver()
    assert Notice.objects.filter(template="notice_unread").count() == 1


def test_an_alarm_raises_no_alarm_of_its_own(cast: Cast, clock: SimulatedClock) -> None:
    say(Recipient.person(cast.handler), urgency=Urgency.FLASH)
    for _ in range(5):
        clock.advance(days=1)
        jobs.deliver()
    assert Notice.objects.filter(template="notice_unread").count() == 1


def test_reading_is_not_yet_confirming_so_the_ladder_goes_on(
    cast: Cast, sms: SmsSimulator, mail: Recorder, clock: SimulatedClock
) -> None:
    [notice_id] = say(Recipient.person(cast.handler), urgency=Urgency.FLASH)
    mark_read(actor(person_id=cast.handler), notice_id)
    clock.advance(seconds=21)
    jobs.deliver()
    assert len(mail.given) == 1


def test_where_only_reading_is_asked_reading_stops_the_ladder(
    cast: Cast, sms: SmsSimulator, mail: Recorder, clock: SimulatedClock
) -> None:
    [notice_id] = say(Recipient.person(cast.handler), urgency=Urgency.FLASH, template="deadline_warned")
    mark_read(actor(person_id=cast.handler), notice_id)
    clock.advance(minutes=1)
    jobs.deliver()
    assert mail.given == []


def test_what_was_answered_before_it_was_sent_is_not_sent(cast: Cast, sms: SmsSimulator) -> None:
    [notice_id] = say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    confirm(actor(person_id=cast.handler), notice_id)
    jobs.deliver()
    assert sms.handsets == []
    assert Delivery.objects.get().state == DeliveryState.SUPPRESSED


def test_the_inbox_shows_ones_own_the_newest_first(cast: Cast, clock: SimulatedClock) -> None:
    first = say(Recipient.person(cast.handler))
    clock.advance(minutes=1)
    second = say(Recipient.person(cast.handler), Recipient.person(cast.leader))
    mine = actor(person_id=cast.handler)
    assert [row.id for row in queries.inbox(mine)] == [second[0], first[0]]
    mark_read(mine, first[0])
    assert [row.id for row in queries.inbox(mine, unread=True)] == [second[0]]


def test_times_are_shown_in_beijing_and_gaps_as_a_dash(cast: Cast) -> None:
    [notice_id] = say(Recipient.person(cast.handler))
    row = Notice.objects.get(id=notice_id)
    assert "2026-11-23 12:00" in words(row).body
    row.data = {}
    assert "—" in words(row, "en").body


def test_a_drill_says_so_in_both_languages(cast: Cast) -> None:
    [notice_id] = say(Recipient.person(cast.handler), drill=True)
    row = Notice.objects.get(id=notice_id)
    assert words(row).title.startswith("【演练】")
    assert words(row, "en").title.startswith("[DRILL]")


def test_a_person_may_move_or_refuse_a_channel(cast: Cast, sms: SmsSimulator) -> None:
    mine = actor(person_id=cast.handler)
    set_contact_point(mine, cast.handler, "sms", "13900000009", enabled=True)
    say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    jobs.deliver()
    assert sms.handsets[0].number == "13900000009"
    assert "13900000009" not in str(list(of_subject(SYSTEM, ORDER).entries))
    set_contact_point(mine, cast.handler, "sms", "", enabled=False)
    assert ContactPoint.objects.get(person_id=cast.handler).enabled is False


def test_a_wish_of_the_person_is_kept_when_sending(cast: Cast, mail: Recorder, clock: SimulatedClock) -> None:
    set_contact_point(actor(person_id=cast.handler), cast.handler, "smtp", "zhang@example.org", enabled=False)
    say(Recipient.person(cast.handler), urgency=Urgency.FLASH)
    clock.advance(minutes=1)
    jobs.deliver()
    jobs.deliver()
    assert mail.given == []
    assert Delivery.objects.get(channel="smtp").state == DeliveryState.NO_ADDRESS
