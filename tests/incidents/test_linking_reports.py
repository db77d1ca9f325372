"""并入、拆分、立案、误报: what becomes of a report, and that a merge can be undone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.incidents import services
from liandong.incidents.models import Incident, Report
from liandong.incidents.rules.problems import EventTypeNeeded, IncidentNotOpen, ReasonNeeded, ReportStateRefuses
from liandong.incidents.rules.reports import ReportState, state_after
from tests.incidents.people import SYSTEM
from tests.incidents.telling import GAS_BLAST, opened, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ALLOWED = {
    ("NEW", "attach"): "ATTACHED",
    ("NEW", "promote"): "PROMOTED",
    ("NEW", "mark_false"): "FALSE",
    ("SPLIT", "attach"): "ATTACHED",
    ("SPLIT", "promote"): "PROMOTED",
    ("SPLIT", "mark_false"): "FALSE",
    ("FALSE", "attach"): "ATTACHED",
    ("FALSE", "promote"): "PROMOTED",
    ("ATTACHED", "split"): "SPLIT",
}


@pytest.mark.parametrize("verb", ["attach", "promote", "mark_false", "split"])
@pytest.mark.parametrize("state", list(ReportState))
def test_the_table_of_states(state: ReportState, verb: str) -> None:
    target = ALLOWED.get((state.value, verb))
    if target is None:
        with pytest.raises(ReportStateRefuses):
            state_after(state, verb)
    else:
        assert state_after(state, verb) == target


def test_a_promoted_report_is_the_first_of_its_incident() -> None:
    report = reported(event_type=GAS_BLAST, summary="厂房爆炸", place="东中环", lon=112.55, lat=37.73)
    incident = services.promote_report(SYSTEM, report.id)
    report.refresh_from_db()
    assert (report.state, report.incident_id) == ("PROMOTED", incident.id)
    assert (incident.title, incident.place, incident.lon) == ("厂房爆炸", "东中环", 112.55)


def test_without_an_event_type_a_report_is_not_promoted() -> None:
    report = reported()
    with pytest.raises(EventTypeNeeded):
        services.promote_report(SYSTEM, report.id)
    assert services.promote_report(SYSTEM, report.id, event_type=GAS_BLAST).event_type == GAS_BLAST


def test_an_attached_report_adds_its_facts_to_the_incident() -> None:
    incident = opened(facts={"deaths": 1})
    services.attach_report(SYSTEM, reported(facts={"serious_injuries": 12}).id, incident.id, "同一事件")
    incident.refresh_from_db()
    assert incident.facts == {"deaths": 1, "serious_injuries": 12}
    assert incident.legal_grade == "LARGER"


def test_a_report_is_not_attached_to_a_closed_incident() -> None:
    incident = opened()
    services.close_incident(SYSTEM, incident.id, "处置完毕")
    with pytest.raises(IncidentNotOpen):
        services.attach_report(SYSTEM, reported().id, incident.id, "迟到")


def test_a_false_report_needs_a_reason_and_can_still_turn_out_true() -> None:
    report = reported(event_type=GAS_BLAST)
    with pytest.raises(ReasonNeeded):
        services.mark_false(SYSTEM, report.id, " ")
    services.mark_false(SYSTEM, report.id, "现场核实无警情")
    assert Report.objects.get(id=report.id).state == "FALSE"
    assert services.promote_report(SYSTEM, report.id).state == "OPEN"


def picture(incident: Incident) -> dict[str, Any]:
    """What an incident shows, but for its count of changes."""
    row = Incident.objects.filter(id=incident.id).values().get()
    return {name: value for name, value in row.items() if name != "version"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    own=st.dictionaries(st.sampled_from(["deaths", "missing", "loss_yuan"]), st.integers(0, 200), max_size=3),
    merged=st.lists(
        st.dictionaries(
            st.sampled_from(["deaths", "serious_injuries", "loss_yuan", "trapped"]),
            st.integers(0, 200),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=3,
    ),
    order=st.randoms(use_true_random=False),
)
def test_merging_reports_and_splitting_them_again_restores_the_incident(
    clock: Any, own: dict[str, int], merged: list[dict[str, int]], order: Any
) -> None:
    incident = opened(facts=own)
    before = picture(incident)
    reports = [reported(facts=facts) for facts in merged]
    for report in reports:
        clock.advance(minutes=1)
        services.attach_report(SYSTEM, report.id, incident.id, "似为同一事件")
    order.shuffle(reports)
    for report in reports:
        services.split_report(SYSTEM, report.id, "另有其事")
    assert picture(incident) == before
    assert {Report.objects.get(id=report.id).state for report in reports} == {"SPLIT"}
