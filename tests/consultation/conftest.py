"""An outbreak in the demo district, and the people who are called to a meeting about it."""

from __future__ import annotations

from uuid import UUID

import pytest

from liandong.access.rules import Actor
from liandong.consultation.models import Meeting
from liandong.consultation.services import Call, convene_meeting
from liandong.incidents.models import Incident
from tests.cast import Cast
from tests.incidents.telling import opened

QUESTION = "划定中风险区的范围"


@pytest.fixture
def outbreak(cast: Cast) -> Incident:
    return opened(cast.duty_officer, event_type="30100", summary="初筛阳性一例")


def person_of(actor: Actor) -> UUID:
    assert actor.person_id is not None
    return actor.person_id


@pytest.fixture
def experts(cast: Cast) -> dict[str, Actor]:
    """Three who are called; each has an account."""
    return {"health": cast.handler, "emergency": cast.emergency_handler, "police": cast.police_handler}


@pytest.fixture
def meeting(cast: Cast, outbreak: Incident, experts: dict[str, Actor]) -> Meeting:
    """An expert consultation to which the three are called."""
    called = [person_of(expert) for expert in experts.values()]
    call = Call(kind="expert", title="风险区划定会商", question=QUESTION, called=called, place="指挥中心三层")
    return convene_meeting(cast.duty_officer, outbreak.id, call)
