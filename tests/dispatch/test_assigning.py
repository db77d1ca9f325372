"""Many incidents at once: as many needs as can be met, then the soonest; proven against every possibility."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.dispatch.rules.assigning import Demand, assign, assign_in_turn
from liandong.kernel.geo import Position
from tests.dispatch.conftest import NEIGHBOUR, Desk
from tests.orders.calling import Caller

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)

TIMES = st.sampled_from([60.0, 61.0, 300.0, 900.0, 3600.0, float("inf")])


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, list[Demand]]:
    units, columns = draw(st.integers(0, 5)), draw(st.integers(1, 3))
    cells = draw(st.lists(TIMES, min_size=units * columns, max_size=units * columns))
    weights = st.sampled_from([1.0, 2.0, 8.0])
    demands = [Demand(draw(st.integers(0, 3)), draw(weights)) for _ in range(columns)]
    return np.array(cells, float).reshape(units, columns), demands


def best_of_all(seconds: np.ndarray, demands: list[Demand]) -> tuple[float, float]:
    """Every way of sending each unit to one demand or nowhere: the least left open, then the least time."""
    results = []
    for choice in product(range(-1, len(demands)), repeat=len(seconds)):
        sent = [(unit, line) for unit, line in enumerate(choice) if line >= 0]
        filled = [sum(line == number for _, line in sent) for number in range(len(demands))]
        possible = all(np.isfinite(seconds[pair]) for pair in sent)
        if possible and all(n <= one.count for n, one in zip(filled, demands, strict=True)):
            left = sum((one.count - n) * one.weight for n, one in zip(filled, demands, strict=True))
            results.append((left, float(sum(seconds[pair] * demands[pair[1]].weight for pair in sent))))
    return min(results)


@UNHURRIED
@given(problems())
def test_nothing_is_better_among_all_possibilities(problem: tuple[np.ndarray, list[Demand]]) -> None:
    seconds, demands = problem
    found = assign(seconds, demands)
    assert (found.unmet_weight, found.weighted) == pytest.approx(best_of_all(seconds, demands))


@UNHURRIED
@given(problems())
def test_no_unit_goes_twice_none_where_it_does_not_fit_and_none_too_many(
    problem: tuple[np.ndarray, list[Demand]],
) -> None:
    seconds, demands = problem
    for found in (assign(seconds, demands), assign_in_turn(seconds, demands)):
        assert len({unit for unit, _ in found.pairs}) == len(found.pairs)
        assert all(np.isfinite(seconds[pair]) for pair in found.pairs)
        for number, one in enumerate(demands):
            assert sum(line == number for _, line in found.pairs) <= one.count
        assert found.unmet == sum(one.count for one in demands) - len(found.pairs)


def test_serving_in_turn_leaves_open_what_both_could_have() -> None:
    """The first takes the only unit that the second could have used."""
    seconds = np.array([[60.0, 60.0], [120.0, np.inf]])
    demands = [Demand(1), Demand(1)]
    assert assign(seconds, demands).unmet == 0
    assert assign_in_turn(seconds, demands).unmet == 1


@pytest.mark.django_db
class TestOverHttp:
    def test_two_fires_share_the_units_and_what_is_short_is_said(self, desk: Desk) -> None:
        near, far = desk.incident(), desk.incident(lon=112.70, lat=37.90)
        for number, place in enumerate([(112.551, 37.801), (112.56, 37.81), (112.69, 37.89)], 1):
            desk.unit(f"消防0{number}", at=Position(*place))
        body = {"demands": [{"incident_id": str(near.id)}, {"incident_id": str(far.id), "weight": 2}]}
        told = Caller("dispatcher", organization_id=desk.fire.id).post("dispatch/assignments", body).json()
        fires = {one["incident_id"]: one for one in told["needs"] if one["need"] == "fire"}
        sent = [unit["callsign"] for one in fires.values() for unit in one["units"]]
        assert sorted(sent) == ["消防01", "消防02", "消防03"]
        assert fires[str(far.id)]["short"] == 0
        assert fires[str(near.id)]["short"] == 1
        assert told["optimal"]
        assert told["best"]["unmet_weight"] <= told["one_after_another"]["unmet_weight"]
        assert {unit["eta_method"] for one in fires.values() for unit in one["units"]} == {"STRAIGHT_LINE"}

    def test_a_desk_of_another_county_may_not_ask_for_it(self, desk: Desk) -> None:
        body = {"demands": [{"incident_id": str(desk.incident().id)}]}
        assert Caller("dispatcher", NEIGHBOUR).post("dispatch/assignments", body).status_code == 404

    def test_an_exercise_and_a_real_incident_are_asked_for_apart(self, desk: Desk) -> None:
        asked = [desk.incident(), desk.incident(drill=True)]
        body = {"demands": [{"incident_id": str(one.id)} for one in asked]}
        answer = Caller("dispatcher", organization_id=desk.fire.id).post("dispatch/assignments", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "assignment_mixes_drills")
