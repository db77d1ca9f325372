"""The gateway fails, hangs, loses answers or messages: no attempt goes unrecorded, nobody gets it twice."""

from __future__ import annotations

from itertools import pairwise

import pytest

from liandong.adapters.sms_simulator.channel import Fault, SmsSimulator
from liandong.kernel.clock import SimulatedClock
from liandong.notices import jobs, queries
from liandong.notices.models import Attempt, Delivery, Notice
from liandong.notices.rules import DeliveryState, NothingToResend, NoticeState, Outcome, Recipient, Urgency
from liandong.notices.services import confirm, resend, take_receipt
from liandong.notices.services.delivering import LEASE, claim
from liandong.timeline.queries import of_subject
from tests.notices.conftest import GATEWAY_DOWN, ORDER, SYSTEM, Cast, Recorder, actor, say

pytestmark = pytest.mark.django_db


def sms_delivery() -> Delivery:
    return Delivery.objects.get(channel="sms")


def outcomes() -> list[str]:
    return list(Attempt.objects.order_by("started_at", "id").values_list("outcome", flat=True))


def run(clock: SimulatedClock, minutes: float, step_s: float = 1) -> None:
    """The delivery job turns once every `step_s`."""
    for _ in range(int(minutes * 60 / step_s)):
        clock.advance(seconds=step_s)
        jobs.deliver()


def test_an_urgent_message_goes_to_the_handset_with_the_first_turn(cast: Cast, sms: SmsSimulator) -> None:
    say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    assert jobs.deliver() == 1
    assert [message.number for message in sms.handsets] == ["13800000003"]
    assert "完成流调" in sms.handsets[0].text
    assert sms_delivery().state == DeliveryState.SENT
    assert outcomes() == [Outcome.SENT]


def test_after_errors_it_is_retried_later_and_later_until_it_is_taken(
    cast: Cast, sms: SmsSimulator, clock: SimulatedClock
) -> None:
    sms.faults.extend([Fault.SERVER_ERROR, Fault.TIMEOUT])
    say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    run(clock, minutes=1)
    assert outcomes() == [Outcome.TEMPORARY, Outcome.TEMPORARY, Outcome.SENT]
    moments = list(Attempt.objects.order_by("started_at").values_list("started_at", flat=True))
    waits = [(b - a).total_seconds() for a, b in pairwise(moments)]
    assert 2.5 <= waits[0] <= 6
    assert 5 <= waits[1] <= 11
    assert len(sms.handsets) == 1


def test_a_lost_answer_does_not_become_a_second_message(cast: Cast, sms: SmsSimulator, clock: SimulatedClock) -> None:
    sms.faults.extend([Fault.LOST_ANSWER, Fault.LOST_ANSWER])
    say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    run(clock, minutes=1)
    assert sms.calls == 3
    assert len(sms.handsets) == 1
    assert sms_delivery().state == DeliveryState.SENT


def test_a_process_that_died_while_sending_repeats_with_the_same_key(
    cast: Cast, sms: SmsSimulator, clock: SimulatedClock
) -> None:
    say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    [claimed] = claim("sms", 10)
    sms.send(jobs._outgoing(claimed))
    clock.advance(seconds=LEASE.total_seconds() - 1)
    assert jobs.deliver() == 0
    clock.advance(seconds=1)
    jobs.deliver()
    assert len(sms.handsets) == 1
    assert outcomes() == [Outcome.UNKNOWN, Outcome.SENT]


def test_a_number_that_does_not_exist_is_not_tried_again(cast: Cast, sms: SmsSimulator, clock: SimulatedClock) -> None:
    sms.faults.append(Fault.NO_SUCH_NUMBER)
    say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    run(clock, minutes=1)
    assert outcomes() == [Outcome.PERMANENT]
    assert sms_delivery().state == DeliveryState.DEAD


def test_when_it_keeps_failing_the_channel_rests_and_is_then_probed(
    cast: Cast, sms: SmsSimulator, clock: SimulatedClock
) -> None:
    sms.always = Fault.SERVER_ERROR
    for _ in range(10):
        say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    jobs.deliver()
    assert sms.calls <= 12
    calls = sms.calls
    run(clock, minutes=0.4)
    assert sms.calls == calls
    sms.always = Fault.NONE
    run(clock, minutes=1.5)
    assert len(sms.handsets) == 10
    assert not Delivery.objects.filter(state=DeliveryState.WAITING).exists()


