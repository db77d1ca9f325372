"""The demo district: everybody is in post, on duty around the clock, and sees what they should."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.access.queries import may
from liandong.content import queries as content
from liandong.kernel.clock import SimulatedClock
from liandong.organizations.queries import (
    duty_gaps,
    information_officers,
    leader_of,
    on_duty,
    organizations_in,
    post_holders,
    superior_of,
    units_without_information_officer,
    upper_level,
)
from liandong.organizations.services import Imported
from tests.cast import Cast


def test_the_duty_officer_of_the_cast_is_on_duty_when_the_curtain_rises(cast: Cast) -> None:
    assert on_duty("140105", "DUTY_OFFICER") == [cast.duty_officer.person_id]
    assert on_duty("140105", "DUTY_LEADER") == [cast.duty_leader.person_id]
    assert on_duty("140105", "DISPATCHER") == [cast.dispatcher.person_id]


def test_the_next_officer_takes_over_eight_hours_later(stage: Imported, clock: SimulatedClock) -> None:
    first = on_duty("140105")
    clock.advance(hours=8)
    assert on_duty("140105") != first


@pytest.mark.parametrize("region", ["140105", "140106", "1401", "14"])
def test_every_desk_is_manned_at_every_hour_of_the_fourteen_days(
    stage: Imported, clock: SimulatedClock, region: str
) -> None:
    for hour in range(0, 14 * 24, 3):
        at = clock.now() + timedelta(hours=hour)
        assert on_duty(region, "DUTY_OFFICER", at), at
        assert on_duty(region, "DUTY_LEADER", at), at


def test_the_centre_has_no_gap_in_its_roster(cast: Cast, clock: SimulatedClock) -> None:
    centre = cast.stage.organizations["centre"]
    assert duty_gaps(cast.duty_leader, centre, clock.now(), clock.now() + timedelta(days=14)) == []


def test_every_real_town_of_the_district_has_an_office_with_somebody_on_duty(stage: Imported) -> None:
    towns = [region.code for region in content.region_children("140105")]
    assert len(towns) == 10
    assert all(organizations_in(code, "town") and on_duty(code) for code in towns)


def test_all_people_say_that_they_are_invented(stage: Imported) -> None:
    assert all(name.startswith("演示·") for _, name in stage.people)


def test_every_department_is_led_and_passes_information_on(cast: Cast) -> None:
    for kind in ("health", "public_security", "transport", "gas_supply", "fire_rescue"):
        unit = cast.stage.organizations[kind]
        leader = leader_of(unit)
        assert leader is not None
        assert post_holders(leader)
        assert information_officers(unit)
    missing = {row.name for row in units_without_information_officer(cast.observer)}
    assert missing == {"小店区人民政府", "小店区应急管理委员会", "小店区应急委办公室", "小店区应急专家组"}


def test_escalation_climbs_from_a_post_to_its_leader_to_the_level_above(stage: Imported) -> None:
    handler = stage.posts["health", "department_handler"]
    head = superior_of(handler)
    assert head == stage.posts["health", "department_head"]
    above = superior_of(head)
    assert above == stage.posts["government", "government_head"]
    assert superior_of(above) == stage.posts["1401-centre", "duty_leader"]
    assert [upper_level(code) for code in ("140105001", "140105", "1401", "14")] == ["140105", "1401", "14", None]


def test_nobody_of_the_cast_holds_more_than_the_part_needs(cast: Cast) -> None:
    assert may(cast.commander, "plans.activate", "140105")
    assert not may(cast.duty_officer, "plans.activate", "140105")
    assert not may(cast.stranger, "incidents.read", "140105")
    assert may(cast.upper_duty, "incidents.read", "140105")
    assert not may(cast.sysadmin, "incidents.read", "140105")
