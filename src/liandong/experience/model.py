"""Who is usually sent where, from where, and how long it takes: learnt from past calls, asked for the next one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import numpy.typing as npt

from liandong.experience.log import FREE, Call, Status

Floats = npt.NDArray[np.float64]
NEAR_KM, WIDE_KM = 1.0, 6.0
"""Past calls count by their distance: those of the street, and faintly those of the district."""
OTHER_KIND = 0.3
"""What a past call of another kind counts."""
FORGET_S = 90 * 86400.0
"""Habits change (staffing, names of units): a call of three months ago counts a third."""
DAY_S = 86400.0
LEAST_SPREAD = 0.1
"""Of the logarithm of distances: below it no line can be laid through them."""


@dataclass(slots=True)
class UnitState:
    """What is known of a unit at a moment: its state, the post it gave and when it last said anything."""

    state: str
    post: str
    at: float


def free_units(known: Mapping[str, UnitState]) -> set[str]:
    """Units that may be sent."""
    return {unit for unit, one in known.items() if one.state in FREE}


def apply_status(known: dict[str, UnitState], status: Status) -> None:
    """The log read on by one line."""
    known[status.unit] = UnitState(status.state, status.post, status.at)


class Experience:
    """What the calls given taught; asked about a later one it answers from these calls alone."""

    def __init__(self, calls: Sequence[Call], posts: Sequence[str]) -> None:
        """`posts` names, for each call, the post its first unit was at when sent ("" where unknown)."""
        self._calls = calls
        self._middle = median(call.lat for call in calls)
        self._places = np.array([self._km(call.lon, call.lat) for call in calls])
        self._kinds = np.array([call.kind for call in calls])
        self._ages = np.exp((np.array([call.at for call in calls]) - calls[-1].at) / FORGET_S)
        self._units = {unit for call in calls for unit in call.sent}
        self._first = np.array([call.sent[0] for call in calls])
        self._travel = np.array([call.travel_s or np.nan for call in calls])
        self.posts = self._stands(posts)
        self._learn_travel(posts)

    def _km(self, lon: float, lat: float) -> tuple[float, float]:
        return lon * 111.195 * math.cos(math.radians(self._middle)), lat * 111.195

    def _stands(self, posts: Sequence[str]) -> dict[str, Floats]:
        """Where the units of a post seem to stand: the middle of its calls, the soonest reached counting most."""
        met = defaultdict[str, list[int]](list)
        for row, post in enumerate(posts):
            if post and self._travel[row] > 0:
                met[post].append(row)
        return {
            post: np.average(self._places[rows], axis=0, weights=self._travel[rows] ** -2) for post, rows in met.items()
        }

    def _learn_travel(self, posts: Sequence[str]) -> None:
        """Time by distance from the post, then by hour; what is left over is kept by place."""
        self._usual = float(np.nanmedian(self._travel))
        distance = np.array([self._distance(post, place) for post, place in zip(posts, self._places, strict=True)])
        told = np.isfinite(distance) & (self._travel > 0)
        if told.sum() < 10 or np.ptp(np.log(distance[told] + 1)) < LEAST_SPREAD:
            self._line, self._hours = (math.log(self._usual), 0.0), np.zeros(24)
        else:
            slope, start = np.polyfit(np.log(distance[told] + 1), np.log(self._travel[told]), 1)
            self._line, self._hours = (float(start), float(slope)), np.zeros(24)
        left = np.log(self._travel) - self._by_distance(distance)
        hours = np.array([_hour(call.at) for call in self._calls])
        for hour in range(24):
            mine = left[(hours == hour) & np.isfinite(left)]
            self._hours[hour] = float(np.median(mine)) if len(mine) >= 10 else 0.0
        self._left = left - self._hours[hours]

    def _distance(self, post: str, place: Floats) -> float:
        stands = self.posts.get(post)
        return math.nan if stands is None else float(np.hypot(*(stands - place)))

    def _by_distance(self, distance: Floats) -> Floats:
        found = self._line[0] + self._line[1] * np.log(distance + 1)
        return np.where(np.isfinite(distance), found, math.log(self._usual))

    def _nearness(self, call: Call) -> tuple[Floats, Floats]:
        gap = ((self._places - np.array(self._km(call.lon, call.lat))) ** 2).sum(axis=1)
        return np.exp(-gap / (2 * NEAR_KM**2)), np.exp(-gap / (2 * WIDE_KM**2))

    def ranked(self, call: Call, known: Mapping[str, UnitState], most: int = 3) -> list[str]:
        """Free units, the likeliest to be sent first; a unit long silent counts less, its crew may be off duty."""
        near, wide = self._nearness(call)
        weight = (near + 0.01 * wide) * self._ages * np.where(self._kinds == call.kind, 1.0, OTHER_KIND)
        scores = defaultdict[str, float](float)
        for row in np.flatnonzero(weight > weight.max(initial=0) * 1e-4).tolist():
            for unit in self._calls[row].sent:
                scores[unit] += float(weight[row])
        free = free_units(known)
        worth = {unit: score * _fresh(known[unit], call.at) for unit, score in scores.items() if unit in free}
        return sorted(worth, key=lambda unit: (-worth[unit], unit))[:most]

    def travel_s(self, call: Call, unit: str, post: str) -> float:
        """Seconds from being sent to being on scene, for a unit sent from a post (of `Status`) at this hour."""
        near, wide = self._nearness(call)
        weight = (near + 0.001 * wide) * np.where(self._first == unit, 1.0, 0.1) * np.isfinite(self._left)
        left = float((weight * np.nan_to_num(self._left)).sum() / (weight.sum() + 0.5))
        distance = np.array([self._distance(post, np.array(self._km(call.lon, call.lat)))])
        return math.exp(float(self._by_distance(distance)[0]) + float(self._hours[_hour(call.at)]) + left)


def _fresh(state: UnitState, at: float) -> float:
    return 1.0 / (1.0 + (at - state.at) / DAY_S)


def _hour(at: float) -> int:
    return int(at // 3600) % 24
