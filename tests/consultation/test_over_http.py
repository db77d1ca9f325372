"""Meetings over HTTP: the whole way, and the neighbour who is told nothing."""

from __future__ import annotations

import pytest

from liandong.incidents.models import Incident
from tests.cast import Cast
from tests.consultation.conftest import person_of
from tests.review.conftest import Caller


@pytest.fixture
def opened_by(cast: Cast, outbreak: Incident) -> Caller:
    return Caller("duty_officer")


def test_from_the_call_to_the_order(cast: Cast, outbreak: Incident, opened_by: Caller) -> None:
    body = {
        "kind": "expert",
        "title": "风险区划定会商",
        "question": "划定范围",
        "called": [str(person_of(cast.handler))],
    }
    made = opened_by.send("POST", f"incidents/{outbreak.id}/meetings", body)
    assert made.status_code == 201, made.content
    meeting = made.json()["id"]
    assert made.json()["called"][0]["name"] == "演示·卫健经办"
    opened_by.send("PUT", f"meetings/{meeting}/conclusion", {"text": "以坞城街道为中风险区"})
    said = Caller("handler").send("POST", f"meetings/{meeting}/opinions", {"stance": "AGREE", "text": "同意"})
    assert said.status_code == 201, said.content
    closed = opened_by.send("POST", f"meetings/{meeting}/close", {"minutes": "同意划定"})
    assert closed.json()["outcome"] == "UNANIMOUS"
    leader = Caller("duty_leader")
    decided = leader.send("POST", f"meetings/{meeting}/decisions", {"text": "划定", "opinion_ids": [said.json()["id"]]})
    assert decided.status_code == 201, decided.content
    order = {
        "title": "落实管控",
        "addressees": [{"kind": "ORGANIZATION", "id": str(cast.stage.organizations["public_security"])}],
        "within": "4h",
    }
    ordered = leader.send("POST", f"decisions/{decided.json()['id']}/orders", order)
    assert ordered.status_code == 201, ordered.content
    assert leader.get(f"orders/{ordered.json()['order_id']}").json()["title"] == "落实管控"
    listed = leader.get(f"incidents/{outbreak.id}/meetings").json()["items"]
    assert [row["outcome"] for row in listed] == ["UNANIMOUS"]


def test_the_neighbour_finds_nothing(cast: Cast, outbreak: Incident, opened_by: Caller) -> None:
    body = {"kind": "daily", "title": "例会", "question": "研判", "called": [str(person_of(cast.handler))]}
    meeting = opened_by.send("POST", f"incidents/{outbreak.id}/meetings", body).json()["id"]
    stranger = Caller("stranger")
    assert stranger.get(f"meetings/{meeting}").status_code == 404
    assert stranger.get(f"incidents/{outbreak.id}/meetings").status_code == 404
    assert stranger.send("POST", f"meetings/{meeting}/close", {"minutes": "x"}).status_code == 404
