"""The dispatch desk: which incidents wait, what is left uncovered, whose mission it is, and what is said on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from liandong.access.rules import Actor
from liandong.dispatch.models import Mission, Unit
from liandong.dispatch.queries import coverage, missions_mine
from liandong.dispatch.rules.chains import Verdict
from liandong.dispatch.rules.problems import MissionEnded, NotYourUnit, UnitTaken
from liandong.dispatch.rules.states import UnitState
from liandong.dispatch.services import (
    DeploymentDraft,
    LineDraft,
    Sending,
    answer_step,
    assign_units,
    draft_deployment,
    order_deployment,
    recall_mission,
    report_state,
    send_message,
)
from liandong.incidents.rules.command import Commander, CommandKind
from liandong.incidents.rules.problems import OrderOutsideCommand
from liandong.incidents.services import hand_over_command, sign_handover
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden
from liandong.kernel.geo import Position
from liandong.notices.models import Notice
from liandong.resources.services import ResourceDraft, register_resource
from liandong.timeline.models import StoredEntry
from tests.dispatch.conftest import COUNTY, NEIGHBOUR, SYSTEM, Desk, actor, organization
from tests.orders.calling import Caller

pytestmark = pytest.mark.django_db
NEAR, FAR = "140105001", "140105201"


@pytest.fixture
def dispatcher(desk: Desk) -> Caller:
    return Caller("dispatcher", organization_id=desk.fire.id)


def ordered(desk: Desk, *units: Unit) -> Mission:
    """The mission of the first of the brigade's own units, which set out without anybody's consent."""
    lines = tuple(LineDraft(unit_id=unit.id) for unit in units)
    plan = draft_deployment(desk.dispatcher, desk.incident().id, DeploymentDraft(lines=lines))
    order_deployment(desk.dispatcher, plan.id)
    return Mission.objects.get(unit=units[0])


def said(verb: str) -> list[str]:
    return [str(one.payload) for one in StoredEntry.objects.filter(verb=verb)]


class TestIncidentsThatWait:
    def test_are_listed_with_how_their_forces_stand(self, desk: Desk, dispatcher: Caller) -> None:
        waiting = desk.incident(title="仓库起火")
        mission = ordered(desk, desk.unit("消防01"), desk.unit("消防02"))
        report_state(SYSTEM, mission.unit_id, UnitState.ON_SCENE)
        rows = {row["title"]: row for row in dispatcher.get("dispatch/incidents").json()["items"]}
        assert rows["厂房火灾"]["forces"] == {"out": 2, "on_scene": 1, "unsigned": 2, "plans": 0}
        assert rows[waiting.title]["forces"] == {"out": 0, "on_scene": 0, "unsigned": 0, "plans": 0}

    def test_of_another_county_are_not(self, desk: Desk) -> None:
        desk.incident()
        assert Caller("dispatcher", NEIGHBOUR).get("dispatch/incidents").json()["items"] == []


class TestCoverage:
    @pytest.fixture
    def towns(self, desk: Desk) -> dict[str, Unit]:
        """One unit in each of two towns, some ten kilometres apart."""
        return {
            NEAR: desk.unit("消防01", region=NEAR, at=Position(112.56, 37.80)),
            FAR: desk.unit("消防02", region=FAR, at=Position(112.52, 37.65)),
        }

    def test_names_the_first_unit_of_each_town_now_and_once_it_has_left(
        self, desk: Desk, towns: dict[str, Unit]
    ) -> None:
        found = {
            one.region_code: one for one in coverage(desk.dispatcher, COUNTY, leaving=[towns[FAR].id]) if one.basis
        }
        assert set(found) == {NEAR, FAR}
        near, far = found[NEAR], found[FAR]
        assert near.now == near.after
        assert far.now is not None
        assert far.after is not None
        assert (far.now.callsign, far.after.callsign) == ("消防02", "消防01")
        assert far.now.eta_seconds < far.after.eta_seconds

    def test_of_a_town_with_nothing_on_record_is_not_known(self, desk: Desk, towns: dict[str, Unit]) -> None:
        empty = [one for one in coverage(desk.dispatcher, COUNTY) if not one.basis]
        assert empty
        assert all(one.place is None and one.now is None for one in empty)

    def test_counts_only_the_types_asked_for(self, desk: Desk, towns: dict[str, Unit]) -> None:
        found = coverage(desk.dispatcher, COUNTY, types=["ambulance"])
        assert all(one.now is None for one in found)

    def test_weighs_the_middle_of_a_town_by_all_that_is_there(self, desk: Desk, towns: dict[str, Unit]) -> None:
        for lon in (112.58, 112.60):
            register_resource(
                SYSTEM, ResourceDraft(type="pump", name="水泵", region_code=NEAR, place=Position(lon, 37.80))
            )
        town = next(one for one in coverage(desk.dispatcher, COUNTY) if one.region_code == NEAR)
        assert (town.basis, town.place) == (3, Position(112.58, 37.80))

    def test_is_for_readers_of_the_region(self, desk: Desk) -> None:
        with pytest.raises(Forbidden):
            coverage(desk.dispatcher, NEIGHBOUR)

    def test_over_http(self, desk: Desk, dispatcher: Caller, towns: dict[str, Unit]) -> None:
        rows = dispatcher.get("coverage", region=COUNTY, leaving=str(towns[FAR].id)).json()
        far = next(row for row in rows if row["region_code"] == FAR)
        assert (far["now"]["callsign"], far["after"]["callsign"]) == ("消防02", "消防01")
        assert far["now"]["eta_method"] == "STRAIGHT_LINE"


class TestMyMission:
    def test_says_where_to_go_what_to_sign_and_what_may_be_told(
        self, desk: Desk, crew_of: Callable[[Unit], Actor]
    ) -> None:
        unit = desk.unit("消防01")
        mission = ordered(desk, unit)
        row = Caller("field_worker", organization_id=desk.fire.id).get("missions/mine").json()[0]
        assert (row["id"], row["incident_title"], row["place"]) == (str(mission.id), "厂房火灾", "平阳路")
        assert (row["lon"], row["state"], row["next_states"][1]) == (112.55, "NOTIFIED", "EN_ROUTE")
        assert row["assignment_id"] == str(mission.assignment_id)
        assert row["order_number"]
        assert row["sign_due_at"]

    def test_is_over_when_the_unit_is_free_again(self, desk: Desk, crew_of: Callable[[Unit], Actor]) -> None:
        unit = desk.unit("消防01")
        mission = ordered(desk, unit)
        recall_mission(desk.dispatcher, mission.id, reason="误报")
        assert missions_mine(crew_of(unit)) == []

    def test_is_nobody_elses(self, desk: Desk) -> None:
        ordered(desk, desk.unit("消防01"))
        assert missions_mine(actor("field_worker", of=desk.health)) == []

    def test_stands_with_the_unit_on_the_board(self, desk: Desk, dispatcher: Caller) -> None:
        mission = ordered(desk, desk.unit("消防01"))
        assert dispatcher.get("units").json()["items"][0]["mission_id"] == str(mission.id)


class TestWords:
    def test_of_the_desk_reach_the_crew_and_stand_in_the_record(self, desk: Desk) -> None:
        mission = ordered(desk, desk.unit("消防01"))
        send_message(desk.dispatcher, mission.id, "改由东门进入")
        assert Notice.objects.filter(template="mission_message").exclude(state="UNDELIVERABLE").exists()
        assert "改由东门进入" in said("unit_told")[0]

    def test_of_the_crew_stand_in_the_record(self, desk: Desk, crew_of: Callable[[Unit], Actor]) -> None:
        unit = desk.team("蓝天救援队", "social_force", "social_force")
        mission = assign_units(desk.dispatcher, desk.incident().id, [Sending(unit.id)])[0]
        send_message(crew_of(unit), mission.id, "发现两名被困人员")
        send_message(desk.dispatcher, mission.id, "请求照明", heard=True)
        assert len(said("unit_said")) == 2
        assert not Notice.objects.filter(template="mission_message").exists()

    def test_are_for_the_crew_and_the_desks_alone(self, desk: Desk) -> None:
        mission = ordered(desk, desk.unit("消防01"))
        with pytest.raises(NotYourUnit):
            send_message(actor("observer", of=desk.health), mission.id, "什么情况")

    def test_end_with_the_mission(self, desk: Desk) -> None:
        mission = ordered(desk, desk.unit("消防01"))
        recall_mission(desk.dispatcher, mission.id, reason="误报")
        with pytest.raises(MissionEnded):
            send_message(desk.dispatcher, mission.id, "收队")


class TestAPlanOfWhichAUnitWasTaken:
    def test_goes_out_without_it_and_with_another(self, desk: Desk) -> None:
        taken, free, other = (desk.unit(f"消防0{n}") for n in (1, 2, 3))
        lines = tuple(LineDraft(unit_id=unit.id) for unit in (taken, free))
        plan = draft_deployment(desk.dispatcher, desk.incident().id, DeploymentDraft(lines=lines))
        assign_units(desk.dispatcher, desk.incident().id, [Sending(taken.id)])
        with pytest.raises(UnitTaken) as refusal:
            order_deployment(desk.dispatcher, plan.id)
        assert "调度员甲于 11-23 08:00:00" in refusal.value.text("zh")
        order_deployment(desk.dispatcher, plan.id, more=[LineDraft(unit_id=other.id)], without=[taken.id])
        sent = Mission.objects.filter(deployment_id=plan.id).values_list("unit__callsign", flat=True)
        assert sorted(sent) == ["消防02", "消防03"]


class TestAfterAHandover:
    """D-06: from the signature on the command orders, the brigade alone does not."""

    def test_the_command_orders_and_the_brigade_is_refused(self, desk: Desk) -> None:
        command = organization("on_scene_command", "现场指挥部")
        commander = actor("commander", of=command)
        incident = desk.incident()
        plan = draft_deployment(
            desk.dispatcher,
            incident.id,
            DeploymentDraft(lines=(LineDraft(unit_id=desk.team("矿山救护队", "mine_rescue_team").id),)),
        )
        answer_step(actor("department_handler", of=desk.emergency), plan.id, "approve:140105", Verdict.AGREED)
        to = Commander(kind=CommandKind.OSC, organization_id=command.id)
        sign_handover(commander, hand_over_command(actor("duty_leader"), incident.id, to, "成立现场指挥部").id)
        with pytest.raises(OrderOutsideCommand):
            order_deployment(desk.dispatcher, plan.id)
        assert order_deployment(commander, plan.id).state == "ORDERED"


def test_a_special_period_that_runs_is_quoted_with_its_clause(
    desk: Desk, dispatcher: Caller, clock: SimulatedClock
) -> None:
    team = desk.team("森林消防中队", "forest_fire_team")
    plan = dispatcher.post(f"incidents/{desk.incident().id}/deployments", {"lines": [{"unit_id": str(team.id)}]}).json()
    assert (plan["chain"], plan["special_periods"]) == ("normal", [])
    clock.move_to(clock.now().replace(year=2027, month=4, day=15))
    later = Caller("dispatcher", organization_id=desk.fire.id).get(f"deployments/{plan['id']}").json()
    period = later["special_periods"][0]
    assert (later["chain"], later["chain_clause"]) == ("special_period", "三（一）2")
    assert (period["title"], period["begins"], period["clause"]) == ("森林防火期", "03-01", "森林防火期")


def test_run_cards_say_what_each_level_needs_and_by_which_clause(dispatcher: Caller) -> None:
    cards = {card["id"]: card for card in dispatcher.get("run-cards").json()}
    fire = cards["run-card-fire"]["needs"][0]
    assert [(one["level"], one["number"]) for one in fire["counts"]] == [
        ("GENERAL", 2),
        ("LARGER", 5),
        ("MAJOR", 10),
        ("EXTRA_MAJOR", 20),
    ]
    medical = cards["run-card-fire"]["needs"][1]["counts"]
    assert {one["written"] for one in medical} == {"facts.injured_people"}
    assert cards["run-card-fire"]["provisional"]
