"""An incident of the demo district that has ended, and a review of it on its way."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from liandong.access.rules import Actor
from liandong.incidents import services as incidents
from liandong.incidents.models import Incident
from liandong.kernel.clock import SimulatedClock
from liandong.review import services
from liandong.review.models import Review
from liandong.review.rules import Section
from tests.cast import PASSWORD, Cast
from tests.incidents.telling import opened

WRITTEN = {
    Section.GOOD_PRACTICE: "先期处置及时，五分钟内关阀断气。",
    Section.SHORTCOMINGS: "增援力量集结偏慢，现场通信中断十分钟。",
    Section.SUGGESTIONS: "为大队增配卫星电话，每季度开展一次拉动。",
}


@pytest.fixture
def ended(cast: Cast, clock: SimulatedClock) -> Incident:
    """A gas blast: reported 08:00, more known 08:30, ended 11:30."""
    incident = opened(cast.duty_officer, facts={"deaths": 1, "serious_injuries": 2}, place="平阳路与学府街口")
    clock.advance(minutes=30)
    incidents.record_facts(cast.duty_officer, incident.id, {"serious_injuries": 3}, "医院核实")
    clock.advance(hours=3)
    return incidents.close_incident(cast.duty_leader, incident.id, "险情排除，现场移交属地")


@pytest.fixture
def review(cast: Cast, ended: Incident) -> Review:
    """A draft in which nothing is written yet."""
    return services.start_review(cast.duty_officer, ended.id)


def write_all(actor: Actor, review: Review) -> Review:
    for section, text in WRITTEN.items():
        services.write_section(actor, review.id, section, text)
    return review


@pytest.fixture
def submitted(cast: Cast, review: Review) -> Review:
    """All three sections written and handed in by the duty officer."""
    write_all(cast.duty_officer, review)
    return services.submit_review(cast.duty_officer, review.id)


class Caller:
    """Somebody of the cast at a browser; every write gets a key of its own."""

    def __init__(self, username: str) -> None:
        self._client = Client()
        body = {"username": username, "password": PASSWORD}
        signed_in = self._client.post("/api/session", body, content_type="application/json")
        assert signed_in.status_code == 201, signed_in.content

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(f"/api/{path}", query)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        return self._client.generic(
            method,
            f"/api/{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers={"Idempotency-Key": str(uuid4())},
        )


@pytest.fixture
def signed_in(cast: Cast) -> Callable[[str], Caller]:
    """`signed_in("duty_officer")`."""
    return Caller
