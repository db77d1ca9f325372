"""合并办公: the city's team takes seats in the groups, and everybody sees whose they are."""

from __future__ import annotations

from uuid import UUID

import pytest

from liandong.incidents import services as incidents
from liandong.incidents.rules.drafts import IncidentDraft
from liandong.kernel.errors import NotFound
from liandong.orders.models import Assignment
from liandong.organizations.models import Post
from liandong.plans import services, wire
from liandong.plans.models import GroupMember, Response
from liandong.plans.rules import NotMerged, NotOfUpperLevel, UnknownGroup
from tests.cast import Cast
from tests.review.conftest import Caller

pytestmark = pytest.mark.django_db
FACTS = {"preliminary_positive": True, "cases": 1, "population": 420_000, "upper_team_joined": False}


@pytest.fixture
def response(cast: Cast) -> Response:
    draft = IncidentDraft(title="初筛阳性", event_type="30100", region_code=cast.region, facts=FACTS)
    incident = incidents.open_incident(cast.duty_leader, draft)
    return services.activate_plan(cast.commander, incident.id, "outbreak-response", "II")


@pytest.fixture
def city_post(cast: Cast) -> UUID:
    return Post.objects.get(region_code="1401", kind="duty_leader").id


def test_the_upper_teams_posts_are_seen_in_their_groups_under_their_own_names(
    cast: Cast, response: Response, city_post: UUID
) -> None:
    services.merge_with_upper_team(cast.commander, response.id)
    joined = services.join_upper_team(cast.commander, response.id, [("tracing", city_post)])
    tracing = next(group for group in wire.response(joined)["groups"] if group["group"] == "tracing")
    seat = tracing["seats"][-1]
    assert (seat["role"], seat["name"]) == ("UPPER_TEAM", "演示·市带班")
    assert seat["title"]["zh"] == "上级专班（太原市应急联动中心带班领导）"


def test_the_head_of_the_group_stays_who_gets_its_orders(cast: Cast, response: Response, city_post: UUID) -> None:
    services.merge_with_upper_team(cast.commander, response.id)
    before = GroupMember.objects.get(group__response=response, group__group_id="tracing", role="HEAD").person_id
    services.join_upper_team(cast.commander, response.id, [("tracing", city_post)])
    after = GroupMember.objects.get(group__response=response, group__group_id="tracing", role="HEAD", until=None)
    assert after.person_id == before
    assert not Assignment.objects.filter(addressee_id=city_post).exists()


def test_joining_twice_takes_one_seat(cast: Cast, response: Response, city_post: UUID) -> None:
    services.merge_with_upper_team(cast.commander, response.id)
    services.join_upper_team(cast.commander, response.id, [("tracing", city_post), ("tracing", city_post)])
    assert GroupMember.objects.filter(role="UPPER_TEAM").count() == 1


def test_nobody_joins_before_the_offices_have_merged(cast: Cast, response: Response, city_post: UUID) -> None:
    with pytest.raises(NotMerged):
        services.join_upper_team(cast.commander, response.id, [("tracing", city_post)])


def test_a_post_of_the_district_is_not_of_the_upper_team(cast: Cast, response: Response, city_post: UUID) -> None:
    services.merge_with_upper_team(cast.commander, response.id)
    own = cast.stage.posts["centre", "duty_leader"]
    with pytest.raises(NotOfUpperLevel):
        services.join_upper_team(cast.commander, response.id, [("tracing", own)])
    with pytest.raises(UnknownGroup):
        services.join_upper_team(cast.commander, response.id, [("no-such-group", city_post)])


def test_over_http_the_answer_shows_the_groups_and_the_neighbour_nothing(
    cast: Cast, response: Response, city_post: UUID
) -> None:
    services.merge_with_upper_team(cast.commander, response.id)
    body = {"members": [{"group": "tracing", "post_id": str(city_post)}]}
    answer = Caller("commander").send("POST", f"responses/{response.id}/upper-team", body)
    assert answer.status_code == 200, answer.content
    assert "UPPER_TEAM" in answer.content.decode()
    assert Caller("stranger").send("POST", f"responses/{response.id}/upper-team", body).status_code == 404
    with pytest.raises(NotFound):
        services.join_upper_team(cast.stranger, response.id, [("tracing", city_post)])
