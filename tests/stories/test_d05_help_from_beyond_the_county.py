"""D-05: a fire beyond the county's forces: the county applies, the prefecture agrees, its fire and rescue orders."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from liandong.access.rules import Actor
from liandong.dispatch.models import Deployment, Filing, Mission, Unit
from liandong.dispatch.queries import access_deployment, visible_missions
from liandong.dispatch.rules.chains import Verdict
from liandong.dispatch.rules.problems import NotYourStep, OrderBeforeConsent, StepNotOpen, UnitBeyondReach
from liandong.dispatch.services import (
    Ask,
    DeploymentDraft,
    LineDraft,
    answer_step,
    draft_deployment,
    order_deployment,
)
from liandong.incidents.models import Incident
from liandong.kernel.errors import Forbidden, NotFound
from tests.dispatch.conftest import CITY, NEIGHBOUR, PROVINCE, Desk, actor, on_duty, organization

pytestmark = pytest.mark.django_db

HAZCHEM = DeploymentDraft(asks=(Ask(type="hazchem_team", count=1),))


@dataclass
class Levels:
    """The offices above the county, and a team of the neighbouring county."""

    city_emergency: Actor
    city_fire: Actor
    province_emergency: Actor
    province_fire: Actor
    team: Unit
    far_team: Unit


@pytest.fixture
def levels(desk: Desk) -> Levels:
    offices = {
        (kind, region): organization(kind, f"{name}{region}", region)
        for region in (CITY, PROVINCE)
        for kind, name in (("emergency_management", "应急"), ("fire_rescue", "消防"))
    }
    for office in offices.values():
        on_duty(office)
    on_duty(organization("emergency_management", "迎泽区应急管理局", NEIGHBOUR))
    return Levels(
        city_emergency=actor("department_handler", region=CITY, of=offices["emergency_management", CITY]),
        city_fire=actor("dispatcher", region=CITY, of=offices["fire_rescue", CITY]),
        province_emergency=actor("department_handler", region=PROVINCE, of=offices["emergency_management", PROVINCE]),
        province_fire=actor("dispatcher", region=PROVINCE, of=offices["fire_rescue", PROVINCE]),
        team=desk.team("迎泽危化队", "hazchem_team", region=NEIGHBOUR),
        far_team=desk.team("大同危化队", "hazchem_team", region="140212"),
    )


@pytest.fixture
def fire(desk: Desk) -> Incident:
    return desk.incident()


@pytest.fixture
def asked(desk: Desk, levels: Levels, fire: Incident) -> Deployment:
    return draft_deployment(desk.dispatcher, fire.id, HAZCHEM)


def applied(desk: Desk, plan: Deployment) -> Deployment:
    county = actor("department_handler", of=desk.emergency)
    return answer_step(county, plan.id, "apply:140105", Verdict.AGREED, opinion="本县无危化队，申请增援")


def test_the_county_cannot_order_a_team_of_another_county(desk: Desk, levels: Levels, fire: Incident) -> None:
    with pytest.raises(NotFound):
        draft_deployment(desk.dispatcher, fire.id, DeploymentDraft(lines=(LineDraft(unit_id=levels.team.id),)))
    assert not Mission.objects.exists()


def test_the_countys_fire_team_cannot_order_it_either(desk: Desk, levels: Levels, asked: Deployment) -> None:
    applied(desk, asked)
    answer_step(levels.city_emergency, asked.id, "approve:1401", Verdict.AGREED)
    with pytest.raises((Forbidden, NotYourStep)):
        order_deployment(desk.dispatcher, asked.id)


def test_the_prefecture_does_not_agree_before_the_county_has_applied(levels: Levels, asked: Deployment) -> None:
    with pytest.raises(StepNotOpen):
        answer_step(levels.city_emergency, asked.id, "approve:1401", Verdict.AGREED)


def test_nor_is_it_ordered_before_the_prefecture_has_agreed(desk: Desk, levels: Levels, asked: Deployment) -> None:
    applied(desk, asked)
    with pytest.raises(OrderBeforeConsent):
        order_deployment(levels.city_fire, asked.id, more=[LineDraft(unit_id=levels.team.id)])


def test_applied_agreed_and_ordered_from_above_both_counties_see_the_mission(
    desk: Desk,
    levels: Levels,
    asked: Deployment,
) -> None:
    applied(desk, asked)
    answer_step(levels.city_emergency, asked.id, "approve:1401", Verdict.AGREED, opinion="同意，调迎泽区")
    order_deployment(levels.city_fire, asked.id, more=[LineDraft(unit_id=levels.team.id)])
    for region in ("140105", NEIGHBOUR):
        reader = actor("observer", region=region)
        assert visible_missions(reader).get().unit_id == levels.team.id
        assert access_deployment(reader, asked.id).state == "ORDERED"
    assert not visible_missions(actor("observer", region="140107")).exists()


def test_it_is_filed_with_the_department_of_the_county_the_team_is_from(
    desk: Desk,
    levels: Levels,
    asked: Deployment,
) -> None:
    applied(desk, asked)
    answer_step(levels.city_emergency, asked.id, "approve:1401", Verdict.AGREED)
    order_deployment(levels.city_fire, asked.id, more=[LineDraft(unit_id=levels.team.id)])
    assert Filing.objects.get().region_code == NEIGHBOUR


def test_where_the_prefecture_cannot_help_the_request_climbs_to_the_province(
    desk: Desk,
    levels: Levels,
    asked: Deployment,
) -> None:
    applied(desk, asked)
    answer_step(levels.city_emergency, asked.id, "approve:1401", Verdict.FORWARDED, opinion="全市无可调力量，转报省厅")
    with pytest.raises(OrderBeforeConsent) as refused:
        order_deployment(levels.city_fire, asked.id)
    assert refused.value.data["missing"] == ["approve:14"]
    answer_step(levels.province_emergency, asked.id, "approve:14", Verdict.AGREED, opinion="调大同")
    order_deployment(levels.province_fire, asked.id, more=[LineDraft(unit_id=levels.far_team.id)])
    said = asked.answers.order_by("at", "id").values_list("key", "verdict", "opinion")
    assert [(key, verdict) for key, verdict, _ in said] == [
        ("apply:140105", "AGREED"),
        ("approve:1401", "FORWARDED"),
        ("approve:14", "AGREED"),
    ]
    assert all(opinion for _, _, opinion in said)


def test_what_the_prefecture_agreed_to_does_not_reach_into_another_prefecture(
    desk: Desk,
    levels: Levels,
    asked: Deployment,
) -> None:
    applied(desk, asked)
    answer_step(levels.city_emergency, asked.id, "approve:1401", Verdict.AGREED)
    wide = actor("dispatcher", region=PROVINCE, of=None)
    whole = Actor(**{f: getattr(levels.city_fire, f) for f in Actor.__slots__} | {"grants": wide.grants})
    with pytest.raises(UnitBeyondReach):
        order_deployment(whole, asked.id, more=[LineDraft(unit_id=levels.far_team.id)])
