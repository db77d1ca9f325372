"""Enter a resource, correct it, check it on the spot, bring it out of service and back."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liandong.content.problems import UnknownContent
from liandong.content.schemas.base import Bilingual, Source
from liandong.content.schemas.resource_types import Attribute, ResourceType
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.kernel.geo import Crs, Position
from liandong.kernel.ids import new_id
from liandong.resources.models import Resource
from liandong.resources.queries import access_resource, unverified_share, visible_resources
from liandong.resources.rules import (
    AttributeInvalid,
    AttributeMissing,
    AttributeUnknown,
    ChangedMeanwhile,
    NotInThisState,
    ReasonNeeded,
    ResourceState,
    check_attributes,
    state_when_used,
    states_by_hand,
)
from liandong.resources.services import (
    ResourceDraft,
    change_resource,
    register_resources,
    reserve_resource,
    set_state,
    verify_resource,
)
from liandong.timeline.models import StoredEntry
from tests.resources.conftest import COUNTY, Store, actor

pytestmark = pytest.mark.django_db
PLACE = Position(112.5489, 37.8706)


def verbs_of(resource: Resource) -> list[str]:
    rows = StoredEntry.objects.filter(subject_kind="resource", subject_id=str(resource.id)).order_by("position")
    return list(rows.values_list("verb", flat=True))


class TestEntering:
    def test_keeps_the_place_and_the_cells_by_which_it_is_found(self, store: Store) -> None:
        row = store.enter(place=PLACE, given_crs=Crs.GCJ02)
        assert (row.lon, row.lat, row.given_crs) == (112.5489, 37.8706, "GCJ02")
        assert (len(row.cell), len(row.wide_cell)) == (15, 15)
        assert row.cell != row.wide_cell

    def test_needs_no_place(self, store: Store) -> None:
        row = store.enter()
        assert (row.lon, row.lat, row.cell) == (None, None, "")

    def test_stands_on_its_own_timeline(self, store: Store) -> None:
        assert verbs_of(store.enter()) == ["resource_registered"]

    def test_of_many_is_all_or_nothing(self, store: Store) -> None:
        good = ResourceDraft(type="sample_tube", name="甲库", region_code=COUNTY)
        bad = ResourceDraft(type="sample_tube", name="乙库", region_code="140121")
        with pytest.raises(Forbidden):
            register_resources(store.keeper, [good, bad])
        assert not Resource.objects.exists()

    def test_of_an_unknown_type_region_or_owner_is_refused(self, store: Store) -> None:
        with pytest.raises(UnknownContent):
            store.enter("unicorn")
        with pytest.raises(UnknownContent):
            register_resources(actor("data_steward", region=""), [_draft(region_code="149999")])
        with pytest.raises(NotFound):
            store.enter(organization_id=new_id())

    def test_is_not_for_a_field_worker(self, store: Store) -> None:
        with pytest.raises(Forbidden):
            register_resources(actor("field_worker"), [_draft()])

    def test_the_same_row_of_a_source_twice_is_refused_by_the_database(self, store: Store) -> None:
        store.enter(source="市物资台账", source_key="A-7")
        with pytest.raises(IntegrityError), transaction.atomic():
            store.enter(source="市物资台账", source_key="A-7")


def _draft(**given: Any) -> ResourceDraft:
    told: dict[str, Any] = {"type": "sample_tube", "name": "库", "region_code": COUNTY}
    return ResourceDraft(**(told | given))


class TestCorrecting:
    def test_changes_what_is_given_and_nothing_else(self, store: Store) -> None:
        row = store.enter(place=PLACE, address="人民路 1 号")
        changed = change_resource(store.keeper, row.id, name="新库")
        assert (changed.name, changed.address, changed.lon) == ("新库", "人民路 1 号", 112.5489)
        assert changed.quantity == Decimal(100)
        assert verbs_of(row)[-1] == "resource_changed"

    def test_of_the_place_moves_its_cells(self, store: Store) -> None:
        row = store.enter(place=PLACE)
        changed = change_resource(store.keeper, row.id, place=Position(113.0, 38.0))
        assert changed.cell != row.cell

    def test_over_somebody_elses_correction_is_refused_with_the_name(self, store: Store) -> None:
        row = store.enter()
        change_resource(store.keeper, row.id, expected=1, name="甲")
        with pytest.raises(ChangedMeanwhile) as refusal:
            change_resource(store.keeper, row.id, expected=1, name="乙")
        assert refusal.value.data["version"] == 2

    def test_into_another_region_needs_the_permission_there(self, store: Store) -> None:
        row = store.enter()
        with pytest.raises(Forbidden):
            change_resource(store.keeper, row.id, region_code="140121")

    def test_never_changes_the_stock(self, store: Store) -> None:
        row = store.enter(quantity=100)
        change_resource(store.keeper, row.id, quantity=Decimal(5))
        row.refresh_from_db()
        assert row.quantity == 100


class TestStates:
    HAND = {
        (ResourceState.AVAILABLE, ResourceState.UNAVAILABLE),
        (ResourceState.AVAILABLE, ResourceState.RETIRED),
        (ResourceState.ASSIGNED, ResourceState.UNAVAILABLE),
        (ResourceState.UNAVAILABLE, ResourceState.AVAILABLE),
        (ResourceState.UNAVAILABLE, ResourceState.RETIRED),
        (ResourceState.RETIRED, ResourceState.UNAVAILABLE),
    }

    @pytest.mark.parametrize(("before", "after"), list(product(ResourceState, repeat=2)), ids=str)
    def test_a_person_may_take_exactly_these_steps(self, before: ResourceState, after: ResourceState) -> None:
        assert (after in states_by_hand(before)) == ((before, after) in self.HAND)

    @pytest.mark.parametrize(
        ("state", "quantity", "held", "after"),
        [
            ("AVAILABLE", 10, 0, "AVAILABLE"),
            ("AVAILABLE", 10, 9, "AVAILABLE"),
            ("AVAILABLE", 10, 10, "ASSIGNED"),
            ("ASSIGNED", 10, 9, "AVAILABLE"),
            ("AVAILABLE", 0, 0, "AVAILABLE"),
            ("UNAVAILABLE", 10, 10, "UNAVAILABLE"),
            ("RETIRED", 10, 0, "RETIRED"),
        ],
    )
    def test_uses_alone_make_it_assigned(self, state: str, quantity: int, held: int, after: str) -> None:
        assert state_when_used(ResourceState(state), Decimal(quantity), Decimal(held)) == after

    def test_going_out_of_service_needs_a_reason(self, store: Store) -> None:
        with pytest.raises(ReasonNeeded):
            set_state(store.keeper, store.enter().id, ResourceState.UNAVAILABLE, reason="")

    def test_a_step_that_is_not_there_is_refused(self, store: Store) -> None:
        with pytest.raises(NotInThisState):
            set_state(store.keeper, store.enter().id, ResourceState.ASSIGNED, reason="占用")

    def test_back_in_service_a_team_that_an_incident_holds_is_assigned_again(self, store: Store) -> None:
        team = store.enter("water_rescue_team", 1)
        reserve_resource(store.dispatcher, team.id, incident_id=new_id())
        set_state(store.keeper, team.id, ResourceState.UNAVAILABLE, reason="检修")
        assert set_state(store.keeper, team.id, ResourceState.AVAILABLE, reason="修好").state == "ASSIGNED"


class TestChecking:
    def test_makes_the_data_fresh(self, store: Store, clock: SimulatedClock) -> None:
        """S7-10: unverified share per region; S4-12: stale data listed."""
        old, fresh = store.enter(), store.enter()
        verify_resource(store.keeper, old.id)
        clock.advance(days=100)
        verify_resource(store.keeper, fresh.id, note="已现场核对")
        share = unverified_share(store.keeper, "1401", clock.now() - (clock.now() - fresh.registered_at) / 2)
        assert share == {"sample_tube": 50.0}
        fresh.refresh_from_db()
        assert (fresh.verified_at, fresh.verified_by) == (clock.now(), store.keeper.person_id)

    def test_counts_what_nobody_ever_checked_as_stale(self, store: Store, clock: SimulatedClock) -> None:
        store.enter()
        assert unverified_share(store.keeper, COUNTY, clock.now()) == {"sample_tube": 100.0}


class TestAttributes:
    KINDS = {
        "model": Attribute(title=Bilingual(zh="型号", en="model")),
        "power": Attribute(title=Bilingual(zh="功率", en="power"), type="number"),
        "seats": Attribute(title=Bilingual(zh="座位", en="seats"), type="integer", required=True),
        "amphibious": Attribute(title=Bilingual(zh="两栖", en="amphibious"), type="boolean"),
        "built": Attribute(title=Bilingual(zh="出厂", en="built"), type="date"),
        "fuel": Attribute(title=Bilingual(zh="燃料", en="fuel"), type="choice", choices=("汽油", "柴油")),
    }
    TYPE = ResourceType(
        id="boat",
        source=Source(document="测试"),
        title=Bilingual(zh="舟艇", en="boat"),
        family="vehicle",
        shape="ITEM",
        unit=Bilingual(zh="艘", en="boats"),
        attributes=KINDS,
    )

    def test_that_fit_are_kept_as_given(self) -> None:
        given = {"model": "IRB", "power": 18.5, "seats": 8, "amphibious": False, "built": "2024-02-29", "fuel": "柴油"}
        assert check_attributes(self.TYPE, given) == given

    def test_that_are_empty_are_left_out(self) -> None:
        assert check_attributes(self.TYPE, {"seats": 8, "model": None}) == {"seats": 8}

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("model", 7),
            ("model", ""),
            ("model", "a\x00b"),
            ("power", "18"),
            ("power", float("nan")),
            ("power", float("inf")),
            ("power", True),
            ("seats", 8.5),
            ("seats", True),
            ("seats", 10**30),
            ("amphibious", 1),
            ("built", "2023-02-29"),
            ("built", "20240229"),
            ("built", 20240229),
            ("fuel", "氢"),
            ("fuel", ["汽油"]),
        ],
    )
    def test_that_do_not_fit_are_refused_by_name(self, name: str, value: Any) -> None:
        with pytest.raises(AttributeInvalid) as refusal:
            check_attributes(self.TYPE, {"seats": 8, name: value})
        assert refusal.value.data["attribute"] == name

    def test_that_are_required_may_not_be_missing(self) -> None:
        with pytest.raises(AttributeMissing):
            check_attributes(self.TYPE, {"model": "IRB"})

    def test_that_the_type_does_not_know_are_refused_with_those_it_does(self) -> None:
        with pytest.raises(AttributeUnknown) as refusal:
            check_attributes(self.TYPE, {"seats": 8, "wings": 2})
        assert "model" in refusal.value.data["known"]

    def test_are_checked_when_a_resource_is_entered(self, store: Store) -> None:
        with pytest.raises(AttributeMissing):
            store.enter("isolation_site", 1)
        assert store.enter("isolation_site", 1, attributes={"rooms": 120}).attributes == {"rooms": 120}


class TestWhoSeesIt:
    def test_who_reads_the_region_and_nobody_else(self, store: Store) -> None:
        row = store.enter()
        assert [r.id for r in visible_resources(actor("observer", region="1401"))] == [row.id]
        assert not visible_resources(actor("observer", region="140121")).exists()

    def test_absent_and_hidden_answer_alike(self, store: Store) -> None:
        row = store.enter()
        for wanted in (row.id, new_id()):
            with pytest.raises(NotFound):
                access_resource(actor("data_steward", region="140121"), wanted)