def test_a_flash_message_takes_the_second_channel_within_thirty_seconds_unless_confirmed(
    cast: Cast, sms: SmsSimulator, mail: Recorder, clock: SimulatedClock
) -> None:
    sms.always = Fault.LOST
    began = clock.now()
    ids = say(Recipient.person(cast.handler), Recipient.person(cast.leader), urgency=Urgency.FLASH)
    confirm(actor(person_id=cast.leader), Notice.objects.get(id__in=ids, person_id=cast.leader).id)
    while not mail.given:
        clock.advance(seconds=1)
        jobs.deliver()
    assert (clock.now() - began).total_seconds() <= 30
    assert [message.address for message in mail.given] == ["zhang@example.org"]
    assert Notice.objects.get(person_id=cast.handler).state == NoticeState.SENT


def test_a_dead_gateway_sends_a_flash_message_to_the_second_channel_at_once(
    cast: Cast, sms: SmsSimulator, mail: Recorder, clock: SimulatedClock
) -> None:
    sms.faults.append(Fault.NO_SUCH_NUMBER)
    say(Recipient.person(cast.handler), urgency=Urgency.FLASH)
    jobs.deliver()
    jobs.deliver()
    assert len(mail.given) == 1


def test_a_resting_gateway_sends_a_flash_message_to_the_second_channel_at_once(
    cast: Cast, sms: SmsSimulator, mail: Recorder, clock: SimulatedClock
) -> None:
    sms.always = Fault.TIMEOUT
    for _ in range(3):
        say(Recipient.person(cast.leader), urgency=Urgency.URGENT)
    jobs.deliver()
    say(Recipient.person(cast.handler), urgency=Urgency.FLASH)
    jobs.deliver()
    jobs.deliver()
    assert len(mail.given) == 1


def test_after_the_last_attempt_it_is_a_dead_letter_and_can_be_sent_again(
    cast: Cast, mail: Recorder, clock: SimulatedClock
) -> None:
    mail.trouble = GATEWAY_DOWN
    say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    run(clock, minutes=60, step_s=10)
    officer = actor("duty_officer")
    [dead] = queries.dead_letters(officer)
    assert dead.attempts == 6
    assert list(dead.trials.values_list("outcome", flat=True)) == [Outcome.TEMPORARY] * 6
    mail.trouble = None
    resend(officer, dead.id)
    run(clock, minutes=1)
    assert len(mail.given) == 1
    assert mail.given[0].provider_key.endswith("-2")
    assert "notice_resent" in [entry.verb for entry in of_subject(SYSTEM, ORDER).entries]
    with pytest.raises(NothingToResend):
        resend(officer, dead.id)


def test_an_adapter_that_breaks_is_a_failed_attempt_not_a_broken_job(
    cast: Cast, mail: Recorder, clock: SimulatedClock
) -> None:
    mail.trouble = KeyError("surprise")
    say(Recipient.person(cast.handler), urgency=Urgency.FLASH)
    run(clock, minutes=0.5)
    assert Outcome.TEMPORARY in outcomes()
    assert "KeyError" in Delivery.objects.get(channel="smtp").last_detail


def test_a_drill_reaches_no_outside_target(
    cast: Cast, sms: SmsSimulator, mail: Recorder, clock: SimulatedClock
) -> None:
    say(Recipient.person(cast.handler), urgency=Urgency.FLASH, drill=True)
    run(clock, minutes=1)
    assert mail.given == []
    assert Delivery.objects.get(channel="smtp").state == DeliveryState.SUPPRESSED
    assert sms.handsets[0].text.startswith("【演练】")
    assert Outcome.SUPPRESSED in outcomes()


def test_who_has_no_address_on_a_channel_is_noted(cast: Cast, mail: Recorder, clock: SimulatedClock) -> None:
    say(Recipient.person(cast.leader), urgency=Urgency.FLASH)
    run(clock, minutes=1)
    assert Delivery.objects.get(channel="smtp").state == DeliveryState.NO_ADDRESS


def test_a_receipt_says_that_the_handset_has_it(cast: Cast, sms: SmsSimulator) -> None:
    say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    jobs.deliver()
    assert take_receipt(SYSTEM, "sms", "sim-1", delivered=True) is True
    assert sms_delivery().state == DeliveryState.DELIVERED
    assert take_receipt(SYSTEM, "sms", "sim-99", delivered=True) is False


def test_a_receipt_that_it_never_arrived_climbs_to_the_next_channel(
    cast: Cast, sms: SmsSimulator, mail: Recorder, clock: SimulatedClock
) -> None:
    say(Recipient.person(cast.handler), urgency=Urgency.URGENT)
    jobs.deliver()
    take_receipt(SYSTEM, "sms", "sim-1", delivered=False, detail="switched off")
    jobs.deliver()
    assert len(mail.given) == 1


def test_the_most_urgent_goes_first(cast: Cast, sms: SmsSimulator) -> None:
    say(Recipient.person(cast.leader), urgency=Urgency.URGENT)
    say(Recipient.person(cast.handler), urgency=Urgency.FLASH)
    jobs.deliver()
    assert [message.number for message in sms.handsets] == ["13800000003", "13800000001"]
