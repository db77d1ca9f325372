"""D-09: a cold-chain sample is preliminary positive; within a minute nine groups with heads are at work.

A group without a head blocks the start unless somebody overrides it with a reason, and once the upper team has
joined only the commander issues orders.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from liandong.incidents import services as incidents
from liandong.incidents.models import Incident
from liandong.incidents.rules.drafts import IncidentDraft
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.durations import Limit
from liandong.notices.models import Notice
from liandong.orders.models import Order
from liandong.orders.rules import Addressee, OrderDraft
from liandong.orders.services import issue_order
from liandong.organizations.models import Holding, Organization, Post
from liandong.plans import queries, services
from liandong.plans.models import GroupMember, Response, WorkingGroup
from liandong.plans.rules import GroupWithoutHead, OnlyCommanderOrders
from liandong.timeline.models import StoredEntry
from tests.cast import Cast
from tests.orders.seeing import record_holds

pytestmark = pytest.mark.django_db

OUTBREAK = "outbreak-response"
FACTS = {"preliminary_positive": True, "cases": 1, "population": 420_000, "upper_team_joined": False}


@pytest.fixture
def incident_id(cast: Cast) -> UUID:
    """09:00: the laboratory reports that a cold-chain sample is preliminary positive."""
    draft = IncidentDraft(
        title="冷链物流标本初筛阳性", event_type="30100", region_code=cast.region, facts=FACTS, summary="疾控中心报告"
    )
    return incidents.open_incident(cast.duty_leader, draft).id


@pytest.fixture
def response(cast: Cast, clock: SimulatedClock, incident_id: UUID) -> Response:
    """The commander starts the plan 40 seconds later."""
    clock.move_to(clock.now() + timedelta(seconds=40))
    return services.activate_plan(cast.commander, incident_id, OUTBREAK, "II")


def post_of(cast: Cast, unit: str, kind: str = "department_head") -> Post:
    return Post.objects.get(organization_id=cast.stage.organizations[unit], kind=kind)


def test_the_platform_proposes_the_outbreak_plan_at_once(cast: Cast, incident_id: UUID) -> None:
    first = queries.propose(cast.duty_leader, incident_id)[0]
    assert (first.plan.id, first.level, first.sure) == (OUTBREAK, "II", True)


def test_within_a_minute_nine_groups_with_heads_are_at_work_and_told(
    cast: Cast, clock: SimulatedClock, response: Response
) -> None:
    assert clock.now() - response.reported_at <= timedelta(seconds=60)
    heads = GroupMember.objects.filter(group__response=response, role="HEAD")
    assert WorkingGroup.objects.filter(response=response).count() == heads.count() == 9
    told = set(Notice.objects.filter(template="plan_activated").values_list("person_id", flat=True))
    assert set(heads.values_list("person_id", flat=True)) <= told


def test_the_mode_is_emergency_and_the_switch_is_on_record(incident_id: UUID, response: Response) -> None:
    incident = Incident.objects.get(id=incident_id)
    assert incident.framework == "EMERGENCY"
    entry = StoredEntry.objects.get(incident_id=incident_id, verb="framework_changed")
    assert (entry.reason[:2], '"before":"LINKAGE"' in entry.payload.replace(" ", "")) == ("启动", True)
    assert entry.reason.endswith("平时转急时")


def test_the_end_gives_the_mode_back_to_the_rule(cast: Cast, incident_id: UUID, response: Response) -> None:
    services.stand_down(cast.commander, response.id, "复核为阴性", early=True)
    assert Incident.objects.get(id=incident_id).framework == "LINKAGE"


def test_orders_are_out_with_their_clocks_in_the_commanders_name(response: Response) -> None:
    orders = Order.objects.filter(response_id=response.id)
    assert orders.count() > 20
    assert set(orders.values_list("in_name_of", flat=True)) == {"疫情防控应急指挥长"}
    assert not orders.filter(due_at__isnull=True).exists()


def test_information_officers_get_the_watch_around_the_clock(response: Response) -> None:
    officers = GroupMember.objects.filter(group__response=response, role="INFORMATION_OFFICER")
    assert officers.exists()
    told = Notice.objects.filter(template="information_watch").values_list("person_id", flat=True)
    assert set(officers.values_list("person_id", flat=True)) <= set(told)


def test_the_record_shows_the_time_from_report_to_activation(response: Response) -> None:
    entry = StoredEntry.objects.get(subject_id=str(response.id), verb="plan_activated")
    assert '"minutes_after_report":0.7' in entry.payload.replace(" ", "")
    assert record_holds()


def test_a_group_without_a_head_blocks_the_start(cast: Cast, incident_id: UUID) -> None:
    Holding.objects.filter(post=post_of(cast, "industry_information")).delete()
    with pytest.raises(GroupWithoutHead) as refused:
        services.activate_plan(cast.commander, incident_id, OUTBREAK, "II")
    assert refused.value.text("zh").startswith("以下工作组没有组长：物资保障组。")
    assert not Response.objects.exists()


def test_with_a_reason_it_starts_all_the_same_and_the_reason_stays(cast: Cast, incident_id: UUID) -> None:
    Holding.objects.filter(post=post_of(cast, "industry_information")).delete()
    reason = "组长出差，副组长先行主持"
    services.activate_plan(cast.commander, incident_id, OUTBREAK, "II", overrides={"supplies": reason})
    assert WorkingGroup.objects.get(group_id="supplies").without_head_because == reason


def test_after_the_upper_team_has_joined_only_the_commander_issues_orders(
    cast: Cast, clock: SimulatedClock, incident_id: UUID, response: Response
) -> None:
    to = Addressee.organization(Organization.objects.get(id=cast.stage.organizations["health"]).id)
    draft = OrderDraft(
        kind="task",
        title="增设采样点",
        region_code=cast.region,
        addressees=(to,),
        within=Limit.parse("2h"),
        incident_id=incident_id,
    )
    issue_order(cast.dispatcher, draft)
    clock.move_to(clock.now() + timedelta(hours=2))
    incidents.record_facts(cast.duty_leader, incident_id, {"upper_team_joined": True}, "省、市工作专班进驻")
    with pytest.raises(OnlyCommanderOrders) as refused:
        issue_order(cast.dispatcher, draft)
    assert "省级指挥长" in refused.value.text("zh")
    assert issue_order(cast.commander, draft).title == "增设采样点"
