"""力量推荐: qualified and free, fire and rescue first, then the soonest there; what lacks, what is left bare."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.content.schemas.run_cards import CardNeed
from liandong.dispatch.queries import recommendation
from liandong.dispatch.rules.problems import PlaceUnknown
from liandong.dispatch.rules.recommending import Candidate, qualifies, recommend
from liandong.dispatch.services import Sending, assign_units
from liandong.kernel.geo import Position
from tests.dispatch.conftest import Desk
from tests.orders.calling import Caller

BILINGUAL = {"zh": "灭火", "en": "Fire"}

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of the rule."""


def need(**said: Any) -> CardNeed:
    return CardNeed.model_validate({"title": BILINGUAL, "kinds": ["fire_engine"], "count": {"GENERAL": "1"}} | said)


candidates = st.lists(
    st.builds(
        Candidate,
        unit_id=st.uuids(),
        callsign=st.sampled_from("甲乙丙丁"),
        type=st.sampled_from(["fire_engine", "ambulance"]),
        town=st.sampled_from(["140105001", "140105002"]),
        eta_seconds=st.sampled_from([60.0, 300.0, 900.0, float("inf")]),
        eta_method=st.just("STRAIGHT_LINE"),
        first=st.booleans(),
        crew=st.integers(0, 6),
    ),
    max_size=12,
)


@UNHURRIED
@given(found=candidates, wanted=st.integers(0, 6), other=st.integers(0, 6))
def test_no_unit_goes_twice_none_unfit_and_what_is_short_adds_up(
    found: list[Candidate], wanted: int, other: int
) -> None:
    needs = {"fire": need(crew=2), "more": need(kinds=["fire_engine", "ambulance"])}
    counts = {"fire": wanted, "more": other}
    advice = recommend(needs, counts, found)
    chosen = [one for one in advice.choices if one.chosen]
    assert len({one.candidate.unit_id for one in chosen}) == len(chosen)
    assert all(qualifies(needs[one.need], one.candidate) for one in advice.choices)
    for name, count in counts.items():
        assert sum(one.need == name for one in chosen) + advice.short.get(name, 0) == count
    assert all(one.candidate.eta_seconds != float("inf") for one in chosen)


@UNHURRIED
@given(found=candidates)
def test_the_ranking_is_that_of_brute_force(found: list[Candidate]) -> None:
    ranked = [one.candidate for one in recommend({"fire": need()}, {"fire": 2}, found, shown=99).choices]
    fitting = [one for one in found if one.type == "fire_engine"]
    assert sorted(one.unit_id for one in ranked) == sorted(one.unit_id for one in fitting)
    assert [(not c.first, c.eta_seconds) for c in ranked] == sorted((not c.first, c.eta_seconds) for c in fitting)


@pytest.mark.django_db
class TestForAnIncident:
    def test_the_nearest_suitable_teams_rank_fire_and_rescue_first(self, desk: Desk) -> None:
        desk.team("企业专职队", "enterprise_force", at=Position(112.551, 37.801))
        desk.unit("消防02", at=Position(112.60, 37.85))
        desk.unit("消防01", at=Position(112.56, 37.81))
        advice = recommendation(desk.dispatcher, desk.incident().id)
        fire = [one for one in advice.found.choices if one.need == "fire"]
        assert [one.candidate.callsign for one in fire] == ["消防01", "消防02", "企业专职队"]
        assert [one.chosen for one in fire] == [True, True, False]

    def test_who_is_on_a_mission_is_not_recommended(self, desk: Desk) -> None:
        busy, free = desk.unit("消防01"), desk.unit("消防02", at=Position(112.60, 37.85))
        assign_units(desk.dispatcher, desk.incident().id, [Sending(busy.id)])
        advice = recommendation(desk.dispatcher, desk.incident().id)
        assert [one.candidate.unit_id for one in advice.found.choices] == [free.id]
        assert advice.found.short == {"fire": 1, "medical": 1}

    def test_who_was_sent_fills_the_need_and_is_not_asked_for_again(self, desk: Desk) -> None:
        first, second = desk.unit("消防01"), desk.unit("消防02", at=Position(112.60, 37.85))
        desk.unit("消防03", at=Position(112.62, 37.86))
        incident = desk.incident()
        assign_units(desk.dispatcher, incident.id, [Sending(first.id)])
        advice = recommendation(desk.dispatcher, incident.id)
        assert (advice.counts["fire"], advice.sent["fire"]) == (2, 1)
        assert [one.candidate.unit_id for one in advice.found.choices if one.chosen] == [second.id]

    def test_a_town_whose_last_unit_leaves_is_named(self, desk: Desk) -> None:
        desk.unit("消防01", region="140105001")
        assert recommendation(desk.dispatcher, desk.incident().id).found.uncovered == ("140105001",)

    def test_without_a_place_there_is_none(self, desk: Desk) -> None:
        with pytest.raises(PlaceUnknown):
            recommendation(desk.dispatcher, desk.incident(lon=None, lat=None).id)

    def test_over_http_it_says_how_the_time_was_found(self, desk: Desk) -> None:
        desk.unit("消防01", crew=6, uninsured=1)
        caller = Caller("dispatcher", organization_id=desk.fire.id)
        body = caller.get(f"incidents/{desk.incident().id}/recommendation", level="LARGER").json()
        fire = body["needs"][0]
        assert (body["card"], fire["count"], fire["short"]) == ("run-card-fire", 5, 4)
        assert fire["units"][0]["eta_method"] == "STRAIGHT_LINE"
        assert {one["code"] for one in fire["units"][0]["warnings"]} == {"uninsured", "unsure"}
