"""D-06: the fire and rescue team commands from 14:00; the government's on-scene command takes over at 15:30."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from liandong.incidents import queries, services
from liandong.incidents.models import Incident
from liandong.incidents.rules.command import Commander, CommandKind
from liandong.incidents.rules.problems import OrderOutsideCommand
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.durations import Limit
from liandong.notices.models import Notice
from liandong.orders.models import Order
from liandong.orders.rules import Addressee, OrderDraft
from liandong.orders.services import issue_order
from liandong.organizations.models import Organization
from liandong.timeline.models import StoredEntry
from tests.incidents.people import COUNTY, SYSTEM, actor, office, on_duty
from tests.incidents.telling import opened

pytestmark = pytest.mark.django_db

BEIJING = ZoneInfo("Asia/Shanghai")


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=BEIJING)


def order_of(brigade: Organization, force: Organization, incident: Incident) -> Order:
    """An order that the brigade gives a force in its own name."""
    draft = OrderDraft(
        kind="task",
        title="增援东侧",
        region_code=COUNTY,
        addressees=(Addressee.organization(force.id),),
        incident_id=incident.id,
        within=Limit.parse("2h"),
    )
    return issue_order(actor("dispatcher", organization_id=brigade.id), draft)


@pytest.fixture
def brigade(clock: SimulatedClock) -> Organization:
    clock.move_to(at(14, 0))
    return office(kind="fire_rescue", name="消防救援大队")


@pytest.fixture
def forces(brigade: Organization) -> list[Organization]:
    """Three forces, each with somebody on duty."""
    teams = [office(kind="enterprise_force", name=name) for name in ("矿山救护队", "燃气抢修队", "电力抢修队")]
    for team in teams:
        on_duty(team, "DUTY_OFFICER", f"{team.name}值班员")
    return teams


@pytest.fixture
def incident(clock: SimulatedClock, brigade: Organization, forces: list[Organization]) -> Incident:
    """14:00: the brigade commands and has sent three forces."""
    opened_incident = opened(facts={"deaths": 1})
    for force in forces:
        order_of(brigade, force, opened_incident)
    return opened_incident


@pytest.fixture
def handed_over(clock: SimulatedClock, incident: Incident) -> Incident:
    """15:30: the government sets up an on-scene command, and both sides sign."""
    clock.move_to(at(15, 30))
    command = office(kind="on_scene_command", name="现场指挥部")
    to = Commander(kind=CommandKind.OSC, organization_id=command.id)
    proposed = services.hand_over_command(actor("duty_leader"), incident.id, to, "县政府成立现场指挥部")
    return services.sign_handover(actor("commander", organization_id=command.id), proposed.id)


def test_the_commander_is_the_on_scene_command(handed_over: Incident) -> None:
    assert handed_over.commander_kind == "OSC"


def test_every_force_gets_a_notice(handed_over: Incident, forces: list[Organization]) -> None:
    told = Notice.objects.filter(template="command_handed_over").exclude(state="UNDELIVERABLE")
    assert told.count() == len(forces)


def test_at_1531_an_order_of_the_brigade_alone_is_rejected(
    clock: SimulatedClock, handed_over: Incident, brigade: Organization, forces: list[Organization]
) -> None:
    clock.move_to(at(15, 31))
    with pytest.raises(OrderOutsideCommand) as refused:
        order_of(brigade, forces[0], handed_over)
    assert refused.value.status == 409
    assert "11-23 15:30" in refused.value.text("zh")


def test_the_timeline_shows_ninety_minutes_of_the_brigades_command(handed_over: Incident) -> None:
    entry = StoredEntry.objects.get(incident_id=handed_over.id, verb="command_handed_over")
    assert '"minutes":90' in entry.payload.replace(" ", "")
    assert queries.commands_of(SYSTEM, handed_over.id)[0]["minutes"] == 90
