"""D-01: the duty officer of 140105 takes a gas blast; grade, clocks and recipients follow the facts to the minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from liandong.deadlines import jobs
from liandong.deadlines.models import Deadline
from liandong.incidents import services
from liandong.incidents.models import Incident, Submission
from liandong.incidents.rules.reports import Channel
from liandong.kernel.clock import SimulatedClock
from liandong.notices.models import Notice
from liandong.timeline.models import StoredEntry
from tests.incidents.people import CITY, COUNTY, PROVINCE, actor, office, on_duty
from tests.incidents.telling import draft

pytestmark = pytest.mark.django_db

BEIJING = ZoneInfo("Asia/Shanghai")
GAS_NETWORK = "21400"


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=BEIJING)


@pytest.fixture
def leader(clock: SimulatedClock) -> UUID:
    """The county's office with its duty officer and duty leader; the offices above it."""
    county = office(COUNTY)
    on_duty(county, "DUTY_OFFICER", "王值班")
    office(CITY)
    office(PROVINCE)
    return on_duty(county, "DUTY_LEADER", "李带班")


@pytest.fixture
def blast(clock: SimulatedClock, leader: UUID) -> Incident:
    """08:05: a gas blast with 2 dead and 6 seriously hurt."""
    clock.move_to(at(8, 5))
    officer = actor("duty_officer")
    said = draft(
        channel=Channel.FIRE_119,
        event_type=GAS_NETWORK,
        summary="某小区燃气管道爆燃",
        facts={"deaths": 2, "serious_injuries": 6},
    )
    receipt = services.receive_report(officer, said)
    return services.promote_report(officer, receipt.report_id)


@pytest.fixture
def third_death(clock: SimulatedClock, blast: Incident) -> Incident:
    """08:40: a follow-up gives 3 dead."""
    clock.move_to(at(8, 40))
    officer = actor("duty_officer")
    first = blast.reports.get()
    services.follow_up_report(officer, first.id, draft(summary="又有一人不治身亡", facts={"deaths": 3}))
    blast.refresh_from_db()
    return blast


def verbs(incident: Incident) -> list[tuple[str, str]]:
    rows = StoredEntry.objects.filter(incident_id=incident.id).order_by("number")
    return list(rows.values_list("verb", "reason"))


def test_two_dead_and_six_hurt_is_a_general_accident(blast: Incident) -> None:
    assert blast.legal_grade == "GENERAL"
    assert "3人以下死亡" in blast.proposal["clause"]
    assert blast.response_branch == "LINKAGE"


def test_the_clocks_show_one_hour_for_the_unit_and_two_for_the_county(blast: Incident) -> None:
    due = {(row.kind, row.due_at) for row in Deadline.objects.filter(incident_id=blast.id)}
    assert due == {("report_unit", at(9, 5)), ("report_first", at(10, 5))}


def test_a_general_accident_goes_no_further_than_the_city(blast: Incident) -> None:
    recipients = Submission.objects.filter(incident=blast).values_list("to_level", flat=True)
    assert sorted(recipients) == ["CITY", "COUNTY"]


def test_the_third_death_makes_it_a_larger_accident(third_death: Incident) -> None:
    assert third_death.legal_grade == "LARGER"
    assert third_death.response_branch == "HEADQUARTERS"


def test_the_province_becomes_a_recipient(third_death: Incident) -> None:
    added = Submission.objects.get(incident=third_death, to_level="PROVINCE")
    assert (added.from_region, added.to_region, added.state) == (CITY, PROVINCE, "WAITING")


def test_both_changes_are_logged_with_their_reason(third_death: Incident) -> None:
    logged = verbs(third_death)
    assert ("grade_proposed", "续报") in logged
    assert ("branch_changed", "续报") in logged


def test_both_counts_of_the_dead_stay_on_record(third_death: Incident) -> None:
    stated = third_death.statements.filter(fact="deaths").order_by("stated_at")
    assert list(stated.values_list("value", "stated_at")) == [(2, at(8, 5)), (3, at(8, 40))]


def test_at_1006_the_unsent_report_is_overdue_and_escalates_to_the_duty_leader(
    clock: SimulatedClock, third_death: Incident, leader: UUID
) -> None:
    clock.move_to(at(10, 4))
    jobs.tick()
    assert Deadline.objects.get(kind="report_first").state == "WARNED"

    clock.move_to(at(10, 6))
    jobs.tick()

    assert Deadline.objects.get(kind="report_first").state == "OVERDUE"
    told = Notice.objects.filter(template="deadline_escalated", person_id=leader)
    assert told.exists()


def test_a_report_sent_in_time_meets_its_clock_and_starts_the_citys(
    clock: SimulatedClock, third_death: Incident
) -> None:
    clock.move_to(at(9, 30))
    upward = Submission.objects.get(incident=third_death, to_level="CITY", stage="FIRST")
    officer, leader, director = actor("duty_officer"), actor("duty_leader"), actor("commander")
    services.prepare_submission(officer, upward.id, text="燃气爆燃，死亡3人，重伤6人")
    services.endorse_submission(officer, upward.id, "DUTY_OFFICER")
    services.endorse_submission(leader, upward.id, "DUTY_LEADER")
    services.endorse_submission(director, upward.id, "DIRECTOR")
    services.send_submission(officer, upward.id)

    onward = Submission.objects.get(incident=third_death, to_level="PROVINCE")
    assert Deadline.objects.get(subject_id=str(upward.id)).state == "MET"
    assert (onward.state, onward.due_at) == ("DUE", at(9, 30) + timedelta(hours=2))
