"""Shelters never overfull, venues never booked twice, members insured or named, the dead station flagged."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden
from liandong.kernel.ids import Subject
from liandong.resources.models import Resource, TeamMember
from liandong.resources.queries import bookings, member_warnings, members_of, silent, ways_to_reach
from liandong.resources.rules import (
    BookingEnded,
    Full,
    MoveKind,
    NobodyThere,
    NotATeam,
    NotAVenue,
    NotLoaded,
    SkillUnknown,
    Taken,
)
from liandong.resources.services import (
    MemberDraft,
    add_member,
    book_venue,
    cancel_booking,
    change_load,
    change_member,
    move_stock,
    remove_member,
    report_signal,
    reveal_phone,
)
from liandong.timeline import queries as timeline
from tests.resources.conftest import COUNTY, Store, actor


def now() -> datetime:
    return kernel_clock.now()


class TestShelters:
    def test_people_come_and_leave(self, store: Store) -> None:
        shelter = store.enter("shelter_campus", 200)
        change_load(store.keeper, shelter.id, Decimal(120))
        assert change_load(store.keeper, shelter.id, Decimal(-20)).load == 100

    def test_whoever_does_not_fit_is_sent_elsewhere_with_the_numbers(self, store: Store) -> None:
        shelter = store.enter("shelter_campus", 200)
        change_load(store.keeper, shelter.id, Decimal(150))
        with pytest.raises(Full) as refused:
            change_load(store.keeper, shelter.id, Decimal(51))
        assert refused.value.data["free"] == "50"

    def test_more_than_are_there_cannot_leave(self, store: Store) -> None:
        with pytest.raises(NobodyThere):
            change_load(store.keeper, store.enter("shelter_park", 10).id, Decimal(-1))

    def test_a_shelter_is_not_made_smaller_than_the_people_in_it(self, store: Store) -> None:
        shelter = store.enter("shelter_park", 100)
        change_load(store.keeper, shelter.id, Decimal(80))
        with pytest.raises(Full):
            move_stock(store.keeper, shelter.id, MoveKind.COUNT, Decimal(79), reason="改建")

    def test_a_tent_takes_nobody_in(self, store: Store) -> None:
        with pytest.raises(NotLoaded):
            change_load(store.keeper, store.enter("tent").id, Decimal(1))

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.integers(-60, 60), max_size=12))
    def test_the_load_stays_between_nobody_and_the_capacity(self, store: Store, drawn: list[int]) -> None:
        shelter, load = store.enter("shelter_square", 100), 0
        for change in drawn:
            if 0 <= load + change <= 100:
                load += change
                change_load(store.keeper, shelter.id, Decimal(change))
            else:
                with pytest.raises((Full, NobodyThere)):
                    change_load(store.keeper, shelter.id, Decimal(change))
        assert Resource.objects.get(id=shelter.id).load == load


class TestVenues:
    def test_who_comes_second_is_told_whose_it_is(self, store: Store) -> None:
        hall, start = store.enter("venue_command_hall", 1, name="指挥大厅"), now()
        book_venue(store.dispatcher, hall.id, starts_at=start, ends_at=start + timedelta(hours=2), purpose="防汛会商")
        later = start + timedelta(hours=1)
        with pytest.raises(Taken) as refused:
            book_venue(store.dispatcher, hall.id, starts_at=later, ends_at=later + timedelta(hours=1), purpose="例会")
        assert refused.value.data["purpose"] == "防汛会商"

    def test_one_meeting_may_follow_the_other_at_once(self, store: Store) -> None:
        hall, start = store.enter("venue_meeting_room", 1), now()
        middle = start + timedelta(hours=1)
        book_venue(store.dispatcher, hall.id, starts_at=start, ends_at=middle, purpose="一")
        book_venue(store.dispatcher, hall.id, starts_at=middle, ends_at=middle + timedelta(hours=1), purpose="二")
        assert [one.purpose for one in bookings(store.dispatcher, start, middle + timedelta(hours=2))] == ["一", "二"]

    def test_what_is_given_back_is_free_again(self, store: Store) -> None:
        hall, start = store.enter("venue_duty_room", 1), now()
        end = start + timedelta(hours=1)
        first = book_venue(store.dispatcher, hall.id, starts_at=start, ends_at=end, purpose="一")
        cancel_booking(store.dispatcher, first.id)
        book_venue(store.dispatcher, hall.id, starts_at=start, ends_at=end, purpose="二")
        with pytest.raises(BookingEnded):
            cancel_booking(store.dispatcher, first.id)

    def test_a_tent_is_no_venue(self, store: Store) -> None:
        with pytest.raises(NotAVenue):
            book_venue(
                store.dispatcher,
                store.enter("tent").id,
                starts_at=now(),
                ends_at=now() + timedelta(hours=1),
                purpose="会",
            )


class TestMembers:
    def test_who_is_not_insured_is_named_before_they_are_sent(self, store: Store) -> None:
        team = store.enter("water_rescue_team", 1)
        fine = {"insured_until": date(2027, 1, 1), "checked_up_on": date(2026, 6, 1)}
        add_member(store.keeper, team.id, MemberDraft(name="甲", **fine))
        lapsed = [{"skill": "diving", "number": "D-1", "until": "2026-11-22"}]
        add_member(store.keeper, team.id, MemberDraft(name="乙", certificates=lapsed, **fine))
        add_member(store.keeper, team.id, MemberDraft(name="丙", checked_up_on=date(2026, 6, 1)))
        found = [(one.name, one.what, one.since) for one in member_warnings([team.id])]
        assert found == [("丙", "UNINSURED", None), ("乙", "CERTIFICATE_LAPSED", date(2026, 11, 22))]

    def test_insurance_holds_through_its_last_day(self, store: Store) -> None:
        team = store.enter("water_rescue_team", 1)
        draft = MemberDraft(name="甲", insured_until=date(2026, 11, 23), checked_up_on=date(2026, 6, 1))
        add_member(store.keeper, team.id, draft)
        assert member_warnings([team.id]) == []
        assert [one.what for one in member_warnings([team.id], date(2026, 11, 24))] == ["UNINSURED"]

    def test_a_skill_nobody_knows_is_refused(self, store: Store) -> None:
        with pytest.raises(SkillUnknown):
            add_member(store.keeper, store.enter("water_rescue_team", 1).id, MemberDraft(name="甲", skills=["flying"]))

    def test_a_tent_has_no_members(self, store: Store) -> None:
        with pytest.raises(NotATeam):
            add_member(store.keeper, store.enter("tent").id, MemberDraft(name="甲"))

    def test_the_telephone_goes_with_whoever_leaves(self, store: Store) -> None:
        team = store.enter("water_rescue_team", 1)
        row = add_member(store.keeper, team.id, MemberDraft(name="甲", phone="13800000001"))
        change_member(store.keeper, row.id, MemberDraft(name="甲", phone="13800000002", leads=True))
        remove_member(store.keeper, row.id)
        assert TeamMember.objects.get(id=row.id).phone == ""
        assert not members_of(store.keeper, team.id).exists()

    def test_the_timeline_never_names_a_member(self, store: Store) -> None:
        team = store.enter("water_rescue_team", 1)
        add_member(store.keeper, team.id, MemberDraft(name="张三丰", phone="13800000001"))
        reader = actor("observer")
        told = timeline.of_subject(reader, Subject.of("resource", team.id)).entries
        assert told[-1].verb == "team_member_joined"
        assert not any("张三丰" in entry.payload or "13800000001" in entry.payload for entry in told)


class TestTelephones:
    def test_the_whole_number_needs_authority_and_a_reason_and_is_recorded(self, store: Store) -> None:
        team = store.enter("water_rescue_team", 1, attributes={"phone": "0351-7654321"})
        assert reveal_phone(store.keeper, team.id, reason="出动前联系") == "0351-7654321"
        told = timeline.of_subject(actor("observer"), Subject.of("resource", team.id)).entries
        assert (told[-1].verb, told[-1].reason) == ("resource_phone_revealed", "出动前联系")
        with pytest.raises(Forbidden):
            reveal_phone(actor("observer"), team.id, reason="好奇")


class TestSignals:
    def test_a_camera_not_heard_in_time_is_dead(self, store: Store, clock: SimulatedClock) -> None:
        camera = store.enter("camera_coal_mine", 1)
        assert silent(camera, now()) is True
        camera = report_signal(store.keeper, camera.id)
        assert silent(camera, now()) is False
        clock.advance(minutes=11)
        assert silent(camera, now()) is True

    def test_a_fault_is_dead_at_once_and_told_once(self, store: Store) -> None:
        camera = store.enter("camera_water", 1)
        for fault in ("", "无信号", "无信号", ""):
            camera = report_signal(store.keeper, camera.id, fault=fault)
        told = timeline.of_subject(actor("observer"), Subject.of("resource", camera.id)).entries
        assert [entry.verb for entry in told] == ["resource_registered", "resource_lost", "resource_heard"]

    def test_a_tent_is_neither_dead_nor_alive(self, store: Store) -> None:
        assert silent(store.enter("tent"), now()) is None

    def test_the_first_way_that_answers_is_used_in_failover_order(self, store: Store) -> None:
        satellite = store.enter("net_satellite", 1, name="卫星", attributes={"failover_order": 3})
        mobile = store.enter("net_mobile", 1, name="公网", attributes={"failover_order": 1})
        trunk = store.enter("field_digital_trunk", 1, name="集群", attributes={"failover_order": 2})
        for row in (satellite, mobile, trunk):
            report_signal(store.keeper, row.id)
        report_signal(store.keeper, mobile.id, fault="基站退服")
        found = [(row.name, answers) for row, answers in ways_to_reach(store.keeper, COUNTY)]
        assert found == [("公网", False), ("集群", True), ("卫星", True)]
