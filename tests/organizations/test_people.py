"""People hold posts and leave; what is personal about them stays with them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.access.models import User
from liandong.access.problems import SignInRefused
from liandong.access.rules import Actor
from liandong.access.services import sign_in
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.kernel.ids import Subject
from liandong.organizations.models import Person
from liandong.organizations.problems import AlreadyHolds, BadPeriod
from liandong.organizations.queries import (
    access_person,
    information_officers,
    names,
    on_duty,
    phone_for_delivery,
    post_holders,
    posts_of,
    standings,
)
from liandong.organizations.rules import masked_phone
from liandong.organizations.services import (
    PostDraft,
    appoint_holder,
    create_post,
    end_holding,
    remove_person,
    reveal_phone,
)
from liandong.timeline.queries import of_subject
from tests.cast import PASSWORD, Cast
from tests.organizations.acting import SYSTEM, a_unit, somebody, verbs_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class TestHoldingAPost:
    def test_lasts_from_its_first_moment_until_its_last(self, clock: SimulatedClock) -> None:
        unit = a_unit()
        post, person = create_post(SYSTEM, PostDraft(unit.id, "commander", "指挥长")), somebody(unit)
        begins, ends = clock.now() + timedelta(days=1), clock.now() + timedelta(days=3)
        appoint_holder(SYSTEM, post.id, person.id, valid_from=begins, valid_until=ends)
        held = [post_holders(post.id, clock.now() + timedelta(days=days)) for days in range(4)]
        assert held == [[], [person.id], [person.id], []]

    def test_may_be_shared(self) -> None:
        unit = a_unit()
        post = create_post(SYSTEM, PostDraft(unit.id, "duty_officer", "值班员"))
        people = [somebody(unit, f"演示·{name}").id for name in "甲乙"]
        for person in people:
            appoint_holder(SYSTEM, post.id, person)
        assert post_holders(post.id) == people

    def test_is_given_once(self) -> None:
        unit = a_unit()
        post, person = create_post(SYSTEM, PostDraft(unit.id, "commander", "指挥长")), somebody(unit)
        appoint_holder(SYSTEM, post.id, person.id)
        with pytest.raises(AlreadyHolds):
            appoint_holder(SYSTEM, post.id, person.id)

    def test_ends_later_than_it_begins(self, clock: SimulatedClock) -> None:
        unit = a_unit()
        post, person = create_post(SYSTEM, PostDraft(unit.id, "commander", "指挥长")), somebody(unit)
        with pytest.raises(BadPeriod):
            appoint_holder(SYSTEM, post.id, person.id, valid_until=clock.now())

    def test_seats_the_persons_account_there(self, cast: Cast) -> None:
        handler = User.objects.get(username="handler")
        assert handler.person_id is not None
        post = cast.stage.posts["centre", "dispatcher"]
        appoint_holder(SYSTEM, post, handler.person_id)
        assert User.objects.get(id=handler.id).post_id == post

    def test_that_ends_seats_the_account_at_the_post_that_is_left(self, cast: Cast, clock: SimulatedClock) -> None:
        handler = User.objects.get(username="handler")
        assert handler.person_id is not None
        other = cast.stage.posts["centre", "dispatcher"]
        clock.advance(hours=1)
        appoint_holder(SYSTEM, other, handler.person_id)
        clock.advance(hours=1)
        end_holding(SYSTEM, other, handler.person_id, "支援结束")
        assert User.objects.get(id=handler.id).post_id == cast.stage.posts["health", "department_handler"]
        end_holding(SYSTEM, cast.stage.posts["health", "department_handler"], handler.person_id, "免职")
        left = User.objects.get(id=handler.id)
        assert (left.post_id, left.organization_id) == (None, cast.stage.organizations["health"])

    def test_that_has_not_begun_can_be_taken_back(self, clock: SimulatedClock) -> None:
        unit = a_unit()
        post, person = create_post(SYSTEM, PostDraft(unit.id, "commander", "指挥长")), somebody(unit)
        appoint_holder(SYSTEM, post.id, person.id, valid_from=clock.now() + timedelta(days=1))
        end_holding(SYSTEM, post.id, person.id, "任命有误")
        assert post_holders(post.id, clock.now() + timedelta(days=2)) == []

    def test_ends_only_for_somebody_who_holds_it(self) -> None:
        unit = a_unit()
        post = create_post(SYSTEM, PostDraft(unit.id, "commander", "指挥长"))
        with pytest.raises(NotFound):
            end_holding(SYSTEM, post.id, somebody(unit).id, "误操作")


class TestSomebodyWhoLeaves:
    @pytest.fixture
    def left(self, cast: Cast, clock: SimulatedClock) -> Actor:
        clock.advance(hours=1)
        assert cast.duty_officer.person_id is not None
        remove_person(cast.steward, cast.duty_officer.person_id, "部里同步：人员离岗")
        return cast.duty_officer

    def test_cannot_sign_in_any_longer(self, left: Actor) -> None:
        with pytest.raises(SignInRefused):
            sign_in("duty_officer", PASSWORD, "10.0.0.1")

    def test_holds_no_post_and_no_duty(self, left: Actor, clock: SimulatedClock) -> None:
        assert left.person_id is not None
        assert posts_of(left.person_id) == []
        later = [on_duty("140105", at=clock.now() + timedelta(hours=hours)) for hours in range(0, 24 * 14, 4)]
        assert all(left.person_id not in officers for officers in later)

    def test_is_no_information_officer(self, cast: Cast) -> None:
        unit = cast.stage.organizations["health"]
        officer = information_officers(unit)[0]
        remove_person(cast.steward, officer, "离岗")
        assert information_officers(unit) == []

    def test_keeps_a_name_beside_old_acts_but_no_telephone(self, left: Actor) -> None:
        assert left.person_id is not None
        assert names([left.person_id]) == {left.person_id: "演示·王值班"}
        assert Person.objects.get(id=left.person_id).phone == ""
        assert standings([left.person_id]) == {}

    def test_is_recorded_with_the_reason(self, left: Actor) -> None:
        assert left.person_id is not None
        assert verbs_of("person", left.person_id) == ["person_removed"]

    def test_is_removed_by_a_steward_of_the_region_only(self, cast: Cast) -> None:
        assert cast.stranger.person_id is not None
        with pytest.raises(NotFound):
            remove_person(cast.steward, cast.stranger.person_id, "越权")
        assert cast.handler.person_id is not None
        with pytest.raises(Forbidden):
            remove_person(cast.duty_officer, cast.handler.person_id, "越权")


class TestATelephone:
    def test_is_seen_whole_only_with_the_permission(self, cast: Cast) -> None:
        person = somebody(a_unit())
        with pytest.raises(Forbidden):
            reveal_phone(cast.commander, person.id, "联系")
        assert reveal_phone(cast.steward, person.id, "核对号码") == "13800001234"

    def test_leaves_a_record_of_who_looked_and_why_but_never_the_number(self, cast: Cast) -> None:
        person = somebody(a_unit())
        reveal_phone(cast.steward, person.id, "核对号码")
        last = of_subject(SYSTEM, Subject.of("person", person.id)).entries[-1]
        assert (last.verb, last.reason, last.by.user_id) == ("phone_revealed", "核对号码", cast.steward.user_id)
        entries = of_subject(SYSTEM, Subject.of("person", person.id)).entries
        assert all("13800001234" not in entry.payload for entry in entries)

    def test_is_dialled_by_the_channels_without_being_shown(self) -> None:
        assert phone_for_delivery(somebody(a_unit()).id) == "13800001234"
        assert phone_for_delivery(uuid4()) == ""


@given(st.text("0123456789", min_size=1, max_size=18))
def test_a_masked_number_keeps_its_length_and_hides_its_middle(phone: str) -> None:
    masked = masked_phone(phone)
    assert len(masked) == len(phone)
    assert len(phone) < 3 or masked.count("*") >= min(4, len(phone) - 2)
    if len(phone) == 11:
        assert masked == phone[:3] + "****" + phone[-4:]


def test_people_of_another_region_are_not_seen(cast: Cast) -> None:
    assert cast.stranger.person_id is not None
    with pytest.raises(NotFound):
        access_person(cast.duty_officer, cast.stranger.person_id)
    assert access_person(cast.upper_duty, cast.stranger.person_id).name == "演示·孙邻区"
