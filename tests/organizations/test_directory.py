"""The directory: found by pinyin initials, a unit on one page, its hours without anybody, and its history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.organizations.problems import TreeLoop
from liandong.organizations.queries import search_organizations, search_people, unit_card, unit_history
from liandong.organizations.rules import HolderNode, OrganizationNode, PostNode
from liandong.organizations.services import (
    PostDraft,
    ShiftDraft,
    appoint_holder,
    change_post,
    correct_person,
    create_post,
    import_tree,
    name_information_officer,
    plan_shift,
    reveal_phone,
)
from liandong.timeline.queries import sentence
from tests.cast import Cast
from tests.organizations.acting import SYSTEM, a_unit, somebody, verbs_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class TestSearching:
    @pytest.mark.parametrize("typed", ["水务", "xdqysj", "ysj", "YSJ"])
    def test_finds_a_unit_by_a_part_of_its_name_or_of_its_initials(self, typed: str) -> None:
        unit = a_unit("小店区演示局")
        a_unit("小店区水务演示局")
        found = {one.name for one in search_organizations(SYSTEM, text=typed)}
        assert found == {"小店区水务演示局"} if typed == "水务" else unit.name in found

    def test_finds_people_by_initials_and_not_by_one_letter(self) -> None:
        person = somebody(a_unit(), "演示·王值班")
        assert [one.id for one in search_people(SYSTEM, "wzb")] == [person.id]
        assert not search_people(SYSTEM, "w").exists()

    def test_knows_what_came_with_an_imported_tree(self) -> None:
        post = PostNode("值班员", "duty_officer", holders=(HolderNode("演示·欧阳"),))
        import_tree(SYSTEM, [OrganizationNode("x", "小店区泵站", "water", "140105", posts=(post,))])
        assert search_organizations(SYSTEM, text="xdqbz").exists()
        assert search_people(SYSTEM, "oy").exists()

    def test_can_leave_out_what_lies_in_the_regions_within(self, cast: Cast) -> None:
        own = {one.region_code for one in search_organizations(cast.duty_officer, region="140105", own=True)}
        assert own == {"140105"}


class TestTheCardOfAUnit:
    def test_names_posts_holders_officers_and_who_is_there_now(self, clock: SimulatedClock) -> None:
        unit = a_unit()
        person, other = somebody(unit, "演示·甲"), somebody(unit, "演示·乙")
        seat = create_post(SYSTEM, PostDraft(unit.id, "duty_officer", "值班员", leads=True))
        appoint_holder(SYSTEM, seat.id, person.id)
        name_information_officer(SYSTEM, unit.id, other.id)
        plan_shift(
            SYSTEM, unit.id, ShiftDraft(person.id, "DUTY_OFFICER", clock.now(), clock.now() + timedelta(hours=8))
        )
        card = unit_card(SYSTEM, unit.id)
        (holder,) = card.seats[0].holders
        assert (holder.name, holder.phone, holder.on_duty) == ("演示·甲", "138****1234", True)
        assert [one.name for one in card.others] == ["演示·乙"]
        assert [one.name for one in card.information_officers] == ["演示·乙"]
        assert [shift.person.name for shift in card.on_duty] == ["演示·甲"]
        assert {gap.role for gap in card.gaps} == {"DUTY_OFFICER", "DUTY_LEADER"}

    def test_of_a_unit_without_a_roster_claims_no_gaps(self) -> None:
        card = unit_card(SYSTEM, a_unit().id)
        assert (card.keeps_roster, card.gaps) == (False, ())

    def test_is_not_shown_to_another_region(self, cast: Cast) -> None:
        with pytest.raises(NotFound):
            unit_card(cast.stranger, cast.stage.organizations["water"])


class TestCorrecting:
    def test_a_name_and_a_telephone_leaves_a_trace_each_and_none_where_nothing_changed(self, cast: Cast) -> None:
        person = somebody(a_unit("小店区水务二局"))
        correct_person(cast.steward, person.id, name="演示·新名", phone="13900005678")
        correct_person(cast.steward, person.id, name="演示·新名", phone="13900005678")
        assert verbs_of("person", person.id) == ["person_registered", "person_renamed", "person_changed"]
        assert search_people(SYSTEM, "ysxm").exists()

    def test_is_for_stewards(self, cast: Cast) -> None:
        person = somebody(a_unit("小店区水务二局"))
        with pytest.raises(Forbidden):
            correct_person(cast.observer, person.id, name="演示·新名")

    def test_a_post_keeps_its_holders_and_never_reports_to_itself(self) -> None:
        unit = a_unit()
        above = create_post(SYSTEM, PostDraft(unit.id, "department_head", "局长", leads=True))
        below = create_post(SYSTEM, PostDraft(unit.id, "duty_officer", "值班员", reports_to_id=above.id))
        appoint_holder(SYSTEM, below.id, somebody(unit).id)
        change_post(SYSTEM, below.id, title="值守员")
        assert [seat.title for seat in unit_card(SYSTEM, unit.id).seats if seat.holders] == ["值守员"]
        with pytest.raises(TreeLoop):
            change_post(SYSTEM, above.id, reports_to_id=below.id)


class TestHistory:
    def test_tells_of_the_unit_its_posts_and_its_people_the_newest_first(self, cast: Cast) -> None:
        unit = a_unit()
        person = somebody(unit)
        post = create_post(SYSTEM, PostDraft(unit.id, "duty_officer", "值班员"))
        change_post(SYSTEM, post.id, title="值守员")
        reveal_phone(cast.steward, person.id, "核对")
        page = unit_history(cast.steward, unit.id, limit=3)
        assert [entry.verb for entry in page.entries] == ["phone_revealed", "post_changed", "post_created"]
        assert sentence(page.entries[1]).endswith("的名称")
        rest = unit_history(cast.steward, unit.id, before=page.next or page.entries[-1].cursor)
        assert [entry.verb for entry in rest.entries] == ["person_registered", "organization_founded"]

    def test_of_a_unit_of_another_region_is_not_told(self, cast: Cast) -> None:
        with pytest.raises(NotFound):
            unit_history(cast.stranger, cast.stage.organizations["water"])
