"""The tree can be handed out and taken over, here or elsewhere, as often as one likes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from liandong.content import queries as content
from liandong.kernel.errors import Forbidden
from liandong.organizations.models import Holding, Organization, Person, Post
from liandong.organizations.problems import TreeBroken
from liandong.organizations.queries import information_officers, tree
from liandong.organizations.rules import HolderNode, OrganizationNode, PostNode
from liandong.organizations.services import dissolve_organization, import_tree
from tests.access.acting import sign_in
from tests.cast import PASSWORD, Cast
from tests.organizations.acting import SYSTEM, a_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def a_node(key: str, parent: str = "", **more: Any) -> OrganizationNode:
    named = {"name": f"演示{key}", "kind": "government", "region_code": "140105"} | more
    return OrganizationNode(key=key, parent=parent, **named)


OFFICER = PostNode("信息员", "information_officer", holders=(HolderNode("演示·信息", "13800001234"),))
HEAD = PostNode("局长", "department_head", leads=True, holders=(HolderNode("演示·局长"), HolderNode("演示·代局长")))


def test_all_organ_kinds_of_the_documents_can_stand_in_the_tree() -> None:
    kinds = list(content.organization_kinds())
    done = import_tree(SYSTEM, [a_node(f"k{n}", kind=kind) for n, kind in enumerate(kinds)])
    organs = {content.organization_kind(kind).organ for kind in kinds}
    assert done.created == len(kinds)
    assert {"LEADING", "OFFICE", "WORKING", "EXPERT", "LINKAGE_CENTRE", "ON_SCENE", "GRASS_ROOTS"} <= organs


class TestTakingOver:
    def test_founds_fills_and_names_at_once(self) -> None:
        done = import_tree(SYSTEM, [a_node("top"), a_node("局", "top", posts=(HEAD, OFFICER))])
        assert (done.created, done.new_posts, done.new_people) == (2, 2, 3)
        below = Organization.objects.get(id=done.organizations["局"])
        assert below.parent_id == done.organizations["top"]
        assert Holding.objects.count() == 3
        assert information_officers(below.id) == [done.people["局", "演示·信息"]]

    def test_again_changes_nothing(self) -> None:
        nodes = [a_node("top"), a_node("局", "top", posts=(HEAD, OFFICER))]
        import_tree(SYSTEM, nodes)
        counts = [model.objects.count() for model in (Organization, Post, Person, Holding)]  # type: ignore[attr-defined]
        again = import_tree(SYSTEM, nodes)
        assert (again.created, again.changed, again.unchanged, again.new_posts, again.new_people) == (0, 0, 2, 0, 0)
        assert [model.objects.count() for model in (Organization, Post, Person, Holding)] == counts  # type: ignore[attr-defined]

    def test_changes_what_differs(self) -> None:
        import_tree(SYSTEM, [a_node("top"), a_node("局")])
        done = import_tree(SYSTEM, [a_node("top"), a_node("局", "top", duties="防汛")])
        assert (done.changed, done.unchanged) == (1, 1)
        moved = Organization.objects.get(name="演示局")
        assert (moved.duties, moved.parent_id) == ("防汛", done.organizations["top"])

    def test_dissolves_nothing_that_is_left_out(self) -> None:
        import_tree(SYSTEM, [a_node("top"), a_node("局", "top")])
        import_tree(SYSTEM, [a_node("top")])
        assert Organization.objects.filter(dissolved_at__isnull=True).count() == 2

    def test_finds_a_parent_that_is_known_already_by_its_name(self) -> None:
        above = a_unit("小店区人民政府", kind="government")
        import_tree(SYSTEM, [a_node("局", "小店区人民政府")])
        assert Organization.objects.get(name="演示局").parent_id == above.id

    def test_names_the_item_whose_parent_is_nowhere(self) -> None:
        with pytest.raises(TreeBroken) as broken:
            import_tree(SYSTEM, [a_node("top"), a_node("局", "nowhere")])
        assert broken.value.data == {"row": 2, "name": "演示局", "parent": "nowhere"}
        assert Organization.objects.count() == 0

    def test_keeps_two_posts_of_one_kind_apart(self) -> None:
        first = PostNode("分管副区长", "leader_in_charge", holders=(HolderNode("演示·甲"),))
        second = PostNode("常务副区长", "leader_in_charge", holders=(HolderNode("演示·乙"),))
        import_tree(SYSTEM, [a_node("top", posts=(first, second))])
        held = Holding.objects.values_list("post__title", "person__name")
        assert set(held) == {("分管副区长", "演示·甲"), ("常务副区长", "演示·乙")}

    def test_is_for_a_steward_of_every_region_in_it(self, cast: Cast) -> None:
        with pytest.raises(Forbidden):
            import_tree(cast.steward, [a_node("a"), a_node("b", region_code="140106")])


class TestHandingOut:
    def test_gives_a_tree_that_builds_the_same_one_elsewhere(self, cast: Cast) -> None:
        given = tree(SYSTEM)
        empty_the_house()
        import_tree(SYSTEM, given)
        assert shapes(tree(SYSTEM)) == shapes(given)

    def test_names_parents_before_children(self, cast: Cast) -> None:
        seen: set[str] = set()
        for node in tree(SYSTEM):
            assert not node.parent or node.parent in seen
            seen.add(node.key)

    def test_gives_no_telephones(self, cast: Cast) -> None:
        import_tree(SYSTEM, [a_node("局", posts=(OFFICER,))])
        assert "13800001234" not in repr(tree(SYSTEM))

    def test_gives_what_the_reader_may_see(self, cast: Cast) -> None:
        assert {node.region_code for node in tree(cast.stranger)} == {"140106"}
        assert tree(cast.sysadmin) == []

    def test_leaves_out_what_was_dissolved(self) -> None:
        dissolve_organization(SYSTEM, a_unit().id, "改革")
        assert tree(SYSTEM) == []


def test_over_http_what_was_exported_is_imported_unchanged(cast: Cast, client: Client) -> None:
    sign_in(client, "steward", PASSWORD)
    exported = client.get("/api/organizations/tree?region=140105").json()
    assert len(exported["organizations"]) > 40
    answer = client.post(
        "/api/organizations/tree", exported, content_type="application/json", headers={"idempotency-key": str(uuid4())}
    )
    assert answer.status_code == 200, answer.content
    count = len(exported["organizations"])
    assert answer.json() == {"created": 0, "changed": 0, "unchanged": count, "new_posts": 0, "new_people": 0}


def shapes(nodes: list[OrganizationNode]) -> list[OrganizationNode]:
    """The tree with names in place of keys, which are ids of this house."""
    names = {node.key: node.name for node in nodes}
    return sorted(
        (replace(node, key=node.name, parent=names.get(node.parent, "")) for node in nodes),
        key=lambda node: (node.region_code, node.name),
    )


def empty_the_house() -> None:
    from liandong.access.models import User
    from liandong.organizations.models import InformationOfficer, RosterShift

    User.objects.update(person_id=None)
    for model in (RosterShift, InformationOfficer, Holding, Post, Person):
        model._default_manager.all().delete()
    Organization.objects.update(parent=None)
    Organization.objects.all().delete()
