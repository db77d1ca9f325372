"""Whom to send where: 1,000 units and 100 demands, the proven best beside serving one after another, in one run.

python bench/assignment.py
"""

from __future__ import annotations

import time

import numpy as np

from liandong.dispatch.rules.assigning import Demand, Seconds, assign, assign_in_turn


def problem() -> tuple[Seconds, list[Demand]]:
    """Units and scenes strewn over 60 km; a third of the units fit a demand; one to seven units each."""
    chance = np.random.default_rng(1)
    units, scenes = chance.uniform(0, 60_000, (1000, 2)), chance.uniform(0, 60_000, (100, 2))
    seconds = np.linalg.norm(units[:, None] - scenes[None, :], axis=2) / 12
    seconds[chance.random(seconds.shape) > 1 / 3] = np.inf
    counts, weights = chance.integers(1, 8, 100), chance.integers(1, 5, 100)
    return seconds, [Demand(int(n), float(w)) for n, w in zip(counts, weights, strict=True)]


def main() -> None:
    seconds, demands = problem()
    assign(seconds[:5], demands)  # loads the solver
    slots, pairs = sum(one.count for one in demands), int(np.isfinite(seconds).sum())
    print(f"{len(seconds)} units, {len(demands)} demands, {slots} wanted, {pairs} pairs that fit")
    for name, solve in (("one after another", assign_in_turn), ("proven best", assign)):
        began = time.perf_counter()
        found = solve(seconds, demands)
        spent = time.perf_counter() - began
        print(f"{name}: {spent:.2f} s, weighted seconds {found.weighted:.0f}, unmet {found.unmet}")


if __name__ == "__main__":
    main()
