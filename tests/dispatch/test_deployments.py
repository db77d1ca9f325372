"""调用方案: who drafts, who answers, what the order does, and what is told to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from liandong.access.rules import Actor
from liandong.deadlines.models import Deadline
from liandong.dispatch.consent import scheme_of
from liandong.dispatch.models import Deployment, Filing, Mission, Unit
from liandong.dispatch.queries import waiting_for
from liandong.dispatch.rules.chains import Verdict
from liandong.dispatch.rules.problems import (
    DeploymentEnded,
    NoStepOfThatName,
    NotDraftedHere,
    NothingToSend,
    NotYourStep,
    OrderWithoutPlan,
    ReachNotAbove,
    ReasonMissing,
    StepNotOpen,
    UnitTaken,
)
from liandong.dispatch.services import (
    Ask,
    DeploymentDraft,
    LineDraft,
    Sending,
    acknowledge_filing,
    answer_step,
    assign_units,
    draft_deployment,
    order_deployment,
    withdraw_deployment,
)
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.durations import Limit
from liandong.kernel.errors import Forbidden, NotFound
from liandong.notices.models import Notice
from liandong.orders.models import Order
from liandong.orders.rules import Addressee, OrderDraft
from liandong.orders.services import issue_order, withdraw_order
from liandong.resources.models import Resource
from liandong.timeline.models import StoredEntry
from tests.dispatch.conftest import COUNTY, Desk, actor

pytestmark = pytest.mark.django_db
APPROVE = "approve:140105"


@pytest.fixture
def emergency(desk: Desk) -> Actor:
    return actor("department_handler", of=desk.emergency)


@pytest.fixture
def team(desk: Desk) -> Unit:
    return desk.team("矿山救护队", "mine_rescue_team")


def drafted(desk: Desk, *units: Unit, drill: bool = False, **said: object) -> Deployment:
    lines = tuple(LineDraft(unit_id=unit.id) for unit in units)
    return draft_deployment(desk.dispatcher, desk.incident(drill=drill).id, DeploymentDraft(lines=lines, **said))  # type: ignore[arg-type]


class TestDrafting:
    def test_is_for_the_offices_the_scheme_names(self, desk: Desk, team: Unit) -> None:
        outsider = actor("dispatcher", of=desk.health)
        with pytest.raises(NotDraftedHere) as refusal:
            draft_deployment(outsider, desk.incident().id, DeploymentDraft(lines=(LineDraft(unit_id=team.id),)))
        assert "消防救援队伍" in refusal.value.text("zh")

    def test_is_for_who_may_draft(self, desk: Desk, team: Unit) -> None:
        reader = actor("observer", of=desk.fire)
        with pytest.raises(Forbidden):
            draft_deployment(reader, desk.incident().id, DeploymentDraft(lines=(LineDraft(unit_id=team.id),)))

    def test_names_something_to_send(self, desk: Desk) -> None:
        with pytest.raises(NothingToSend):
            drafted(desk)

    def test_asks_only_upward(self, desk: Desk) -> None:
        with pytest.raises(ReachNotAbove):
            drafted(desk, asks=(Ask(type="hazchem_team", count=1),), reach="13")

    def test_warns_of_people_without_insurance(self, desk: Desk) -> None:
        plan = drafted(desk, desk.team("志愿者", "volunteer_team", "social_force", crew=8, uninsured=3))
        assert plan.lines.get().warnings == ["uninsured:3"]

    def test_keeps_the_scheme_it_started_with(self, desk: Desk, team: Unit) -> None:
        plan = drafted(desk, team)
        scheme = scheme_of(plan)
        assert scheme.id == plan.scheme_id == "joint-dispatch"
        assert scheme.chains["normal"].steps["approve"].within == "10m"


class TestAnswering:
    def test_is_the_turn_of_the_named_office_alone(self, desk: Desk, team: Unit) -> None:
        plan = drafted(desk, team)
        with pytest.raises(NotYourStep) as refusal:
            answer_step(actor("department_handler", of=desk.health), plan.id, APPROVE, Verdict.AGREED)
        assert "应急管理部门" in refusal.value.text("zh")

    def test_happens_once(self, desk: Desk, team: Unit, emergency: Actor) -> None:
        plan = drafted(desk, team)
        answer_step(emergency, plan.id, APPROVE, Verdict.AGREED)
        with pytest.raises(StepNotOpen):
            answer_step(emergency, plan.id, APPROVE, Verdict.REFUSED, opinion="改主意")

    def test_of_a_step_that_is_not_there_names_those_that_wait(self, desk: Desk, team: Unit, emergency: Actor) -> None:
        plan = drafted(desk, team)
        for key in ("nonsense", "order:140105", "file:emergency_management:140105"):
            with pytest.raises(NoStepOfThatName) as refusal:
                answer_step(emergency, plan.id, key, Verdict.AGREED)
            assert APPROVE in refusal.value.text("zh")

    def test_with_no_needs_a_reason_and_ends_the_plan(self, desk: Desk, team: Unit, emergency: Actor) -> None:
        plan = drafted(desk, team)
        with pytest.raises(ReasonMissing):
            answer_step(emergency, plan.id, APPROVE, Verdict.REFUSED)
        answer_step(emergency, plan.id, APPROVE, Verdict.REFUSED, opinion="另有任务")
        with pytest.raises(DeploymentEnded):
            order_deployment(desk.dispatcher, plan.id)
        assert not Deadline.objects.filter(closed_at=None, subject_kind="deployment").exists()

    def test_cannot_be_handed_up_where_nobody_asked_above(self, desk: Desk, team: Unit, emergency: Actor) -> None:
        plan = drafted(desk, team)
        with pytest.raises(StepNotOpen) as refusal:
            answer_step(emergency, plan.id, APPROVE, Verdict.FORWARDED, opinion="转报")
        assert "转报" in refusal.value.text("zh")

    def test_waits_on_the_desk_of_the_office(self, desk: Desk, team: Unit, emergency: Actor) -> None:
        plan = drafted(desk, team)
        assert [(one.id, keys) for one, keys in waiting_for(emergency)] == [(plan.id, [APPROVE])]
        answer_step(emergency, plan.id, APPROVE, Verdict.AGREED)
        assert waiting_for(emergency) == []
        assert [keys for _, keys in waiting_for(desk.dispatcher)] == [["order:140105"]]

    def test_has_a_clock_and_is_told_to_the_office(
        self, desk: Desk, team: Unit, emergency: Actor, clock: SimulatedClock
    ) -> None:
        plan = drafted(desk, team)
        running = Deadline.objects.get(subject_kind="deployment", key=APPROVE)
        assert running.due_at == clock.now() + timedelta(minutes=10)
        assert running.holder_id == desk.emergency.id
        assert Notice.objects.filter(template="deployment_step_open", state="SENT").exists()
        answer_step(emergency, plan.id, APPROVE, Verdict.AGREED)
        running.refresh_from_db()
        assert running.state == "MET"
        assert Deadline.objects.get(subject_kind="deployment", key="order:140105").is_open


class TestOrdering:
    def agreed(self, desk: Desk, emergency: Actor, *units: Unit) -> Deployment:
        plan = drafted(desk, *units)
        answer_step(emergency, plan.id, APPROVE, Verdict.AGREED)
        return plan

    def test_sends_the_units_holds_their_resources_and_stops_the_clocks(
        self, desk: Desk, team: Unit, emergency: Actor
    ) -> None:
        plan = order_deployment(desk.dispatcher, self.agreed(desk, emergency, team).id)
        team.refresh_from_db()
        assert (team.state, Resource.objects.get(id=team.resource_id).held) == ("NOTIFIED", 1)
        assert Order.objects.get(id=plan.order_id).kind == "dispatch"
        assert not Deadline.objects.filter(closed_at=None, subject_kind="deployment").exists()

    def test_is_for_fire_and_rescue(self, desk: Desk, team: Unit, emergency: Actor) -> None:
        plan = self.agreed(desk, emergency, team)
        with pytest.raises(NotYourStep):
            order_deployment(actor("dispatcher", of=desk.emergency), plan.id)

    def test_happens_once(self, desk: Desk, team: Unit, emergency: Actor) -> None:
        plan = self.agreed(desk, emergency, team)
        order_deployment(desk.dispatcher, plan.id)
        with pytest.raises(DeploymentEnded):
            order_deployment(desk.dispatcher, plan.id)

    def test_does_nothing_at_all_where_one_unit_was_taken_meanwhile(
        self, desk: Desk, team: Unit, emergency: Actor
    ) -> None:
        other = desk.team("危化队", "hazchem_team")
        plan = self.agreed(desk, emergency, team, other)
        assign_units(desk.dispatcher, desk.incident().id, [Sending(other.id)])
        with pytest.raises(UnitTaken):
            order_deployment(desk.dispatcher, plan.id)
        team.refresh_from_db()
        plan.refresh_from_db()
        assert (team.state, plan.state) == ("AVAILABLE", "OPEN")
        assert not Order.objects.exists()
        assert not Filing.objects.exists()

    def test_addresses_an_organisation_once_however_many_of_its_units_go(self, desk: Desk, emergency: Actor) -> None:
        units = [desk.unit(f"危化{n}", "hazchem_team", of=desk.health) for n in range(2)]
        plan = order_deployment(desk.dispatcher, self.agreed(desk, emergency, *units).id)
        assert Order.objects.get(id=plan.order_id).assignments.count() == 1
        assert Mission.objects.values("assignment_id").distinct().count() == 1

    def test_files_even_where_the_department_is_not_on_record(self, desk: Desk, emergency: Actor) -> None:
        bus = desk.team("公交公司", "bus")
        order_deployment(desk.dispatcher, self.agreed(desk, emergency, bus).id)
        filing = Filing.objects.get()
        assert (filing.department, filing.organization_id) == ("transport", None)

    def test_the_department_says_that_it_has_seen_the_filing(self, desk: Desk, team: Unit, emergency: Actor) -> None:
        order_deployment(desk.dispatcher, self.agreed(desk, emergency, team).id)
        filing = Filing.objects.get()
        with pytest.raises(NotFound):
            acknowledge_filing(actor("department_handler", of=desk.health), filing.id)
        assert acknowledge_filing(emergency, filing.id).seen_at is not None

    def test_when_the_order_is_withdrawn_the_units_are_called_back(
        self, desk: Desk, team: Unit, emergency: Actor
    ) -> None:
        plan = order_deployment(desk.dispatcher, self.agreed(desk, emergency, team).id)
        assert plan.order_id is not None
        withdraw_order(actor("commander", of=desk.fire), plan.order_id, reason="误报")
        team.refresh_from_db()
        assert (team.state, Mission.objects.get().ended_reason) == ("AVAILABLE", "误报")


class TestOwnForces:
    def test_set_out_without_anybodys_consent(self, desk: Desk) -> None:
        plan = drafted(desk, desk.unit("消防01"))
        assert order_deployment(desk.dispatcher, plan.id).chain_at_order == "first_out"
        assert not Filing.objects.exists()

    def test_together_with_others_wait_for_it(self, desk: Desk, team: Unit) -> None:
        plan = drafted(desk, desk.unit("消防01"), team)
        assert [keys for _, keys in waiting_for(desk.dispatcher)] == []
        assert plan.own_forces is False


class TestSavingLives:
    def test_goes_first_and_is_approved_afterwards_with_both_on_record(
        self, desk: Desk, team: Unit, emergency: Actor, clock: SimulatedClock
    ) -> None:
        plan = drafted(desk, team, life_saving=True, reason="三人被困")
        order_deployment(desk.dispatcher, plan.id)
        approval = Deadline.objects.get(subject_kind="deployment", key=APPROVE)
        assert approval.due_at == clock.now() + timedelta(minutes=30)
        assert [keys for _, keys in waiting_for(emergency)] == [[APPROVE]]
        clock.advance(minutes=10)
        answer_step(emergency, plan.id, APPROVE, Verdict.AGREED, opinion="补批同意")
        verbs = StoredEntry.objects.filter(subject_kind="deployment", subject_id=str(plan.id)).order_by("number")
        kept = [
            verb for verb in verbs.values_list("verb", flat=True) if verb in {"deployment_ordered", "deployment_agreed"}
        ]
        assert kept == ["deployment_ordered", "deployment_agreed"]
        assert waiting_for(emergency) == []

    def test_needs_a_reason(self, desk: Desk, team: Unit) -> None:
        with pytest.raises(ReasonMissing):
            drafted(desk, team, life_saving=True)

    def test_a_refusal_afterwards_is_kept_and_takes_nothing_back(
        self, desk: Desk, team: Unit, emergency: Actor
    ) -> None:
        plan = drafted(desk, team, life_saving=True, reason="三人被困")
        order_deployment(desk.dispatcher, plan.id)
        answer_step(emergency, plan.id, APPROVE, Verdict.REFUSED, opinion="应由县大队自行处置")
        plan.refresh_from_db()
        assert (plan.state, plan.answers.get().verdict) == ("ORDERED", "REFUSED")


class TestAnOrderBesideThePlan:
    def order(self, by: Actor, unit: Unit, desk: Desk) -> Order:
        assert unit.organization_id is not None
        draft = OrderDraft(
            kind="dispatch",
            title="出动",
            region_code=COUNTY,
            addressees=(Addressee.organization(unit.organization_id),),
            incident_id=desk.incident().id,
            within=Limit.parse("2h"),
        )
        return issue_order(by, draft)

    def test_is_refused_for_a_force_on_the_desk(self, desk: Desk, team: Unit) -> None:
        with pytest.raises(OrderWithoutPlan):
            self.order(desk.dispatcher, team, desk)
        assert not Order.objects.exists()


class TestWithdrawing:
    def test_stops_the_clocks(self, desk: Desk, team: Unit) -> None:
        plan = drafted(desk, team)
        with pytest.raises(ReasonMissing):
            withdraw_deployment(desk.dispatcher, plan.id, reason=" ")
        withdraw_deployment(desk.dispatcher, plan.id, reason="火已扑灭")
        assert not Deadline.objects.filter(closed_at=None, subject_kind="deployment").exists()

    def test_is_too_late_once_it_was_ordered(self, desk: Desk) -> None:
        plan = order_deployment(desk.dispatcher, drafted(desk, desk.unit("消防01")).id)
        with pytest.raises(DeploymentEnded):
            withdraw_deployment(desk.dispatcher, plan.id, reason="算了")


def test_in_an_exercise_nothing_real_is_held(
    desk: Desk, team: Unit, emergency: Actor, crew_of: Callable[[Unit], Actor]
) -> None:
    plan = drafted(desk, team, drill=True)
    answer_step(emergency, plan.id, APPROVE, Verdict.AGREED)
    order_deployment(desk.dispatcher, plan.id)
    team.refresh_from_db()
    assert (team.state, Resource.objects.get(id=team.resource_id).held) == ("AVAILABLE", 0)
    assert Order.objects.get().drill
    assert Filing.objects.get().drill
