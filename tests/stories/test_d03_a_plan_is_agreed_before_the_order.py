"""D-03: in ordinary times fire and rescue drafts, emergency management agrees at 10:00, only then goes the order."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from liandong.adapters.console.channel import FileChannel
from liandong.adapters.sms_simulator.channel import SmsSimulator
from liandong.dispatch.models import Deployment, Filing, Mission, Unit
from liandong.dispatch.queries import acknowledgements
from liandong.dispatch.rules.chains import Verdict
from liandong.dispatch.rules.problems import OrderBeforeConsent
from liandong.dispatch.services import DeploymentDraft, LineDraft, answer_step, draft_deployment, order_deployment
from liandong.incidents.models import Incident
from liandong.kernel.clock import SimulatedClock
from liandong.notices import channels
from liandong.notices.models import Delivery, Notice
from liandong.orders.models import Assignment, Order
from liandong.orders.services import sign_for
from liandong.organizations.models import Organization
from liandong.timeline.models import StoredEntry
from tests.dispatch.conftest import Desk, actor, on_duty, organization

pytestmark = pytest.mark.django_db

BEIJING = ZoneInfo("Asia/Shanghai")


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=BEIJING)


@pytest.fixture
def teams(desk: Desk) -> list[Unit]:
    """Three forces under three departments."""
    for kind, name in (("transport", "交通运输局"), ("civil_affairs", "民政局")):
        on_duty(organization(kind, name))
    return [
        desk.team("道路抢通队", "road_repair_team"),
        desk.team("蓝天救援队", "social_force", "social_force"),
        desk.team("医疗救治队", "medical_team", "health"),
    ]


@pytest.fixture(autouse=True)
def two_channels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A text message gateway and a file beside the inbox that every reader has."""
    monkeypatch.setattr(channels, "_register", {})
    channels.register(SmsSimulator())
    channels.register(FileChannel(tmp_path / "notices.txt"))


@pytest.fixture
def incident(desk: Desk) -> Incident:
    return desk.incident()


@pytest.fixture
def plan(clock: SimulatedClock, desk: Desk, teams: list[Unit], incident: Incident) -> Deployment:
    """09:55: fire and rescue drafts."""
    clock.move_to(at(9, 55))
    lines = tuple(LineDraft(unit_id=team.id) for team in teams)
    return draft_deployment(desk.dispatcher, incident.id, DeploymentDraft(lines=lines))


@pytest.fixture
def ordered(clock: SimulatedClock, desk: Desk, plan: Deployment) -> Deployment:
    """10:00: emergency management agrees, and fire and rescue orders."""
    clock.move_to(at(10, 0))
    emergency = actor("department_handler", of=desk.emergency)
    answer_step(emergency, plan.id, "approve:140105", Verdict.AGREED, opinion="同意")
    return order_deployment(desk.dispatcher, plan.id)


def test_an_order_attempted_at_0959_is_refused(clock: SimulatedClock, desk: Desk, plan: Deployment) -> None:
    clock.move_to(at(9, 59))
    with pytest.raises(OrderBeforeConsent) as refused:
        order_deployment(desk.dispatcher, plan.id)
    assert refused.value.data["missing"] == ["approve:140105"]
    assert "应急管理部门同意" in refused.value.text("zh")
    assert not Order.objects.exists()
    assert not Mission.objects.exists()


def test_the_order_reaches_three_teams_on_several_channels(ordered: Deployment, teams: list[Unit]) -> None:
    tasks = Assignment.objects.filter(order_id=ordered.order_id)
    assert {task.organization_id for task in tasks} == {team.organization_id for team in teams}
    notices = Notice.objects.filter(template="order_issued").exclude(state="UNDELIVERABLE")
    sent = set(Delivery.objects.filter(notice__in=notices).values_list("notice_id", "channel"))
    assert sent == {(notice.id, channel) for notice in notices for channel in ("sms", "file")}
    assert notices.count() == 3


def test_each_team_acknowledges(clock: SimulatedClock, ordered: Deployment, teams: list[Unit]) -> None:
    for minute, team in enumerate(teams, 1):
        clock.move_to(at(10, minute))
        leader = actor("field_worker", of=Organization.objects.get(id=team.organization_id))
        sign_for(leader, Assignment.objects.get(organization_id=team.organization_id).id)
    seconds = sorted((m.acknowledged_at - m.assigned_at).seconds for m in Mission.objects.all() if m.acknowledged_at)
    assert seconds == [60, 120, 180]


def test_the_desk_sees_rate_and_time_of_each_force(
    clock: SimulatedClock, desk: Desk, ordered: Deployment, teams: list[Unit]
) -> None:
    clock.move_to(at(10, 2))
    leader = actor("field_worker", of=Organization.objects.get(id=teams[0].organization_id))
    sign_for(leader, Assignment.objects.get(organization_id=teams[0].organization_id).id)
    found = acknowledgements(desk.dispatcher, incident_id=ordered.incident_id)
    assert [(one.rate, one.median_seconds) for one in found] == [(0.0, None), (0.0, None), (1.0, 120.0)]
    assert found[-1].organization_id == teams[0].organization_id


def test_a_filing_to_each_teams_department_is_made_by_itself(ordered: Deployment, teams: list[Unit]) -> None:
    filings = Filing.objects.filter(deployment=ordered)
    assert {filing.department for filing in filings} == {"transport", "civil_affairs", "health"}
    assert all(filing.organization_id and filing.unit_ids for filing in filings)
    told = Notice.objects.filter(template="deployment_filed").exclude(state="UNDELIVERABLE")
    assert told.count() == 3


def test_the_record_says_who_drafted_agreed_ordered_and_filed(ordered: Deployment) -> None:
    verbs = StoredEntry.objects.filter(subject_kind="deployment").order_by("number").values_list("verb", flat=True)
    steps = [verb for verb in verbs if verb.startswith("deployment_")]
    assert steps[:2] == ["deployment_drafted", "deployment_agreed"]
    assert Counter(steps)["deployment_filed"] == 3
    assert steps[-1] == "deployment_ordered"
