"""D-04: in the forest-fire season (1 March to 31 May) the forestry department is consulted before a team is ordered."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from liandong.dispatch.models import Deployment, Mission
from liandong.dispatch.rules.chains import Verdict
from liandong.dispatch.rules.problems import OrderBeforeConsent, ReasonMissing
from liandong.dispatch.services import DeploymentDraft, LineDraft, answer_step, draft_deployment, order_deployment
from liandong.kernel.clock import SimulatedClock
from tests.dispatch.conftest import Desk, actor

pytestmark = pytest.mark.django_db

BEIJING = ZoneInfo("Asia/Shanghai")


def on(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=BEIJING)


def drafted(desk: Desk) -> Deployment:
    """A plan for a forestry team, agreed to by emergency management and by nobody else."""
    team = desk.team("森林消防中队", "forest_fire_team")
    plan = draft_deployment(
        desk.dispatcher, desk.incident("10700").id, DeploymentDraft(lines=(LineDraft(unit_id=team.id),))
    )
    answer_step(actor("department_handler", of=desk.emergency), plan.id, "approve:140105", Verdict.AGREED)
    return plan


def test_on_15_april_the_order_waits_for_the_forestry_department(clock: SimulatedClock, desk: Desk) -> None:
    clock.move_to(on(4, 15))
    plan = drafted(desk)
    with pytest.raises(OrderBeforeConsent) as refused:
        order_deployment(desk.dispatcher, plan.id)
    assert refused.value.data["missing"] == ["consult:forestry:140105"]
    assert not Mission.objects.exists()


def test_once_the_department_consents_the_order_goes_out(clock: SimulatedClock, desk: Desk) -> None:
    clock.move_to(on(4, 15))
    plan = drafted(desk)
    forestry = actor("department_handler", of=desk.forestry)
    answer_step(forestry, plan.id, "consult:forestry:140105", Verdict.AGREED, opinion="同意调用")
    assert order_deployment(desk.dispatcher, plan.id).state == "ORDERED"


def test_emergency_management_may_note_the_consent_given_by_telephone_in_its_words(
    clock: SimulatedClock,
    desk: Desk,
) -> None:
    clock.move_to(on(4, 15))
    plan = drafted(desk)
    emergency = actor("department_handler", of=desk.emergency)
    with pytest.raises(ReasonMissing):
        answer_step(emergency, plan.id, "consult:forestry:140105", Verdict.AGREED)
    answer_step(emergency, plan.id, "consult:forestry:140105", Verdict.AGREED, opinion="林业局电话同意，张某")
    assert plan.answers.get(key="consult:forestry:140105").recorded_for == "forestry"
    assert order_deployment(desk.dispatcher, plan.id).state == "ORDERED"


def test_on_1_june_the_same_plan_needs_no_consultation(clock: SimulatedClock, desk: Desk) -> None:
    clock.move_to(on(5, 31, 23))
    plan = drafted(desk)
    with pytest.raises(OrderBeforeConsent):
        order_deployment(desk.dispatcher, plan.id)
    clock.move_to(on(2, 28).replace(year=2028))
    assert order_deployment(desk.dispatcher, plan.id).chain_at_order == "normal"


def test_a_plan_of_the_last_day_of_february_needs_it_on_the_first_of_march(
    clock: SimulatedClock,
    desk: Desk,
) -> None:
    clock.move_to(on(2, 28, 23))
    plan = drafted(desk)
    clock.move_to(on(3, 1, 0))
    with pytest.raises(OrderBeforeConsent):
        order_deployment(desk.dispatcher, plan.id)
