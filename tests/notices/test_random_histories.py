"""Whatever the gateway does and whoever reads when: no attempt is lost, nothing is said twice, alarms come once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from liandong.adapters.sms_simulator.channel import Fault, SmsSimulator
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.notices import channels, jobs
from liandong.notices.models import Attempt, ContactPoint, Delivery, Notice
from liandong.notices.rules import DeliveryState, Outcome, Recipient, Urgency
from liandong.notices.services import confirm, mark_read, resend, take_receipt
from liandong.organizations.models import Organization, Person
from tests.notices.conftest import SYSTEM, Recorder, actor, say

pytestmark = pytest.mark.django_db
FINAL = [DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.DEAD, DeliveryState.SUPPRESSED]


class Outbox(RuleBasedStateMachine):
    """Two people, a gateway with every fault, a mail server that is sometimes away."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.time = SimulatedClock(datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai")))
        self.context = kernel_clock.using(self.time)
        self.context.__enter__()
        self.used, channels._register = channels._register, {}
        self.sms, self.mail = SmsSimulator(), Recorder("smtp")
        channels.register(self.sms)
        channels.register(self.mail)
        bureau = Organization.objects.create(name="应急局", kind="bureau", region_code="140105")
        self.people = [
            Person.objects.create(name=f"合成{n}", phone=f"1380000000{n}", organization=bureau).id for n in range(2)
        ]
        ContactPoint.objects.create(person_id=self.people[0], channel="smtp", address="a@example.org")
        self.ids: list[object] = []

    def teardown(self) -> None:
        channels._register = self.used
        self.context.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule(person=st.integers(0, 1), urgency=st.sampled_from(list(Urgency)), drill=st.booleans())
    def somebody_is_told(self, person: int, urgency: Urgency, drill: bool) -> None:
        self.ids += say(Recipient.person(self.people[person]), urgency=urgency, drill=drill)

    @rule(faults=st.lists(st.sampled_from(list(Fault)), max_size=3))
    def the_gateway_will_fail(self, faults: list[Fault]) -> None:
        self.sms.faults.extend(faults)

    @rule(away=st.booleans())
    def the_mail_server_goes_or_comes(self, away: bool) -> None:
        self.mail.trouble = channels.ChannelTrouble("away") if away else None

    @rule(seconds=st.sampled_from([1, 5, 21, 60, 301, 1200, 90_000]))
    def time_passes(self, seconds: int) -> None:
        self.time.advance(seconds=seconds)

    @rule()
    def the_job_turns(self) -> None:
        jobs.deliver()
        assert not Attempt.objects.filter(outcome=Outcome.STARTED).exists()

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), confirmed=st.booleans())
    def somebody_answers(self, data: st.DataObject, confirmed: bool) -> None:
        notice = Notice.objects.get(id=data.draw(st.sampled_from(self.ids)))
        (confirm if confirmed else mark_read)(actor(person_id=notice.person_id), notice.id)

    @precondition(lambda self: self.sms.handsets)
    @rule(data=st.data(), delivered=st.booleans())
    def a_receipt_comes(self, data: st.DataObject, delivered: bool) -> None:
        take_receipt(SYSTEM, "sms", data.draw(st.sampled_from(self.sms.handsets)).reference, delivered=delivered)

    @rule()
    def a_dead_letter_is_sent_again(self) -> None:
        dead = Delivery.objects.filter(state=DeliveryState.DEAD).first()
        if dead:
            resend(SYSTEM, dead.id)

    @invariant()
    def one_key_is_one_message_on_a_handset(self) -> None:
        assert len(self.sms.handsets) == len({sms.reference for sms in self.sms.handsets})
        sent = Delivery.objects.filter(channel="sms").count()
        again = sum(Delivery.objects.filter(channel="sms").values_list("series", flat=True))
        assert len(self.sms.handsets) <= max(sent, again)

    @invariant()
    def each_attempt_has_its_row(self) -> None:
        rows = Counter(Attempt.objects.values_list("delivery_id", flat=True))
        for delivery in Delivery.objects.filter(series=1):
            assert delivery.attempts == rows[delivery.id]

    @invariant()
    def what_is_settled_waits_for_nothing(self) -> None:
        assert not Delivery.objects.filter(state__in=FINAL).exclude(next_at=None).exists()
        assert not Delivery.objects.filter(state=DeliveryState.WAITING, next_at=None).exists()

    @invariant()
    def an_answered_notice_climbs_no_more(self) -> None:
        assert not [n for n in Notice.objects.exclude(next_at=None) if n.answered]

    @invariant()
    def an_alarm_comes_once_and_never_for_what_was_read_in_time(self) -> None:
        alarms = Counter(Notice.objects.filter(template="notice_unread").values_list("key", flat=True))
        raised = Notice.objects.exclude(alarmed_at=None)
        assert set(alarms) == {f"unread:{one.id}" for one in raised}
        assert all(one.read_at is None or one.alarmed_at <= one.read_at for one in raised)

    @invariant()
    def a_drill_never_leaves_the_house(self) -> None:
        assert not [message for message in self.mail.given if message.drill]


def test_the_outbox_keeps_its_promises_whatever_happens() -> None:
    run_state_machine_as_test(
        Outbox,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


def test_a_flash_message_reaches_a_second_channel_in_time_at_whatever_second_the_job_turns() -> None:
    """Content promises 30 s; the ladder is climbed at 20 s, so that a job turning every few seconds keeps it."""
    from liandong.notices.ladders import wait_until_rung

    second = wait_until_rung("FLASH", 1)
    assert second is not None
    assert second + timedelta(seconds=jobs.IDLE_WAIT_S) < timedelta(seconds=30)
