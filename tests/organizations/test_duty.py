"""Who is on duty: rosters planned at once or not at all, shifts swapped, gaps found, information officers named."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.organizations.models import Organization, RosterShift
from liandong.organizations.problems import BadPeriod, PersonLeft, ShiftOver, ShiftsOverlap
from liandong.organizations.queries import (
    duty_board,
    duty_gaps,
    information_officers,
    on_duty,
    roster,
    units_without_information_officer,
)
from liandong.organizations.rules import DutyRole, Shift, coverage_gaps, first_overlap
from liandong.organizations.services import (
    ShiftDraft,
    cancel_shift,
    name_information_officer,
    plan_shift,
    plan_shifts,
    remove_person,
    swap_shift,
)
from tests.cast import Cast
from tests.organizations.acting import SYSTEM, a_unit, somebody, verbs_of

START = datetime(2026, 11, 23, tzinfo=UTC)
OFFICER = DutyRole.DUTY_OFFICER


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.fixture
def centre(db: None, clock: SimulatedClock) -> Organization:
    return a_unit("小店区演示联动中心", kind="linkage_centre")


def a_shift(person: UUID, begins: datetime, length: float = 8, role: str = OFFICER) -> ShiftDraft:
    return ShiftDraft(person, role, begins, begins + hours(length))


class TestPlanning:
    def test_makes_somebody_answer_for_the_unit_and_its_region_in_that_time(
        self, centre: Organization, clock: SimulatedClock
    ) -> None:
        person = somebody(centre)
        plan_shift(SYSTEM, centre.id, a_shift(person.id, clock.now() + hours(1)))
        seen = [on_duty("140105", at=clock.now() + hours(number)) for number in (0, 1, 8.99, 9)]
        assert seen == [[], [person.id], [person.id], []]
        assert on_duty(centre.id, at=clock.now() + hours(1)) == [person.id]

    def test_of_a_department_does_not_answer_for_the_region(self, db: None, clock: SimulatedClock) -> None:
        unit = a_unit(kind="water")
        person = somebody(unit)
        plan_shift(SYSTEM, unit.id, a_shift(person.id, clock.now()))
        assert on_duty(unit.id) == [person.id]
        assert on_duty("140105") == []

    def test_is_all_or_nothing(self, centre: Organization, clock: SimulatedClock) -> None:
        person = somebody(centre)
        drafts = [a_shift(person.id, clock.now() + hours(number)) for number in (0, 8, 15)]
        with pytest.raises(ShiftsOverlap):
            plan_shifts(SYSTEM, centre.id, drafts)
        assert RosterShift.objects.count() == 0

    def test_sees_what_is_planned_elsewhere_for_the_same_person(
        self, centre: Organization, clock: SimulatedClock
    ) -> None:
        person, other = somebody(centre), a_unit("小店区另一局")
        plan_shift(SYSTEM, centre.id, a_shift(person.id, clock.now()))
        with pytest.raises(ShiftsOverlap):
            plan_shift(SYSTEM, other.id, a_shift(person.id, clock.now() + hours(7)))
        plan_shift(SYSTEM, other.id, a_shift(person.id, clock.now() + hours(8)))

    def test_needs_an_end_after_the_beginning(self, centre: Organization, clock: SimulatedClock) -> None:
        with pytest.raises(BadPeriod):
            plan_shift(SYSTEM, centre.id, a_shift(somebody(centre).id, clock.now(), length=0))

    def test_needs_people_who_are_there(self, centre: Organization, clock: SimulatedClock) -> None:
        with pytest.raises(NotFound):
            plan_shift(SYSTEM, centre.id, a_shift(uuid4(), clock.now()))
        gone = somebody(centre)
        remove_person(SYSTEM, gone.id, "离岗")
        with pytest.raises(PersonLeft):
            plan_shift(SYSTEM, centre.id, a_shift(gone.id, clock.now()))

    def test_of_nothing_changes_nothing(self, centre: Organization) -> None:
        assert plan_shifts(SYSTEM, centre.id, []) == []
        assert "duty_planned" not in verbs_of("organization", centre.id)

    def test_is_for_those_who_plan_duty(self, cast: Cast, clock: SimulatedClock) -> None:
        unit = cast.stage.organizations["water"]
        person = cast.stage.people["water", "演示·水务经办"]
        with pytest.raises(Forbidden):
            plan_shift(cast.duty_officer, unit, a_shift(person, clock.now()))
        plan_shift(cast.steward, unit, a_shift(person, clock.now()))


class TestASwap:
    def test_before_the_shift_hands_all_of_it_over(self, centre: Organization, clock: SimulatedClock) -> None:
        first, second = somebody(centre, "演示·甲"), somebody(centre, "演示·乙")
        shift = plan_shift(SYSTEM, centre.id, a_shift(first.id, clock.now() + hours(1)))
        swap_shift(SYSTEM, shift.id, second.id, "调休")
        assert on_duty("140105", at=clock.now() + hours(1)) == [second.id]
        assert verbs_of("organization", centre.id)[-1] == "shift_swapped"

    def test_in_the_shift_hands_over_what_is_left(self, centre: Organization, clock: SimulatedClock) -> None:
        first, second = somebody(centre, "演示·甲"), somebody(centre, "演示·乙")
        shift = plan_shift(SYSTEM, centre.id, a_shift(first.id, clock.now()))
        clock.advance(hours=3)
        swap_shift(SYSTEM, shift.id, second.id, "身体不适")
        seen = [on_duty("140105", at=clock.now() + hours(number)) for number in (-0.01, 0, 4.99, 5)]
        assert seen == [[first.id], [second.id], [second.id], []]

    def test_is_too_late_after_the_shift(self, centre: Organization, clock: SimulatedClock) -> None:
        first, second = somebody(centre, "演示·甲"), somebody(centre, "演示·乙")
        shift = plan_shift(SYSTEM, centre.id, a_shift(first.id, clock.now()))
        clock.advance(hours=8)
        with pytest.raises(ShiftOver):
            swap_shift(SYSTEM, shift.id, second.id, "补记")

    def test_does_not_put_anybody_on_duty_twice(self, centre: Organization, clock: SimulatedClock) -> None:
        first, second = somebody(centre, "演示·甲"), somebody(centre, "演示·乙")
        shift = plan_shift(SYSTEM, centre.id, a_shift(first.id, clock.now()))
        plan_shift(SYSTEM, centre.id, a_shift(second.id, clock.now(), role=DutyRole.DISPATCHER))
        with pytest.raises(ShiftsOverlap):
            swap_shift(SYSTEM, shift.id, second.id, "调休")

    def test_of_another_regions_shift_is_not_possible(self, cast: Cast) -> None:
        shift = RosterShift.objects.filter(region_code="140106").first()
        assert shift is not None
        with pytest.raises(NotFound):
            swap_shift(cast.steward, shift.id, cast.stage.people["centre", "演示·王值班"], "越权")


class TestCancelling:
    def test_leaves_nobody_there(self, centre: Organization, clock: SimulatedClock) -> None:
        shift = plan_shift(SYSTEM, centre.id, a_shift(somebody(centre).id, clock.now() + hours(1)))
        cancel_shift(SYSTEM, shift.id, "改期")
        assert on_duty("140105", at=clock.now() + hours(2)) == []
        with pytest.raises(ShiftOver):
            cancel_shift(SYSTEM, shift.id, "再次")

    def test_keeps_what_was_done(self, centre: Organization, clock: SimulatedClock) -> None:
        person = somebody(centre)
        shift = plan_shift(SYSTEM, centre.id, a_shift(person.id, clock.now()))
        clock.advance(hours=2)
        cancel_shift(SYSTEM, shift.id, "提前交接")
        assert on_duty("140105") == []
        assert on_duty("140105", at=clock.now() - hours(1)) == [person.id]


def test_the_last_to_take_over_is_named_first(centre: Organization, clock: SimulatedClock) -> None:
    first, second = somebody(centre, "演示·甲"), somebody(centre, "演示·乙")
    plan_shift(SYSTEM, centre.id, a_shift(first.id, clock.now(), length=10))
    plan_shift(SYSTEM, centre.id, a_shift(second.id, clock.now() + hours(8)))
    assert on_duty("140105", at=clock.now() + hours(9)) == [second.id, first.id]


def test_the_board_and_the_roster_show_what_one_may_see(cast: Cast) -> None:
    assert duty_board(cast.upper_duty).filter(organization__region_code="140106").count() == 2
    assert duty_board(cast.duty_officer).filter(organization__region_code="140106").count() == 0
    mine = roster(cast.duty_officer, cast.stage.organizations["centre"])
    assert mine.filter(role=OFFICER).order_by("starts_at")[0].person_id == cast.duty_officer.person_id
    with pytest.raises(NotFound):
        roster(cast.duty_officer, cast.stage.organizations["140106-centre"])


def test_a_gap_in_the_roster_is_named_by_role_and_time(centre: Organization, clock: SimulatedClock) -> None:
    now, person = clock.now(), somebody(centre)
    plan_shift(SYSTEM, centre.id, a_shift(person.id, now))
    plan_shift(SYSTEM, centre.id, a_shift(person.id, now + hours(10)))
    gaps = duty_gaps(SYSTEM, centre.id, now, now + hours(18), [OFFICER])
    assert [(gap.starts_at, gap.ends_at) for gap in gaps] == [(now + hours(8), now + hours(10))]


class TestTheInformationOfficer:
    """信息流转: an information officer in every unit, reachable 24 hours."""

    def test_is_one_person_at_a_time_and_the_change_is_on_record(
        self, centre: Organization, clock: SimulatedClock
    ) -> None:
        first, second = somebody(centre, "演示·甲"), somebody(centre, "演示·乙")
        name_information_officer(SYSTEM, centre.id, first.id)
        clock.advance(hours=1)
        name_information_officer(SYSTEM, centre.id, second.id)
        assert information_officers(centre.id) == [second.id]
        assert information_officers(centre.id, clock.now() - hours(0.5)) == [first.id]
        assert verbs_of("organization", centre.id).count("information_officer_named") == 2

    def test_is_missed_where_nobody_is_named(self, centre: Organization, clock: SimulatedClock) -> None:
        assert list(units_without_information_officer(SYSTEM)) == [centre]
        person = somebody(centre)
        name_information_officer(SYSTEM, centre.id, person.id)
        assert list(units_without_information_officer(SYSTEM)) == []
        clock.advance(hours=1)
        remove_person(SYSTEM, person.id, "离岗")
        assert list(units_without_information_officer(SYSTEM)) == [centre]


def minutes(number: int) -> datetime:
    return START + timedelta(minutes=number)


PEOPLE = [uuid4() for _ in range(3)]
shifts = st.lists(
    st.builds(
        lambda person, role, begins, length: Shift(person, role, minutes(begins), minutes(begins + length)),
        st.sampled_from(PEOPLE),
        st.sampled_from(["A", "B"]),
        st.integers(-30, 120),
        st.integers(1, 60),
    ),
    max_size=8,
)


@given(shifts=shifts, until=st.integers(1, 100))
def test_gaps_are_exactly_the_minutes_in_which_nobody_is_there(shifts: list[Shift], until: int) -> None:
    gaps = list(coverage_gaps(shifts, "A", START, minutes(until)))
    for number in range(until):
        moment = minutes(number)
        manned = any(one.role == "A" and one.starts_at <= moment < one.ends_at for one in shifts)
        assert any(gap.starts_at <= moment < gap.ends_at for gap in gaps) is not manned
    assert all(earlier.ends_at < later.starts_at for earlier, later in itertools.pairwise(gaps))


@given(shifts)
def test_an_overlap_is_found_exactly_when_two_shifts_of_one_person_share_a_minute(shifts: list[Shift]) -> None:
    pairs = [(one, two) for n, one in enumerate(shifts) for two in shifts[n + 1 :] if one.person_id == two.person_id]
    shared = any(one.starts_at < two.ends_at and two.starts_at < one.ends_at for one, two in pairs)
    assert (first_overlap(shifts) is not None) is shared
