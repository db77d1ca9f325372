"""A small cast (an organisation, its leader, its duty officer, a handler) and channels in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest

from liandong.access.rules import Actor, Grant, Source
from liandong.adapters.sms_simulator.channel import SmsSimulator
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import Subject, new_id
from liandong.kernel.text import Localized
from liandong.notices import channels
from liandong.notices.channels import ChannelTrouble, Outgoing, Taken
from liandong.notices.models import ContactPoint
from liandong.notices.rules import Recipient, Urgency
from liandong.notices.services import notify
from liandong.organizations.models import Holding, Organization, Person, Post, RosterShift

COUNTY = "140105"
SYSTEM = Actor.system(Source.CLOCK)
ORDER = Subject.of("order", "01a20000-0000-7000-8000-000000000001")


@dataclass(frozen=True)
class Cast:
    bureau: UUID
    leader_post: UUID
    vacant_post: UUID
    leader: UUID
    officer: UUID
    handler: UUID


@pytest.fixture
def cast(clock: SimulatedClock) -> Cast:
    now = kernel_clock.now()
    since, until = now - timedelta(days=1), now + timedelta(days=30)
    bureau = Organization.objects.create(name="小店区应急管理局", kind="emergency_bureau", region_code=COUNTY)
    post, vacant = (
        Post.objects.create(organization=bureau, kind="head", title=title, region_code=COUNTY, leads=title == "局长")
        for title in ("局长", "科长")
    )
    leader, officer, handler = (
        Person.objects.create(name=name, phone=phone, organization=bureau)
        for name, phone in (("王建国", "13800000001"), ("李值班", "13800000002"), ("张经办", "13800000003"))
    )
    Holding.objects.create(person=leader, post=post, valid_from=since)
    RosterShift.objects.create(
        organization=bureau, region_code=COUNTY, person=officer, role="DUTY_OFFICER", starts_at=since, ends_at=until
    )
    return Cast(bureau.id, post.id, vacant.id, leader.id, officer.id, handler.id)


def actor(*roles: str, person_id: UUID | None = None, region: str = COUNTY) -> Actor:
    grants = tuple(Grant(role, region) for role in roles)
    return Actor(new_id(), person_id, "测试员", None, None, grants, Source.API, "test")


@dataclass
class Recorder:
    """A channel with real targets that writes down what it was given, or refuses it."""

    id: str
    title: Localized = field(default_factory=lambda: Localized(zh="记录", en="Recorder"))
    tested_against: channels.TestedAgainst = "simulator"
    real_target: bool = True
    given: list[Outgoing] = field(default_factory=list)
    trouble: Exception | None = None

    def send(self, message: Outgoing) -> Taken:
        if self.trouble:
            raise self.trouble
        self.given.append(message)
        return Taken(reference=f"{self.id}-{len(self.given)}")


@pytest.fixture
def no_channels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "_register", {})


@pytest.fixture
def sms(no_channels: None) -> SmsSimulator:
    gateway = SmsSimulator()
    channels.register(gateway)
    return gateway


@pytest.fixture
def mail(no_channels: None, cast: Cast) -> Recorder:
    recorder = Recorder("smtp")
    channels.register(recorder)
    ContactPoint.objects.create(person_id=cast.handler, channel="smtp", address="zhang@example.org")
    return recorder


def say(
    *to: Recipient,
    urgency: Urgency = Urgency.ROUTINE,
    key: str = "",
    template: str = "deadline_overdue",
    drill: bool = False,
) -> list[UUID]:
    """Tell these recipients that something is overdue."""
    return notify(
        SYSTEM,
        to=to,
        template=template,
        data={"title": "完成流调", "due_at": "2026-11-23T12:00:00+08:00", "source": "四（二）1"},
        urgency=urgency,
        region_code=COUNTY,
        subject=ORDER,
        drill=drill,
        key=key or str(new_id()),
    )


GATEWAY_DOWN = ChannelTrouble("HTTP 500")
