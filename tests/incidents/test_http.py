"""Reports and incidents over HTTP: the shapes, the scope, the keys, and what bad input gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from liandong.incidents.models import Report
from tests.data import naughty_strings
from tests.incidents.conftest import Caller
from tests.incidents.telling import GAS_BLAST, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

Calling = Callable[..., Caller]


def call(**said: Any) -> dict[str, Any]:
    return {"channel": "119", "client_key": "call-1", "summary": "着火了", "region_code": "140105", **said}


class TestPostingAReport:
    def test_answers_201_then_200_for_the_same_again(self, calling: Calling) -> None:
        officer = calling("duty_officer")
        first, again = officer.post("reports", call()), officer.post("reports", call())
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]
        assert again.json()["repeated"] is True

    def test_answers_409_for_another_content_under_the_same_key(self, calling: Calling) -> None:
        officer = calling("duty_officer")
        officer.post("reports", call())
        refused = officer.post("reports", call(summary="没有着火"))
        assert (refused.status_code, refused.json()["code"]) == (409, "report_key_reused")

    def test_takes_the_header_as_its_key(self, calling: Calling) -> None:
        officer = calling("duty_officer")
        body = call()
        del body["client_key"]
        officer.post("reports", body, key="K-7")
        assert officer.post("reports", body, key="K-7").json()["repeated"] is True

    def test_without_any_key_is_refused(self, calling: Calling) -> None:
        body = call()
        del body["client_key"]
        refused = calling("duty_officer").post_without_key("reports", body)
        assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_missing")

    def test_converts_the_position_to_cgcs2000(self, calling: Calling) -> None:
        position = {"lon": 112.555199, "lat": 37.871125, "crs": "GCJ02"}
        calling("duty_officer").post("reports", call(position=position))
        kept = Report.objects.get()
        assert (kept.lon, kept.lat) == pytest.approx((112.5489, 37.8706), abs=1e-5)
        assert kept.given_crs == "GCJ02"

    @pytest.mark.parametrize(
        "bad",
        [
            {"position": {"lon": 999, "lat": 37.7}},
            {"position": {"lon": 37.7, "lat": 112.5}},
            {"position": {"lon": "112", "lat": 37.7}},
            {"facts": {"deaths": {"a": 1}}},
            {"facts": {"1x": 1}},
            {"facts": {"note": "a\u0000b"}},
            {"channel": "118"},
            {"region_code": "14010"},
            {"region_code": "149999"},
            {"event_type": "99999"},
            {"occurred_at": "2026-11-23T08:00:00"},
            {"reporter": {"phone": "call me"}},
            {"unknown": 1},
            {"summary": "好" * 20_001},
        ],
    )
    def test_answers_422_for_what_cannot_be_and_keeps_nothing(self, calling: Calling, bad: dict[str, Any]) -> None:
        assert calling("duty_officer").post("reports", call(**bad)).status_code in (400, 422)
        assert not Report.objects.exists()

    def test_is_forbidden_in_another_county(self, calling: Calling) -> None:
        assert calling("duty_officer").post("reports", call(region_code="140106")).status_code == 403

    def test_needs_somebody_known(self, client: Any) -> None:
        assert client.post("/api/reports", call(), content_type="application/json").status_code == 401


TEXTS = ("summary", "place", "source_unit")


def test_every_naughty_string_comes_back_as_sent_or_is_refused(calling: Calling) -> None:
    officer = calling("duty_officer")
    kept = 0
    for number, text in enumerate(naughty_strings()):
        field = TEXTS[number % len(TEXTS)]
        body = call(client_key=f"n-{number}", **{field: text})
        answer = officer.post("reports", body)
        assert answer.status_code in (201, 400, 422), (field, text, answer.content)
        if answer.status_code == 201:
            kept += 1
            assert officer.get(f"reports/{answer.json()['id']}").json()[field] == text
    assert kept > 400


class TestAnIncident:
    def test_is_promoted_read_graded_and_listed(self, calling: Calling) -> None:
        leader = calling("duty_leader")
        receipt = leader.post("reports", call(event_type=GAS_BLAST, facts={"deaths": 3})).json()
        promoted = leader.post(f"reports/{receipt['id']}/promote", {"title": "厂房爆炸"})
        assert promoted.status_code == 201
        incident = promoted.json()
        assert (incident["number"], incident["legal_grade"]) == ("140105-20261123-0001", "LARGER")
        assert "3人以上10人以下死亡" in incident["proposal"]["clause"]
        leader.post(f"incidents/{incident['id']}/grade", {"level": "LARGER", "reason": "核实"})
        listed = leader.get("incidents", grade="LARGER").json()
        assert [row["confirmed_grade"] for row in listed["items"]] == ["LARGER"]

    def test_of_another_county_is_answered_as_if_it_were_not_there(self, calling: Calling) -> None:
        incident = opened(region_code="140106")
        officer = calling("duty_officer")
        hidden = officer.get(f"incidents/{incident.id}")
        absent = officer.get("incidents/01a206fd-0000-7000-8000-000000000000")
        assert (hidden.status_code, absent.status_code) == (404, 404)
        assert hidden.json()["code"] == absent.json()["code"]

    def test_goes_through_its_whole_life(self, calling: Calling) -> None:
        leader, commander = calling("duty_leader"), calling("commander")
        body = {"title": "燃气泄漏", "event_type": GAS_BLAST, "region_code": "140105", "facts": {"deaths": 0}}
        incident = leader.post("incidents", body).json()
        path = f"incidents/{incident['id']}"
        assert incident["next_phases"] == ["EARLY"]
        refused = leader.post(f"{path}/phase", {"phase": "EARLY"})
        assert (refused.status_code, refused.json()["code"]) == (409, "phase_without_feedback")
        assert leader.post(f"{path}/feedback", {"text": "已断气"}).status_code == 200
        entered = leader.post(f"{path}/phase", {"phase": "EARLY"}).json()
        assert (entered["phase"], entered["next_phases"]) == ("EARLY", ["RESPONSE", "AFTERMATH"])
        assert (
            leader.post(f"{path}/facts", {"facts": {"deaths": 3}, "reason": "续报"}).json()["legal_grade"] == "LARGER"
        )
        handover = commander.post(f"{path}/commands", {"kind": "OSC", "reason": "成立现场指挥部"}).json()
        assert leader.post(f"handovers/{handover['id']}/sign").json()["commander_kind"] == "OSC"
        triangle = [[112.5, 37.7], [112.51, 37.7], [112.51, 37.71], [112.5, 37.7]]
        zone = {
            "kind": "cordon",
            "title": "警戒区",
            "reason": "安全",
            "geometry": {"type": "Polygon", "coordinates": [triangle]},
        }
        drawn = leader.post(f"{path}/zones", zone).json()
        assert leader.post(f"zones/{drawn['id']}/lift", {"reason": "解除"}).json()["lifted_at"]
        closed = leader.post(f"{path}/close", {"conclusion": "险情排除"}).json()
        assert (closed["state"], closed["next_phases"]) == ("CLOSED", [])
        for part in ("facts", "phases", "commands", "zones", "submissions", "information", "missing-items"):
            assert leader.get(f"{path}/{part}").status_code == 200, part

    def test_of_an_unknown_region_is_refused(self, calling: Calling) -> None:
        body = {"title": "x", "event_type": GAS_BLAST, "region_code": "149999"}
        assert calling("duty_leader", "14").post("incidents", body).json()["code"] == "unknown_region"


class TestReportsOverHttp:
    def test_are_attached_split_and_judged_false(self, calling: Calling) -> None:
        officer, incident = calling("duty_officer"), opened()
        report = officer.post("reports", call()).json()["id"]
        body = {"incident_id": str(incident.id), "reason": "同一事件"}
        assert officer.post(f"reports/{report}/attach", body).json()["state"] == "ATTACHED"
        assert officer.post(f"reports/{report}/mark-false", {"reason": "误报"}).status_code == 409
        assert officer.post(f"reports/{report}/split", {"reason": "另有其事"}).json()["state"] == "SPLIT"
        assert officer.post(f"reports/{report}/mark-false", {"reason": "误报"}).json()["state"] == "FALSE"
        assert officer.get("reports", state="FALSE").json()["items"][0]["id"] == report

    def test_show_who_reported_only_masked_until_somebody_states_a_reason(self, calling: Calling) -> None:
        leader = calling("duty_leader")
        reporter = {"name": "王小明", "phone": "13812345678"}
        report = leader.post("reports", call(reporter=reporter)).json()["id"]
        assert leader.get(f"reports/{report}").json()["reporter"]["phone"] == "138****5678"
        shown = leader.post(f"reports/{report}/reveal-reporter", {"reason": "回访"}).json()
        assert shown["phone"] == "13812345678"

    def test_are_continued_and_compared(self, calling: Calling) -> None:
        officer = calling("duty_officer")
        first = officer.post("reports", call(reporter={"phone": "13812345678"})).json()["id"]
        assert officer.post(f"reports/{first}/follow-ups", {"summary": "续报"}).status_code == 201
        officer.post("reports", call(client_key="call-2", reporter={"phone": "13812345678"}))
        found = officer.get(f"reports/{first}/candidates").json()
        assert found[0]["reasons"][-1] == {"zh": "文字相似100%", "en": "words 100% alike"}


class TestAReportUpward:
    def test_is_prepared_signed_three_times_and_sent(self, calling: Calling) -> None:
        incident = opened(facts={"deaths": 1})
        officer, leader, director = calling("duty_officer"), calling("duty_leader"), calling("commander")
        owed = officer.get(f"incidents/{incident.id}/submissions").json()
        upward = next(row["id"] for row in owed if row["to_level"] == "CITY")
        officer.post(f"submissions/{upward}/prepare", {"text": "死亡1人", "items": {"scope": "一栋厂房"}})
        skipped = director.post(f"submissions/{upward}/endorse", {"signer": "DIRECTOR"})
        assert (skipped.status_code, skipped.json()["code"]) == (409, "endorsement_skipped")
        for who, signer in ((officer, "DUTY_OFFICER"), (leader, "DUTY_LEADER"), (director, "DIRECTOR")):
            signed = who.post(f"submissions/{upward}/endorse", {"signer": signer, "opinion": "同意"})
            assert signed.status_code == 200
        assert len(signed.json()["endorsements"]) == 3
        assert officer.post(f"submissions/{upward}/send").json()["state"] == "SENT"
        received = calling("duty_officer", "1401").post(f"submissions/{upward}/receive")
        assert received.json()["state"] == "RECEIVED"
