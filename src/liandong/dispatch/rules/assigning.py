"""Many incidents at once: which unit goes where so that most needs are met, and then soonest. Pure.

A transportation problem: every corner of its polytope is whole, so the simplex of HiGHS answers whole units and its
optimum is proven. Needs come first (by weight), seconds second: no saving of time leaves open what could be filled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Seconds = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Demand:
    """So many units, as urgent as `weight`."""

    count: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Assigned:
    """Pairs of unit and demand by their numbers. `seconds` adds up all ways; `weighted` and `unmet` by weight."""

    pairs: tuple[tuple[int, int], ...]
    seconds: float
    weighted: float
    unmet: int
    unmet_weight: float


def assign(seconds: Seconds, demands: Sequence[Demand]) -> Assigned:
    """The best there is. `seconds` by unit (row) and demand (column), infinite where the unit does not fit."""
    # Imported where it is used: half a second of start time that most commands never need.
    from scipy import sparse
    from scipy.optimize import linprog

    units, columns = np.nonzero(np.isfinite(seconds))
    if not len(units):
        return _assigned([], seconds, demands)
    weights = np.array([one.weight for one in demands])
    wanted = np.array([one.count for one in demands], float)
    # What is met counts more than all the time that could be saved together.
    worst = float(weights.max() * (seconds[units, columns].max() + 1) * min(wanted.sum() + 1, len(seconds)))
    cost = weights[columns] * (seconds[units, columns] - worst / weights.min())
    pairs = np.arange(len(units))
    ones = np.ones(len(units))
    once = sparse.csr_matrix((ones, (units, pairs)), shape=(len(seconds), len(units)))
    enough = sparse.csr_matrix((ones, (columns, pairs)), shape=(len(demands), len(units)))
    limits = np.concatenate([np.ones(len(seconds)), wanted])
    found = linprog(cost, A_ub=sparse.vstack([once, enough]), b_ub=limits, bounds=(0, 1), method="highs-ds")
    if found.status != 0:
        raise ArithmeticError(f"HiGHS ended without an optimum: {found.message}")
    chosen = np.flatnonzero(found.x > 0.5)
    return _assigned([(int(units[n]), int(columns[n])) for n in chosen], seconds, demands)


def assign_in_turn(seconds: Seconds, demands: Sequence[Demand]) -> Assigned:
    """What a desk does that serves one after the other: the most urgent first, each takes the soonest that is left."""
    free = set(range(len(seconds)))
    pairs: list[tuple[int, int]] = []
    for column in sorted(range(len(demands)), key=lambda one: -demands[one].weight):
        fitting = sorted((seconds[unit, column], unit) for unit in free if np.isfinite(seconds[unit, column]))
        taken = [unit for _, unit in fitting[: demands[column].count]]
        free -= set(taken)
        pairs += [(unit, column) for unit in taken]
    return _assigned(pairs, seconds, demands)


def _assigned(pairs: list[tuple[int, int]], seconds: Seconds, demands: Sequence[Demand]) -> Assigned:
    left = [one.count for one in demands]
    for _, column in pairs:
        left[column] -= 1
    return Assigned(
        pairs=tuple(sorted(pairs)),
        seconds=float(sum(seconds[pair] for pair in pairs)),
        weighted=float(sum(seconds[pair] * demands[pair[1]].weight for pair in pairs)),
        unmet=sum(left),
        unmet_weight=float(sum(n * one.weight for n, one in zip(left, demands, strict=True))),
    )
