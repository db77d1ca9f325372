"""指挥权: who commands, how it passes, and who may order afterwards."""

from __future__ import annotations

import pytest

from liandong.incidents import queries, services
from liandong.incidents.events import CommandHandedOver
from liandong.incidents.handlers import only_the_command_orders
from liandong.incidents.models import Incident
from liandong.incidents.rules.command import Commander, CommandKind
from liandong.incidents.rules.problems import HandoverNotPending, HandoverPending, OrderOutsideCommand, SameSigner
from liandong.kernel import events
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.kernel.ids import new_id
from liandong.orders.rules import Addressee, OrderDraft
from liandong.organizations.models import Organization
from tests.incidents.people import COUNTY, SYSTEM, actor, office
from tests.incidents.telling import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def brigade(clock: SimulatedClock) -> Organization:
    return office(kind="fire_rescue", name="消防救援大队")


@pytest.fixture
def incident(brigade: Organization) -> Incident:
    return opened(facts={"deaths": 1})


def headquarters() -> Organization:
    return office(kind="on_scene_command", name="现场指挥部")


def handed_over(incident: Incident, to: Organization) -> Incident:
    proposed = services.hand_over_command(
        actor("duty_leader"), incident.id, Commander(kind=CommandKind.OSC, organization_id=to.id), "政府成立现场指挥部"
    )
    return services.sign_handover(actor("commander"), proposed.id)


def order(incident: Incident, **said: object) -> OrderDraft:
    return OrderDraft(
        kind="task",
        title="增援",
        region_code=COUNTY,
        addressees=(Addressee.organization(new_id()),),
        incident_id=incident.id,
    )


class TestCommand:
    def test_lies_with_the_fire_and_rescue_team_at_first(self, incident: Incident, brigade: Organization) -> None:
        assert (incident.commander_kind, incident.commander_organization_id) == ("FRT", brigade.id)

    def test_passes_only_with_the_second_signature(self, incident: Incident) -> None:
        to = headquarters()
        proposed = services.hand_over_command(
            SYSTEM, incident.id, Commander(kind=CommandKind.OSC, organization_id=to.id), "成立现场指挥部"
        )
        incident.refresh_from_db()
        assert incident.commander_kind == "FRT"
        assert services.sign_handover(SYSTEM, proposed.id).commander_kind == "OSC"

    def test_is_signed_by_two_people(self, incident: Incident) -> None:
        one = actor("commander")
        proposed = services.hand_over_command(one, incident.id, Commander(kind=CommandKind.OSC), "成立现场指挥部")
        with pytest.raises(SameSigner):
            services.sign_handover(one, proposed.id)

    def test_is_not_a_duty_officers_to_hand_over(self, incident: Incident) -> None:
        with pytest.raises(Forbidden):
            services.hand_over_command(actor("duty_officer"), incident.id, Commander(kind=CommandKind.OSC), "理由")

    def test_is_handed_over_once_at_a_time_and_a_proposal_can_be_withdrawn(self, incident: Incident) -> None:
        first = services.hand_over_command(SYSTEM, incident.id, Commander(kind=CommandKind.OSC), "一")
        with pytest.raises(HandoverPending):
            services.hand_over_command(SYSTEM, incident.id, Commander(kind=CommandKind.HQ), "二")
        services.withdraw_handover(SYSTEM, first.id, "暂缓")
        services.hand_over_command(SYSTEM, incident.id, Commander(kind=CommandKind.HQ), "二")
        with pytest.raises(HandoverNotPending):
            services.sign_handover(SYSTEM, first.id)

    def test_log_counts_the_minutes_of_each(self, incident: Incident, clock: SimulatedClock) -> None:
        clock.advance(minutes=90)
        handed_over(incident, headquarters())
        clock.advance(minutes=15)
        log = queries.commands_of(SYSTEM, incident.id)
        assert [(one["kind"], one["minutes"]) for one in log] == [("FRT", 90), ("OSC", 15)]

    def test_tells_the_apps_above(self, incident: Incident, clock: SimulatedClock) -> None:
        told: list[CommandHandedOver] = []
        with events.isolated():
            events.subscribe(CommandHandedOver, told.append)
            handed_over(incident, headquarters())
        assert told == [CommandHandedOver(incident.id, "FRT", "OSC", clock.now())]

    def test_of_nothing_is_not_found(self, incident: Incident) -> None:
        with pytest.raises(NotFound):
            services.sign_handover(SYSTEM, new_id())


class TestOrdersAfterAHandover:
    def test_of_the_former_commander_are_refused_and_told_whose_turn_it_is(
        self, incident: Incident, brigade: Organization
    ) -> None:
        handed_over(incident, headquarters())
        with pytest.raises(OrderOutsideCommand) as refused:
            only_the_command_orders(actor("dispatcher", organization_id=brigade.id), order(incident))
        assert "现场指挥部" in refused.value.text("zh")

    def test_of_the_command_go_out(self, incident: Incident) -> None:
        to = headquarters()
        handed_over(incident, to)
        only_the_command_orders(actor("commander", organization_id=to.id), order(incident))

    def test_of_other_units_are_not_its_business(self, incident: Incident) -> None:
        handed_over(incident, headquarters())
        only_the_command_orders(actor("dispatcher", organization_id=new_id()), order(incident))

    def test_before_it_are_the_fire_and_rescue_teams(self, incident: Incident, brigade: Organization) -> None:
        only_the_command_orders(actor("dispatcher", organization_id=brigade.id), order(incident))

    def test_outside_the_incident_are_free(self, incident: Incident, brigade: Organization) -> None:
        handed_over(incident, headquarters())
        elsewhere = opened()
        only_the_command_orders(actor("dispatcher", organization_id=brigade.id), order(elsewhere))

    def test_when_command_comes_back_are_free_again(self, incident: Incident, brigade: Organization) -> None:
        handed_over(incident, headquarters())
        back = services.hand_over_command(
            SYSTEM, incident.id, Commander(kind=CommandKind.FRT, organization_id=brigade.id), "现场指挥部撤销"
        )
        services.sign_handover(SYSTEM, back.id)
        only_the_command_orders(actor("dispatcher", organization_id=brigade.id), order(incident))
