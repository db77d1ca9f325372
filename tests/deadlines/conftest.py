"""A small cast and a few kinds of clocks, shared by the tests of time."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from liandong.access.rules import Actor, Grant, Source
from liandong.deadlines.models import Deadline, Firing
from liandong.deadlines.rules import Holder
from liandong.deadlines.services import start
from liandong.kernel import clock as kernel_clock
from liandong.kernel.ids import Subject, new_id
from liandong.timeline.queries import of_subject

BEIJING = ZoneInfo("Asia/Shanghai")
COUNTY = "140105"


def actor(*roles: str, region: str = COUNTY, person_id: UUID | None = None) -> Actor:
    return Actor(
        user_id=new_id(),
        person_id=person_id,
        name="测试员",
        organization_id=None,
        post_id=None,
        grants=tuple(Grant(role, region) for role in roles),
        source=Source.API,
        client="test",
    )


SYSTEM = Actor.system(Source.CLOCK)


def begin(
    subject: Subject | None = None,
    kind: str = "obligation",
    *,
    hours: float = 4,
    holder: Holder | None = None,
    starts_at: datetime | None = None,
    key: str = "",
    incident_id: UUID | None = None,
    region_code: str = COUNTY,
) -> Deadline:
    """A clock of `hours` from now."""
    starts = starts_at or kernel_clock.now()
    return start(
        SYSTEM,
        subject or Subject.of("order", new_id()),
        kind,
        region_code=region_code,
        holder=holder or Holder(person_id=new_id()),
        starts_at=starts,
        due_at=starts + timedelta(hours=hours),
        source="测试：限时办结",
        key=key,
        incident_id=incident_id,
    )


def fired(deadline: Deadline, round: int = 1) -> list[str]:
    """Names of the steps that fired, in order of their planned moment."""
    rows = Firing.objects.filter(deadline=deadline, round=round).order_by("planned_at", "fired_at", "id")
    return list(rows.values_list("step", flat=True))


def verbs_of(deadline: Deadline) -> list[str]:
    """What stands on the record of the clock's subject, in order."""
    return [entry.verb for entry in of_subject(SYSTEM, deadline.subject).entries]


@pytest.fixture
def leader() -> Actor:
    return actor("duty_leader")
