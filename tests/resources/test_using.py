"""预留、调用、释放: what one incident holds another cannot have, and an exercise holds nothing that is real."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.kernel.errors import Forbidden, Problem
from liandong.kernel.ids import new_id
from liandong.resources.models import Resource, ResourceUse
from liandong.resources.queries import stock, stock_by_type, uses_of
from liandong.resources.rules import NotEnough, NothingReserved, NotInThisState, ResourceState
from liandong.resources.services import commit_use, release_all, release_use, reserve_resource, set_state
from liandong.timeline.models import StoredEntry
from tests.resources.conftest import COUNTY, Store, actor

pytestmark = pytest.mark.django_db


def test_a_team_that_one_incident_has_is_not_there_for_another(store: Store) -> None:
    team = store.enter("water_rescue_team", 1)
    reserve_resource(store.dispatcher, team.id, incident_id=new_id())
    team.refresh_from_db()
    assert team.state == "ASSIGNED"
    with pytest.raises(NotEnough) as refusal:
        reserve_resource(store.dispatcher, team.id, incident_id=new_id())
    assert refusal.value.data["free"] == "0"


def test_of_a_stock_several_incidents_may_each_hold_a_part(store: Store) -> None:
    tents = store.enter("tent", 100)
    for _ in range(2):
        reserve_resource(store.dispatcher, tents.id, incident_id=new_id(), quantity=Decimal(40))
    tents.refresh_from_db()
    assert (tents.free, tents.state) == (Decimal(20), "AVAILABLE")


def test_what_is_released_is_free_again(store: Store) -> None:
    team = store.enter("water_rescue_team", 1)
    use = reserve_resource(store.dispatcher, team.id, incident_id=new_id())
    commit_use(store.dispatcher, use.id)
    release_use(store.dispatcher, use.id)
    team.refresh_from_db()
    assert (team.held, team.state) == (Decimal(0), "AVAILABLE")


def test_nothing_is_released_twice(store: Store) -> None:
    use = reserve_resource(store.dispatcher, store.enter("tent", 9).id, incident_id=new_id(), quantity=Decimal(5))
    release_use(store.dispatcher, use.id)
    with pytest.raises(NothingReserved):
        release_use(store.dispatcher, use.id)
    with pytest.raises(NothingReserved):
        commit_use(store.dispatcher, use.id)
    assert Resource.objects.get().held == 0


def test_at_the_end_of_a_response_all_of_its_uses_end(store: Store) -> None:
    incident, other = new_id(), new_id()
    for type_id in ("tent", "water_rescue_team"):
        reserve_resource(store.dispatcher, store.enter(type_id, 5).id, incident_id=incident, quantity=Decimal(3))
    reserve_resource(store.dispatcher, Resource.objects.get(type="tent").id, incident_id=other, quantity=Decimal(1))
    assert release_all(store.dispatcher, incident, reason="响应终止") == 2
    assert sorted(Resource.objects.values_list("type", "held")) == [
        ("tent", Decimal(1)),
        ("water_rescue_team", Decimal(0)),
    ]


def test_the_use_stands_in_the_incidents_record(store: Store) -> None:
    incident = new_id()
    use = reserve_resource(store.dispatcher, store.enter("tent", 9).id, incident_id=incident)
    commit_use(store.dispatcher, use.id)
    verbs = StoredEntry.objects.filter(incident_id=incident).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["resource_reserved", "resource_committed"]


def test_what_is_out_of_service_cannot_be_reserved(store: Store) -> None:
    team = store.enter("water_rescue_team", 1)
    set_state(store.keeper, team.id, ResourceState.UNAVAILABLE, reason="检修")
    with pytest.raises(NotInThisState):
        reserve_resource(store.dispatcher, team.id, incident_id=new_id())


def test_who_keeps_the_data_does_not_send_teams_out(store: Store) -> None:
    with pytest.raises(Forbidden):
        reserve_resource(store.keeper, store.enter("tent", 9).id, incident_id=new_id())


class TestAnExercise:
    def test_holds_nothing_of_what_is_real(self, store: Store) -> None:
        team = store.enter("water_rescue_team", 1)
        reserve_resource(store.dispatcher, team.id, incident_id=new_id(), drill=True)
        assert stock("water_rescue_team", COUNTY) == 1
        assert reserve_resource(store.dispatcher, team.id, incident_id=new_id()).state == "RESERVED"

    def test_cannot_send_one_team_to_two_places_either(self, store: Store) -> None:
        team = store.enter("water_rescue_team", 1)
        reserve_resource(store.dispatcher, team.id, incident_id=new_id(), drill=True)
        with pytest.raises(NotEnough):
            reserve_resource(store.dispatcher, team.id, incident_id=new_id(), drill=True)

    def test_has_its_own_entries_which_no_real_count_includes(self, store: Store) -> None:
        store.enter("tent", 10)
        store.enter("tent", 5, drill=True)
        assert stock("tent", COUNTY) == 10
        assert stock("tent", COUNTY, drill=True) == 15


class TestHowMuchIsReady:
    def test_is_what_is_in_service_and_free_in_the_region_and_within(self, store: Store) -> None:
        main = store.enter("isolation_room", 500)
        store.enter("isolation_room", 200, region_code="140105001")
        closed = store.enter("isolation_room", 90)
        set_state(store.keeper, closed.id, ResourceState.UNAVAILABLE, reason="停用")
        reserve_resource(store.dispatcher, main.id, incident_id=new_id(), quantity=Decimal(60))
        assert stock("isolation_room", COUNTY) == 640
        assert stock("isolation_room", "1401") == 640
        assert stock("isolation_room", "140105001") == 200
        assert stock("isolation_room", "140121") == 0

    def test_of_an_unheard_of_type_is_nothing(self, store: Store) -> None:
        assert stock("unicorn", COUNTY) == 0

    def test_is_told_type_by_type(self, store: Store) -> None:
        store.enter("tent", 10)
        store.enter("tent", 5)
        store.enter("fuel", "2.5")
        lines = [(line.type, line.quantity, line.ready, line.entries) for line in stock_by_type(store.keeper, COUNTY)]
        assert lines == [("fuel", Decimal("2.5"), Decimal("2.5"), 1), ("tent", Decimal(15), Decimal(15), 2)]


def test_an_incident_shows_what_it_holds_of_the_readers_regions(store: Store) -> None:
    incident = new_id()
    reserve_resource(store.dispatcher, store.enter("tent", 9).id, incident_id=incident)
    assert uses_of(store.keeper, incident).count() == 1
    assert not uses_of(actor("observer", region="140121"), incident).exists()


steps = st.lists(st.tuples(st.sampled_from(["reserve", "commit", "release"]), st.integers(0, 60)), max_size=15)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_what_is_held_is_always_the_sum_of_the_uses(store: Store, steps: list[tuple[str, int]]) -> None:
    tents = store.enter("tent", 100)
    uses: list[ResourceUse] = []
    for verb, number in steps:
        try:
            if verb == "reserve":
                uses.append(
                    reserve_resource(store.dispatcher, tents.id, incident_id=new_id(), quantity=Decimal(number))
                )
            elif uses:
                act = commit_use if verb == "commit" else release_use
                act(store.dispatcher, uses[number % len(uses)].id)
        except Problem:
            pass
        tents.refresh_from_db()
        active = tents.uses.exclude(state="RELEASED").values_list("quantity", flat=True)
        assert tents.held == sum(active, Decimal(0)) <= tents.quantity
