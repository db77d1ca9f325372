"""The review over HTTP: from the first word to the archived incident, and what each refusal says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from liandong.incidents.models import Incident
from liandong.kernel import clock as kernel_clock
from tests.cast import Cast
from tests.data import naughty_strings
from tests.review.conftest import WRITTEN, Caller

SignedIn = Callable[[str], Caller]


def written(officer: Caller, incident: Incident) -> str:
    """The id of a review with all three sections."""
    review: str = officer.send("POST", f"incidents/{incident.id}/review").json()["id"]
    for section, text in WRITTEN.items():
        answer = officer.send("PUT", f"reviews/{review}/sections", {"section": section, "text": text})
        assert answer.status_code == 200, answer.content
    return review


def test_from_the_first_word_to_the_archived_incident(signed_in: SignedIn, ended: Incident) -> None:
    officer, commander = signed_in("duty_officer"), signed_in("commander")
    refused = commander.send("POST", f"incidents/{ended.id}/archive")
    assert (refused.status_code, refused.json()["code"]) == (409, "archive_condition")
    review = written(officer, ended)
    assert officer.send("POST", f"reviews/{review}/submit").json()["state"] == "SUBMITTED"
    returned = commander.send("POST", f"reviews/{review}/return", {"reason": "补充通信情况"})
    assert returned.json()["state"] == "DRAFT"
    officer.send("POST", f"reviews/{review}/submit")
    assert commander.send("POST", f"reviews/{review}/accept").json()["state"] == "ACCEPTED"
    assert commander.send("POST", f"incidents/{ended.id}/archive").json()["state"] == "ARCHIVED"


def test_an_improvement_is_named_listed_and_finished(cast: Cast, signed_in: SignedIn, ended: Incident) -> None:
    officer, handler = signed_in("duty_officer"), signed_in("handler")
    review = written(officer, ended)
    body = {
        "text": "增配卫星电话",
        "owner_organization_id": str(cast.stage.organizations["health"]),
        "due_at": (kernel_clock.now() + timedelta(days=30)).isoformat(),
    }
    named = officer.send("POST", f"reviews/{review}/improvements", body)
    assert named.status_code == 201, named.content
    assert named.json()["owner"] == "小店区卫生健康和体育局"
    assert officer.get("reviews", incident_id=str(ended.id)).json()["items"][0]["id"] == review
    assert officer.get("reviews", incident_id=str(uuid4())).json()["items"] == []
    assert len(officer.get("improvements", incident_id=str(ended.id)).json()["items"]) == 1
    assert officer.get("improvements", incident_id=str(uuid4())).json()["items"] == []
    assert [one["id"] for one in handler.get("improvements", state="OPEN").json()["items"]] == [named.json()["id"]]
    done = handler.send("POST", f"improvements/{named.json()['id']}/finish", {"result": "已配发"})
    assert done.json()["state"] == "DONE"
    assert handler.get("improvements", state="OPEN").json()["items"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "incidents/{incident}/review"),
        ("PUT", "reviews/{review}/sections"),
        ("POST", "reviews/{review}/submit"),
        ("POST", "reviews/{review}/accept"),
        ("POST", "reviews/{review}/return"),
        ("POST", "reviews/{review}/improvements"),
    ],
)
def test_the_neighbour_gets_the_answer_of_what_does_not_exist(
    cast: Cast, signed_in: SignedIn, ended: Incident, method: str, path: str
) -> None:
    review = written(signed_in("duty_officer"), ended)
    body = {
        "section": "SUGGESTIONS",
        "text": "无",
        "reason": "无",
        "owner_organization_id": str(cast.stage.organizations["health"]),
        "due_at": "2027-01-01T00:00:00+08:00",
    }
    neighbour = signed_in("stranger")
    real = neighbour.send(method, path.format(incident=ended.id, review=review), body)
    absent = neighbour.send(method, path.format(incident=uuid4(), review=uuid4()), body)
    assert (real.status_code, real.json()["code"]) == (absent.status_code, absent.json()["code"]) == (404, "not_found")


def test_the_reader_who_may_not_write_is_told_so(signed_in: SignedIn, ended: Incident) -> None:
    refused = signed_in("observer").send("POST", f"incidents/{ended.id}/review")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_a_section_that_does_not_exist_and_a_due_time_without_a_zone_are_refused(
    cast: Cast, signed_in: SignedIn, ended: Incident
) -> None:
    officer = signed_in("duty_officer")
    review = written(officer, ended)
    assert officer.send("PUT", f"reviews/{review}/sections", {"section": "FOURTH", "text": "x"}).status_code == 422
    body = {
        "text": "x",
        "owner_organization_id": str(cast.stage.organizations["health"]),
        "due_at": "2027-01-01T00:00:00",
    }
    assert officer.send("POST", f"reviews/{review}/improvements", body).status_code == 422


def test_no_text_breaks_a_section_or_the_report(signed_in: SignedIn, ended: Incident) -> None:
    officer = signed_in("duty_officer")
    review = officer.send("POST", f"incidents/{ended.id}/review").json()["id"]
    for text in naughty_strings()[::12]:
        answer = officer.send("PUT", f"reviews/{review}/sections", {"section": "SUGGESTIONS", "text": text})
        assert answer.status_code in (200, 422), text
        assert officer.get(f"incidents/{ended.id}/report.html").status_code == 200
        assert officer.get(f"incidents/{ended.id}/report.md").status_code == 200
