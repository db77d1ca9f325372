"""A closure counts from the moment it is told until it is lifted or ends, in every process, for all who ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from shapely.geometry import Point, shape

from liandong.access.rules import Actor, Source
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.kernel.geo import Position
from liandong.roads import queries, services
from liandong.roads.network import RoadGraph, store
from liandong.roads.rules import Method
from liandong.roads.rules.closures import AlreadyOpen, ClosureKind, EndsBeforeItBegins, ShareNeeded, WidthNeeded
from liandong.roads.services import ClosureDraft, close_road, lift_closure
from liandong.timeline.models import StoredEntry
from tests.resources.conftest import actor
from tests.roads.conftest import BRIDGE, COUNTY, LANE, NORTH, SOUTH, VILLAGE, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roads_of_the_town")]
DISPATCHER = actor("dispatcher")
OVER_THE_BRIDGE = 20.7
"""Seconds: 200 m at 35 km/h."""


def draft(**given: Any) -> ClosureDraft:
    told: dict[str, Any] = {"region_code": COUNTY, "geometry": BRIDGE, "reason": "桥面塌陷"}
    return ClosureDraft(**(told | given))


def seconds(start: Position = SOUTH, end: Position = NORTH, **when: Any) -> float | None:
    return queries.eta([start], end, **when)[0].seconds


def test_the_way_over_the_bridge_is_by_road() -> None:
    eta = queries.eta([SOUTH], NORTH)[0]
    assert eta.method is Method.ROAD
    assert eta.seconds == pytest.approx(OVER_THE_BRIDGE, abs=0.3)


def test_a_closed_bridge_sends_everybody_round_at_once_and_opens_at_once() -> None:
    closure = close_road(DISPATCHER, draft())
    around = seconds()
    assert around is not None
    assert around > 3 * OVER_THE_BRIDGE
    lift_closure(DISPATCHER, closure.id, reason="抢通")
    assert seconds() == pytest.approx(OVER_THE_BRIDGE, abs=0.3)


def test_a_slow_stretch_takes_longer_by_its_share() -> None:
    close_road(DISPATCHER, draft(kind=ClosureKind.SLOW, speed_share=0.5))
    assert seconds() == pytest.approx(2 * OVER_THE_BRIDGE, abs=0.6)


def test_where_two_closures_meet_the_graver_counts() -> None:
    close_road(DISPATCHER, draft())
    close_road(DISPATCHER, draft(kind=ClosureKind.SLOW, speed_share=0.9))
    assert seconds() is not None
    assert seconds() > 3 * OVER_THE_BRIDGE  # type: ignore[operator]


def test_a_village_cut_off_has_no_time_and_never_an_estimate() -> None:
    close_road(DISPATCHER, draft(geometry=LANE, road="村道"))
    eta = queries.eta([SOUTH, at(3, 1)], VILLAGE)
    assert [(one.seconds, one.method) for one in eta] == [(None, Method.NO_ROAD)] * 2
    assert queries.route(SOUTH, VILLAGE).line == []


def test_a_name_limits_the_closure_to_that_road() -> None:
    crossing = {"type": "Point", "coordinates": [at(3, 1).lon, at(3, 1).lat]}
    whole = close_road(DISPATCHER, draft(geometry=crossing))
    lane = close_road(DISPATCHER, draft(geometry=crossing, road="村道"))
    assert (queries.touched(whole), queries.touched(lane)) == (4, 1)


def test_a_closure_foreseen_counts_from_its_beginning_to_its_end(clock: SimulatedClock) -> None:
    now = clock.now()
    close_road(DISPATCHER, draft(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2)))
    assert seconds() == pytest.approx(OVER_THE_BRIDGE, abs=0.3)
    assert seconds(at=now + timedelta(minutes=90)) > 3 * OVER_THE_BRIDGE  # type: ignore[operator]
    clock.advance(hours=1)
    assert seconds() > 3 * OVER_THE_BRIDGE  # type: ignore[operator]
    clock.advance(hours=1)
    assert seconds() == pytest.approx(OVER_THE_BRIDGE, abs=0.3)


def test_a_drill_closes_no_real_road() -> None:
    close_road(DISPATCHER, draft(drill=True))
    assert seconds() == pytest.approx(OVER_THE_BRIDGE, abs=0.3)
    assert seconds(drill=True) > 3 * OVER_THE_BRIDGE  # type: ignore[operator]


def test_a_drill_meets_the_real_closures_too() -> None:
    close_road(DISPATCHER, draft())
    assert seconds(drill=True) > 3 * OVER_THE_BRIDGE  # type: ignore[operator]


def test_a_process_that_starts_later_knows_what_is_closed() -> None:
    close_road(DISPATCHER, draft())
    store.forget()
    assert seconds() > 3 * OVER_THE_BRIDGE  # type: ignore[operator]


def test_a_closure_holds_when_the_graph_is_imported_anew(town: RoadGraph) -> None:
    close_road(DISPATCHER, draft())
    services.import_roads(Actor.system(Source.CLI), town, name="town", source="newer.osm", attribution="invented")
    assert [info.source for info in queries.graphs(DISPATCHER)] == ["newer.osm"]
    assert seconds() > 3 * OVER_THE_BRIDGE  # type: ignore[operator]


def test_what_is_reached_shrinks_behind_a_closure() -> None:
    village = Point(VILLAGE.lon, VILLAGE.lat)
    assert shape(queries.reach(SOUTH, 150).area).contains(village)
    close_road(DISPATCHER, draft(geometry=LANE, within_m=30))
    after = queries.reach(SOUTH, 150)
    assert after.method is Method.ROAD
    assert not shape(after.area).contains(village)


class TestTelling:
    def test_needs_the_permission_where_the_road_lies(self) -> None:
        with pytest.raises(Forbidden):
            close_road(actor("observer"), draft())
        with pytest.raises(Forbidden):
            close_road(actor("dispatcher", region="140121"), draft())

    def test_a_closure_elsewhere_is_not_seen_and_not_lifted(self) -> None:
        closure = close_road(DISPATCHER, draft())
        with pytest.raises(NotFound):
            lift_closure(actor("dispatcher", region="140121"), closure.id)

    def test_leaves_an_entry_for_each_step(self) -> None:
        closure = close_road(DISPATCHER, draft())
        lift_closure(DISPATCHER, closure.id, reason="抢通")
        rows = StoredEntry.objects.filter(subject_kind="road_closure", subject_id=str(closure.id))
        assert list(rows.order_by("position").values_list("verb", "reason")) == [
            ("road_closed", "桥面塌陷"),
            ("closure_lifted", "抢通"),
        ]

    def test_says_what_does_not_fit(self) -> None:
        now = kernel_clock.now()
        for bad, problem in (
            (replace(draft(), kind=ClosureKind.SLOW), ShareNeeded),
            (replace(draft(), speed_share=0.5), ShareNeeded),
            (replace(draft(), within_m=0), WidthNeeded),
            (replace(draft(), ends_at=now), EndsBeforeItBegins),
        ):
            with pytest.raises(problem):
                close_road(DISPATCHER, bad)

    def test_is_lifted_once(self) -> None:
        closure = close_road(DISPATCHER, draft())
        lift_closure(DISPATCHER, closure.id)
        with pytest.raises(AlreadyOpen):
            lift_closure(DISPATCHER, closure.id)

    def test_one_lifted_before_its_time_never_begins(self, clock: SimulatedClock) -> None:
        closure = close_road(DISPATCHER, draft(starts_at=clock.now() + timedelta(hours=1)))
        lift_closure(DISPATCHER, closure.id)
        clock.advance(hours=1)
        assert seconds() == pytest.approx(OVER_THE_BRIDGE, abs=0.3)


def test_where_one_end_lies_off_the_graph_the_time_is_an_estimate() -> None:
    far = Position(113.5, 38.5)
    assert [eta.method for eta in queries.eta([SOUTH, far], NORTH)] == [Method.ROAD, Method.STRAIGHT_LINE]
    assert queries.route(SOUTH, far).eta.method is Method.STRAIGHT_LINE
