"""最近资源: memory answers what comparing every place answers, whatever has moved, and a change is seen at once."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from liandong.kernel.clock import SimulatedClock
from liandong.kernel.geo import Position, distance_m
from liandong.kernel.ids import new_id
from liandong.resources.models import Resource
from liandong.resources.nearest import shelves
from liandong.resources.nearest.index import INDEX
from liandong.resources.nearest.shelves import Hit, Shelf, Spot, chord, region_number, scope_numbers
from liandong.resources.queries import nearest
from liandong.resources.rules import ResourceState
from liandong.resources.services import (
    ResourceDraft,
    change_resource,
    register_resources,
    release_use,
    reserve_resource,
    set_state,
)
from liandong.timeline.following import Follower
from tests.resources.conftest import COUNTY, Store, actor

TAIYUAN = Position(112.5489, 37.8706)
REGIONS = ("140105", "140106", "1402", "610104", "140105001")


def by_hand(
    spots: list[Spot], place: Position, k: int, within_m: float | None, ready: bool, codes: tuple[str, ...] | None
) -> list[Hit]:
    fit = [
        Hit(distance_m(place, Position(one.lon, one.lat)), one.id)
        for one in spots
        if (one.ready or not ready) and (codes is None or any(str(one.region).startswith(code) for code in codes))
    ]
    kept = [hit for hit in fit if within_m is None or hit.distance_m <= within_m]
    return sorted(kept, key=lambda hit: (hit.distance_m, str(hit.id)))[:k]


def scattered(chance: random.Random, number: int, share_ready: float) -> list[Spot]:
    """Clusters, lone places, and several at the very same point."""
    spots = []
    for _ in range(number):
        lon, lat = (TAIYUAN.lon + chance.gauss(0, 0.5), TAIYUAN.lat + chance.gauss(0, 0.5))
        if chance.random() < 0.1:
            lon, lat = chance.uniform(-180, 180), chance.uniform(-89, 60)
        if chance.random() < 0.2:
            lon, lat = round(lon, 1), round(lat, 1)
        code = region_number(chance.choice(REGIONS))
        spots.append(Spot(new_id(), lon, lat, code, chance.random() < share_ready))
    return spots


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    number=st.integers(0, 600),
    share=st.sampled_from([0.0, 0.01, 0.3, 1.0]),
    k=st.integers(1, 25),
    within_m=st.sampled_from([None, 1.0, 20_000.0, 3_000_000.0]),
    ready=st.booleans(),
    codes=st.sampled_from([None, ("14",), ("140105",), ("140106", "61"), ("99",)]),
)
def test_a_shelf_answers_what_comparing_every_place_answers(
    seed: int,
    number: int,
    share: float,
    k: int,
    within_m: float | None,
    ready: bool,
    codes: tuple[str, ...] | None,
) -> None:
    chance = random.Random(seed)
    spots = {spot.id: spot for spot in scattered(chance, number, share)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelves, "FEW", 16)
        patch.setattr(shelves, "LONGEST_TAIL", 40)
        shelf = Shelf(list(spots.values()))
        scope = scope_numbers(codes) if codes else None
        for _ in range(3):
            place = Position(TAIYUAN.lon + chance.gauss(0, 0.3), TAIYUAN.lat + chance.gauss(0, 0.3))
            found = shelf.nearest(place, k, within_m=within_m, ready_only=ready, scope=scope)
            assert found == by_hand(list(spots.values()), place, k, within_m, ready, codes)
            changed(chance, shelf, spots)


def changed(chance: random.Random, shelf: Shelf, spots: dict[UUID, Spot]) -> None:
    """Some change their state, some move, some go, some come."""
    for one in chance.sample(list(spots.values()), min(len(spots), 30)):
        what = chance.choice(["ready", "moved", "gone", "region"])
        if what == "gone":
            shelf.take(spots.pop(one.id).id)
            continue
        lon = one.lon + 0.01 if what == "moved" and one.lon < 179 else one.lon
        region = region_number(chance.choice(REGIONS)) if what == "region" else one.region
        spots[one.id] = Spot(one.id, lon, one.lat, region, one.ready != (what == "ready"))
        shelf.put(spots[one.id])
    for one in scattered(chance, 25, 0.5):
        spots[one.id] = one
        shelf.put(one)
    assert len(shelf) == len(spots)


def test_many_and_sparse_through_the_tree_itself() -> None:
    chance = random.Random(5)
    spots = scattered(chance, 20_000, 0.3)
    shelf = Shelf(spots)
    for k, within_m in ((1, None), (20, 50_000.0), (100, None)):
        place = Position(TAIYUAN.lon + chance.gauss(0, 0.3), TAIYUAN.lat)
        assert shelf.nearest(place, k, within_m=within_m, ready_only=True) == by_hand(
            spots, place, k, within_m, True, None
        )


def test_scopes_hold_what_the_prefix_of_the_code_holds() -> None:
    assert scope_numbers(["14"]) == ((140000000000, 150000000000),)
    assert scope_numbers([""]) == ((0, 10**12),)


@given(st.floats(0, 20_015_000))
def test_the_chord_grows_with_the_distance(metres: float) -> None:
    assert chord(metres) <= chord(metres * 1.0001 + 0.01)


# From here on with a database whose transactions really end: only then is memory asked.


@pytest.fixture
def committed(transactional_db: None, clock: SimulatedClock) -> Any:
    INDEX.forget()
    yield Store(actor("data_steward"), actor("dispatcher"))
    INDEX.forget()


def ids(found: Any) -> list[UUID]:
    return [one.resource.id for one in found]


def test_a_change_is_seen_by_the_very_next_question(committed: Store) -> None:
    store = committed

    def ready() -> list[UUID]:
        return ids(nearest(store.dispatcher, TAIYUAN, 5, types=["water_rescue_team"], ready_only=True))

    near = store.enter("water_rescue_team", 1, place=TAIYUAN)
    assert ready() == [near.id]
    far = store.enter("water_rescue_team", 1, place=Position(112.7, 37.9))
    assert ready() == [near.id, far.id]
    use = reserve_resource(store.dispatcher, near.id, incident_id=new_id())
    assert ready() == [far.id]
    release_use(store.dispatcher, use.id)
    change_resource(store.keeper, near.id, place=Position(113.0, 38.0))
    assert ready() == [far.id, near.id]
    set_state(store.keeper, far.id, ResourceState.UNAVAILABLE, reason="检修")
    assert ready() == [near.id]
    set_state(store.keeper, near.id, ResourceState.RETIRED, reason="撤编")
    assert ready() == []


def test_what_is_rolled_back_was_never_there(committed: Store) -> None:
    team = committed.enter("water_rescue_team", 1, place=TAIYUAN)
    with transaction.atomic():
        extra = committed.enter("water_rescue_team", 1, place=TAIYUAN)
        assert set(ids(nearest(committed.keeper, TAIYUAN))) == {team.id, extra.id}
        transaction.set_rollback(True)
    assert ids(nearest(committed.keeper, TAIYUAN)) == [team.id]


def test_memory_and_database_answer_alike(committed: Store) -> None:
    chance = random.Random(3)
    drafts = [
        ResourceDraft(
            type=chance.choice(["tent", "hospital", "water_rescue_team"]),
            name=f"第{n}号",
            region_code=chance.choice([COUNTY, "140105001"]),
            place=Position(TAIYUAN.lon + chance.gauss(0, 0.4), TAIYUAN.lat + chance.gauss(0, 0.4)),
            drill=n % 10 == 0,
            quantity=Decimal(n % 3),
        )
        for n in range(500)
    ]
    register_resources(committed.keeper, drafts)
    for k, within_m, types in ((1, None, ()), (20, 30_000.0, ("tent",)), (200, None, ("tent", "hospital"))):
        for reader in (committed.keeper, actor("observer", region="140105001"), actor("observer", region="1402")):
            asked = {"within_m": within_m, "types": types, "ready_only": True}
            memory = nearest(reader, TAIYUAN, k, **asked)  # type: ignore[arg-type]
            with transaction.atomic():
                database = nearest(reader, TAIYUAN, k, **asked)  # type: ignore[arg-type]
            assert [(one.resource.id, one.distance_m) for one in memory] == [
                (one.resource.id, one.distance_m) for one in database
            ]


def test_the_follower_is_told_everything_and_begins_anew_when_asked_first(committed: Store) -> None:
    follower = Follower()
    assert follower.touched("resource") is None
    row = committed.enter("tent")
    assert follower.touched("resource") == [str(row.id)]
    assert follower.touched("resource") == []
    assert Resource.objects.count() == 1
    assert connection.vendor in {"sqlite", "postgresql"}


def test_masks_are_bits_of_numpy_and_not_copies_that_drift() -> None:
    spots = scattered(random.Random(1), 100, 0.5)
    shelf = Shelf(spots)
    shelf.nearest(TAIYUAN, 5, ready_only=True, scope=scope_numbers(["14"]))
    for spot in spots:
        shelf.put(Spot(spot.id, spot.lon, spot.lat, spot.region, not spot.ready))
    choice = shelf._choice(True, scope_numbers(["14"]))
    assert choice.number == int(np.count_nonzero(choice.mask)) == len(choice.rows())
