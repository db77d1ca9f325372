"""D-07: an incident that has ended is not archived before a written review has reached emergency management."""

from __future__ import annotations

import pytest

from liandong.incidents import services as incidents
from liandong.incidents.models import Incident
from liandong.incidents.rules.problems import ArchiveRefused
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.durations import Limit
from liandong.notices.models import Notice
from liandong.orders.models import Assignment
from liandong.orders.rules import Addressee, OrderDraft
from liandong.orders.services import issue_order, sign_for, submit_result, verify_result
from liandong.review import queries, services
from liandong.review.models import Review
from liandong.review.rules import Section
from liandong.timeline.models import StoredEntry
from liandong.timeline.verification import verify
from tests.cast import Cast
from tests.incidents.telling import opened


@pytest.fixture
def ended(cast: Cast, clock: SimulatedClock) -> Incident:
    """A gas blast with its reports, an order that was carried out, phases and an end."""
    incident = opened(cast.duty_officer, facts={"deaths": 1, "serious_injuries": 2})
    draft = OrderDraft(
        kind="task",
        title="关闭调压站阀门",
        region_code="140105",
        addressees=(Addressee.organization(cast.stage.organizations["health"]),),
        incident_id=incident.id,
        within=Limit.parse("2h"),
    )
    order = issue_order(cast.dispatcher, draft)
    task = Assignment.objects.get(order=order)
    clock.advance(minutes=5)
    sign_for(cast.handler, task.id)
    clock.advance(minutes=30)
    submit_result(cast.handler, task.id, text="阀门已关闭，伤员已送医")
    verify_result(cast.duty_leader, task.id)
    incidents.give_feedback(cast.duty_officer, incident.id, "单位已自救")
    incidents.enter_phase(cast.duty_officer, incident.id, "EARLY", "专业力量到场")
    clock.advance(hours=2)
    return incidents.close_incident(cast.duty_leader, incident.id, "险情排除")


@pytest.fixture
def written(cast: Cast, clock: SimulatedClock, ended: Incident) -> Review:
    """The fire and rescue side writes three sections and hands them in."""
    clock.advance(days=2)
    review = services.start_review(cast.duty_officer, ended.id)
    services.write_section(cast.duty_officer, review.id, Section.GOOD_PRACTICE, "五分钟内签收并出动。")
    services.write_section(cast.duty_officer, review.id, Section.SHORTCOMINGS, "现场通信中断十分钟。")
    services.write_section(cast.duty_officer, review.id, Section.SUGGESTIONS, "增配卫星电话。")
    return services.submit_review(cast.duty_officer, review.id)


def test_archiving_without_a_review_fails_and_says_what_is_missing(cast: Cast, ended: Incident) -> None:
    with pytest.raises(ArchiveRefused) as refused:
        incidents.archive_incident(cast.commander, ended.id)
    assert refused.value.status == 409
    assert "书面复盘" in refused.value.text("zh")
    ended.refresh_from_db()
    assert ended.state == "CLOSED"
    assert not StoredEntry.objects.filter(verb="incident_archived").exists()


def test_a_draft_is_not_a_review(cast: Cast, ended: Incident) -> None:
    services.start_review(cast.duty_officer, ended.id)
    with pytest.raises(ArchiveRefused):
        incidents.archive_incident(cast.commander, ended.id)


def test_the_review_with_three_sections_reaches_emergency_management(cast: Cast, written: Review) -> None:
    told = Notice.objects.get(template="review_submitted")
    assert told.recipient == f"ORGANIZATION:{cast.stage.organizations['emergency_management']}"
    assert told.person_id == cast.stage.people["emergency_management", "演示·应急负责人"]


def test_handing_in_alone_does_not_open_the_archive(cast: Cast, written: Review, ended: Incident) -> None:
    with pytest.raises(ArchiveRefused):
        incidents.archive_incident(cast.commander, ended.id)


def test_the_machine_report_cites_every_item_of_the_timeline(cast: Cast, written: Review, ended: Incident) -> None:
    report = queries.draft_report(cast.commander, ended.id)
    cited = {one.entry_id for chapter in report.chapters for one in chapter.statements}
    assert cited == set(StoredEntry.objects.filter(incident_id=ended.id).values_list("entry_id", flat=True))
    told = {chapter.title.zh for chapter in report.chapters}
    assert {"信息接报与研判", "指令与落实"} <= told


def test_then_archiving_succeeds_and_the_record_still_verifies(cast: Cast, written: Review, ended: Incident) -> None:
    services.accept_review(cast.commander, written.id)
    assert incidents.archive_incident(cast.commander, ended.id).state == "ARCHIVED"
    assert verify().ok


def test_a_review_that_was_returned_closes_the_archive_again(cast: Cast, written: Review, ended: Incident) -> None:
    services.return_review(cast.commander, written.id, "不足部分过于笼统")
    with pytest.raises(ArchiveRefused):
        incidents.archive_incident(cast.commander, ended.id)
