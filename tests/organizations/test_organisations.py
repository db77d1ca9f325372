"""Organisations are founded, placed in the tree, changed and dissolved, each act with authority and on record."""

from __future__ import annotations

import pytest

from liandong.content.problems import UnknownContent
from liandong.kernel.errors import Forbidden, NotFound
from liandong.kernel.text import BadValue
from liandong.organizations.models import Organization
from liandong.organizations.problems import LeadingPostExists, NameTaken, StillInUse, TreeLoop
from liandong.organizations.queries import (
    access_organization,
    names,
    organization,
    organizations_in,
    search_organizations,
)
from liandong.organizations.services import (
    OrganizationDraft,
    PostDraft,
    abolish_post,
    appoint_holder,
    change_organization,
    create_post,
    dissolve_organization,
    end_holding,
    found_organization,
)
from tests.cast import Cast
from tests.organizations.acting import SYSTEM, a_unit, somebody, verbs_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class TestFounding:
    def test_is_on_record(self) -> None:
        unit = a_unit()
        assert verbs_of("organization", unit.id) == ["organization_founded"]
        assert organization(unit.id).name == "小店区演示局"

    def test_needs_a_kind_that_content_knows(self) -> None:
        with pytest.raises(UnknownContent):
            a_unit(kind="secret_society")

    @pytest.mark.parametrize("region", ["149999", "999999"])
    def test_needs_a_region_that_exists(self, region: str) -> None:
        with pytest.raises(UnknownContent):
            a_unit(region=region)

    def test_takes_a_credit_code_whose_check_character_fits(self) -> None:
        assert a_unit(uscc="91350100M000100Y43").uscc == "91350100M000100Y43"

    def test_refuses_a_credit_code_whose_check_character_does_not_fit(self) -> None:
        with pytest.raises(BadValue):
            a_unit(uscc="91350100M000100Y4Z")

    def test_refuses_a_name_that_the_region_has_already(self) -> None:
        a_unit()
        with pytest.raises(NameTaken):
            a_unit()
        assert a_unit(region="140106").region_code == "140106"

    def test_refuses_a_credit_code_that_another_has(self) -> None:
        a_unit(uscc="91350100M000100Y43")
        with pytest.raises(NameTaken):
            a_unit(name="另一个", uscc="91350100M000100Y43")

    def test_is_for_a_steward_of_the_region(self, cast: Cast) -> None:
        found_organization(cast.steward, OrganizationDraft("小店区新设局", "water", "140105"))
        with pytest.raises(Forbidden):
            found_organization(cast.steward, OrganizationDraft("迎泽区新设局", "water", "140106"))
        with pytest.raises(Forbidden):
            found_organization(cast.duty_officer, OrganizationDraft("小店区另设局", "water", "140105"))


class TestTheTree:
    def test_is_changed_by_placing_a_unit_under_another(self) -> None:
        above, below = a_unit("上级"), a_unit("下级")
        change_organization(SYSTEM, below.id, parent_id=above.id)
        assert organization(below.id).parent_id == above.id
        assert verbs_of("organization", below.id)[-1] == "organization_changed"

    def test_has_no_loops(self) -> None:
        above = a_unit("上级")
        middle = a_unit("中级", parent_id=above.id)
        below = a_unit("下级", parent_id=middle.id)
        for under in (above, below):
            with pytest.raises(TreeLoop):
                change_organization(SYSTEM, above.id, parent_id=under.id)

    def test_keeps_what_is_not_mentioned_in_a_change(self) -> None:
        unit = a_unit(duties="防汛")
        changed = change_organization(SYSTEM, unit.id, name="新名称")
        assert (changed.name, changed.duties) == ("新名称", "防汛")


class TestDissolving:
    def test_takes_a_unit_out_of_every_list_but_keeps_its_name_beside_old_acts(self) -> None:
        unit = a_unit()
        dissolve_organization(SYSTEM, unit.id, "机构改革")
        assert organizations_in("140105") == []
        assert names([unit.id]) == {unit.id: "小店区演示局"}
        with pytest.raises(NotFound):
            access_organization(SYSTEM, unit.id)

    def test_frees_the_name(self) -> None:
        dissolve_organization(SYSTEM, a_unit().id, "机构改革")
        assert a_unit().dissolved_at is None

    def test_is_refused_while_units_lie_beneath(self) -> None:
        above = a_unit("上级")
        a_unit("下级", parent_id=above.id)
        with pytest.raises(StillInUse):
            dissolve_organization(SYSTEM, above.id, "机构改革")

    def test_is_refused_while_somebody_is_in_post(self) -> None:
        unit = a_unit()
        post = create_post(SYSTEM, PostDraft(unit.id, "department_head", "局长", leads=True))
        person = somebody(unit)
        appoint_holder(SYSTEM, post.id, person.id)
        with pytest.raises(StillInUse):
            dissolve_organization(SYSTEM, unit.id, "机构改革")
        end_holding(SYSTEM, post.id, person.id, "免职")
        assert dissolve_organization(SYSTEM, unit.id, "机构改革").dissolved_at is not None


class TestAPost:
    def test_leads_alone(self) -> None:
        unit = a_unit()
        first = create_post(SYSTEM, PostDraft(unit.id, "department_head", "局长", leads=True))
        with pytest.raises(LeadingPostExists):
            create_post(SYSTEM, PostDraft(unit.id, "department_head", "第一局长", leads=True))
        abolish_post(SYSTEM, first.id, "改制")
        assert create_post(SYSTEM, PostDraft(unit.id, "department_head", "主任", leads=True)).leads

    def test_is_of_a_kind_that_content_knows(self) -> None:
        with pytest.raises(UnknownContent):
            create_post(SYSTEM, PostDraft(a_unit().id, "emperor", "皇帝"))

    def test_loses_its_holders_when_abolished(self) -> None:
        from liandong.organizations.queries import post_holders

        unit = a_unit()
        post = create_post(SYSTEM, PostDraft(unit.id, "department_handler", "经办人"))
        appoint_holder(SYSTEM, post.id, somebody(unit).id)
        abolish_post(SYSTEM, post.id, "精简")
        assert post_holders(post.id) == []


class TestWhatIsSeen:
    """Two tiers of government, three of management, four of the network: each sees its own and below."""

    @pytest.mark.parametrize(
        ("part", "sees"),
        [
            ("province_duty", {"14", "1401", "140105", "140106", "140105001"}),
            ("upper_duty", {"1401", "140105", "140106", "140105001"}),
            ("duty_officer", {"140105", "140105001"}),
            ("stranger", {"140106"}),
            ("sysadmin", set()),
        ],
    )
    def test_is_ones_own_region_and_what_lies_in_it(self, cast: Cast, part: str, sees: set[str]) -> None:
        rows = search_organizations(getattr(cast, part))
        levels = {"14", "1401", "140105", "140106", "140105001"}
        assert set(rows.values_list("region_code", flat=True)) & levels == sees

    def test_is_found_by_a_part_of_the_name_and_by_kind(self, cast: Cast) -> None:
        found = search_organizations(cast.observer, text="消防")
        assert [row.name for row in found] == ["小店区消防救援大队"]
        assert search_organizations(cast.observer, kind="town", region="140105").count() == 10

    def test_does_not_tell_absent_from_forbidden(self, cast: Cast) -> None:
        foreign = Organization.objects.get(region_code="140106")
        with pytest.raises(NotFound) as hidden:
            access_organization(cast.duty_officer, foreign.id)
        assert hidden.value.data == {"kind": "organization", "id": foreign.id}
