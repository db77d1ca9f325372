"""Where no road graph is loaded a travel time is an estimate in a straight line, and says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.content import queries as content
from liandong.kernel.geo import Position, distance_m
from liandong.roads import queries as roads
from liandong.roads.rules import Eta, Method, straight_line

TAIYUAN = Position(112.5489, 37.8706)
YUCI = Position(112.7084, 37.6975)
places = st.builds(Position, st.floats(100, 120), st.floats(20, 45))


@given(places, places)
def test_the_estimate_is_the_distance_with_the_usual_detour_at_the_usual_speed(a: Position, b: Position) -> None:
    profile = content.road_profile()
    line = profile.straight_line
    expected = distance_m(a, b) * line.detour / (line.kmh / 3.6)
    assert straight_line(a, b, profile).seconds == pytest.approx(expected, abs=1e-3)


def test_an_estimate_is_marked_as_one() -> None:
    assert straight_line(TAIYUAN, YUCI, content.road_profile()).method is Method.STRAIGHT_LINE


def test_nobody_asked_nobody_answered() -> None:
    assert roads.eta([], TAIYUAN) == []
    assert roads.matrix([TAIYUAN], []).seconds.shape == (1, 0)


def test_what_no_road_reaches_is_ranked_last() -> None:
    cut_off, far = Eta(None, Method.NO_ROAD), Eta(90_000.0, Method.STRAIGHT_LINE)
    assert sorted([cut_off, far], key=lambda eta: eta.sort_key) == [far, cut_off]


def test_a_class_of_road_that_is_not_listed_is_not_driven_on() -> None:
    profile = content.road_profile()
    assert profile.seconds(100, "footway") is None
    assert profile.seconds(100, "primary") is not None
