"""数据核查: completeness, freshness, the round of checks and its clock, what is entered twice, what is missing."""

from __future__ import annotations

import pytest

from liandong.deadlines import queries as deadlines
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.geo import Position
from liandong.kernel.ids import Subject
from liandong.organizations.models import Organization
from liandong.resources.models import Stewardship, Village
from liandong.resources.queries import (
    duplicates,
    matching,
    quality,
    stewardships,
    villages_without_officer,
)
from liandong.resources.queries.exporting import as_csv
from liandong.resources.rules import NoDutyToVerify
from liandong.resources.services import assign_stewardship, verify_resource
from tests.resources.conftest import COUNTY, Store, actor

PLACE = Position(112.5489, 37.8706)
TOLD = {
    "force_kind": "政府",
    "department": "水利",
    "leader": "张三",
    "phone": "0351-7654321",
    "members": 12,
    "on_duty_24h": True,
}


@pytest.fixture
def bureau(db: None) -> Organization:
    return Organization.objects.create(name="小店区应急管理局", kind="emergency_management", region_code=COUNTY)


def test_a_record_is_complete_when_it_says_all_that_is_expected_and_where_it_is(store: Store) -> None:
    store.enter("water_rescue_team", 1, place=PLACE, attributes=TOLD)
    store.enter("water_rescue_team", 1, attributes=TOLD)
    store.enter("mine_rescue_team", 1, place=PLACE)
    (row,) = [one for one in quality(store.keeper, COUNTY) if one.region_code == COUNTY]
    assert (row.family, row.records, row.complete, row.placed, row.fresh) == ("team", 3, 1, 2, 0)


def test_a_check_holds_as_long_as_the_family_says_and_no_longer(store: Store, clock: SimulatedClock) -> None:
    team = store.enter("water_rescue_team", 1)
    verify_resource(store.keeper, team.id)
    clock.advance(days=90)
    assert [one.fresh for one in quality(store.keeper, COUNTY)] == [1]
    clock.advance(seconds=1)
    assert [one.fresh for one in quality(store.keeper, COUNTY)] == [0]


def test_the_board_stands_for_the_region_and_for_each_one_below(store: Store) -> None:
    store.enter("tent", region_code="140105")
    upper = actor("data_steward", region="14")
    assert {(one.region_code, one.records) for one in quality(upper, "14")} == {("14", 1), ("1401", 1)}
    assert quality(actor("data_steward", region="1402"), "14") == []


def test_the_round_ends_with_the_last_check_and_the_next_begins(
    store: Store, bureau: Organization, clock: SimulatedClock
) -> None:
    first, second = store.enter("water_rescue_team", 1), store.enter("mine_rescue_team", 1)
    row = assign_stewardship(store.keeper, COUNTY, "team", bureau.id)
    (running,) = deadlines.of_subject(Subject.of("stewardship", row.id))
    assert (running.due_at - running.starts_at).days == 90
    clock.advance(days=5)
    verify_resource(store.keeper, first.id)
    assert Stewardship.objects.get(id=row.id).rounds == 1
    verify_resource(store.keeper, second.id)
    states = [one.state for one in deadlines.of_subject(Subject.of("stewardship", row.id))]
    assert states == ["MET", "RUNNING"]
    assert Stewardship.objects.get(id=row.id).rounds == 2


def test_another_steward_takes_the_duty_over(store: Store, bureau: Organization) -> None:
    fire = Organization.objects.create(name="消防大队", kind="fire_rescue", region_code=COUNTY)
    first = assign_stewardship(store.keeper, COUNTY, "team", bureau.id)
    assign_stewardship(store.keeper, COUNTY, "team", fire.id)
    assert [one.organization_id for one in stewardships(store.keeper, COUNTY)] == [fire.id]
    assert [one.state for one in deadlines.of_subject(Subject.of("stewardship", first.id))] == ["CANCELLED"]


def test_layers_that_come_dated_need_no_steward(store: Store, bureau: Organization) -> None:
    with pytest.raises(NoDutyToVerify):
        assign_stewardship(store.keeper, COUNTY, "layer", bureau.id)


def test_the_same_name_without_a_place_and_alike_names_close_by_look_like_one_thing(store: Store) -> None:
    store.enter("fire_hydrant", 1, name="平阳路 12 号消火栓", place=PLACE)
    store.enter("fire_hydrant", 1, name="平阳路12号消火栓", place=Position(112.5491, 37.8706))
    store.enter("fire_hydrant", 1, name="平阳路12号消火栓", place=Position(112.6489, 37.8706))
    store.enter("tent", 1, name="帐篷（库）")
    store.enter("tent", 1, name="帐篷(库)")
    found = [(one.type, one.metres is None or one.metres < 20) for one in duplicates(store.keeper, COUNTY)]
    assert found == [("fire_hydrant", True), ("tent", True)]


def test_every_village_has_an_officer_or_is_listed(store: Store) -> None:
    for code in ("140105001001", "140105001002", "140105002001"):
        Village.objects.create(code=code, name=f"村{code[-3:]}")
    store.enter("disaster_information_officer", 1, region_code="140105001", attributes={"village": "140105001002"})
    assert [row.code for row in villages_without_officer(store.keeper, COUNTY)] == ["140105001001", "140105002001"]
    assert [row.code for row in villages_without_officer(store.keeper, "140105001")] == ["140105001001"]


def test_a_list_can_be_narrowed_to_what_its_type_calls_aged(store: Store, clock: SimulatedClock) -> None:
    """专业队伍 holds 90 days, 避难场所 180: after a hundred days only the first is aged."""
    for kind in ("professional_force", "shelter_park"):
        verify_resource(store.keeper, store.enter(kind, 1, name=kind).id)
    clock.advance(days=100)
    aged = matching(store.keeper, {}, stale=True)
    assert [row.type for row in aged] == ["professional_force"]
    assert b"shelter_park" not in as_csv(aged)
