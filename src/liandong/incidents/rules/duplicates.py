"""Whether two reports tell of the same event: scored by place, time, type, caller and words, with the reasons given."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from uuid import UUID

from liandong.kernel.geo import EARTH_RADIUS_M
from liandong.kernel.text import Localized


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each likeness counts (parts of 100) and how far it reaches; ours, no document states any."""

    place: int = 35
    time: int = 20
    type: int = 15
    caller: int = 30
    words: int = 30
    radius_m: float = 1500.0
    window: timedelta = timedelta(hours=6)
    words_alike: float = 0.35
    enough: int = 50
    shown: int = 5


WEIGHTS = Weights()
LONGEST_COMPARED = 300
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Told:
    """What a report tells, as far as likeness goes; distance is measured by the caller, metres or None."""

    report_id: UUID
    incident_id: UUID | None
    event_type: str
    occurred_at: datetime
    phone_hash: str
    text: str
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A report that may be the same event: score 0–100 and why, in the two languages."""

    report_id: UUID
    incident_id: UUID | None
    score: int
    reasons: tuple[Localized, ...]


def candidates(new: Told, others: Iterable[Told], weights: Weights = WEIGHTS) -> tuple[Candidate, ...]:
    """Those of `others` that score enough, the likeliest first; at most `weights.shown`."""
    found = ((one, _likenesses(new, one, weights)) for one in others if one.report_id != new.report_id)
    totals = ((_total(alike), one, alike) for one, alike in found)
    enough = sorted((each for each in totals if each[0] >= weights.enough), key=_likeliest)
    return tuple(_candidate(other, alike) for _, other, alike in enough[: weights.shown])


def score(new: Told, other: Told, weights: Weights = WEIGHTS) -> Candidate:
    """Adds up the likenesses; at most 100."""
    return _candidate(other, _likenesses(new, other, weights))


def _candidate(other: Told, alike: list[Likeness]) -> Candidate:
    reasons = tuple(_reason(kind, number) for kind, _, number in alike)
    return Candidate(other.report_id, other.incident_id, _total(alike), reasons)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two places (lon, lat) a few kilometres apart, on a plane: off by less than one part in a thousand."""
    east = math.radians(other[0] - one[0]) * math.cos(math.radians(one[1]))
    return EARTH_RADIUS_M * math.hypot(east, math.radians(other[1] - one[1]))


def box(lon: float, lat: float, radius_m: float) -> tuple[float, float, float, float]:
    """West, east, south and north of a square around a place, in degrees; near a pole it goes all the way round."""
    north = math.degrees(radius_m / EARTH_RADIUS_M)
    shrink = math.cos(math.radians(min(89.0, abs(lat) + north)))
    return lon - north / shrink, lon + north / shrink, lat - north, lat + north


def likeness(one: str, other: str) -> float:
    """Share of common pairs of neighbouring characters (Jaccard), 0 to 1: needs no dictionary for Chinese."""
    left, right = _pairs(one), _pairs(other)
    return len(left & right) / len(left | right) if left and right else 0.0


Likeness = tuple[str, int, int]
"""What is alike, how many points it is worth, and the number that the reason names."""

_WORDS = {
    "place": Localized(zh="相距{n}米", en="{n} m away"),
    "time": Localized(zh="相隔{n}分钟", en="{n} min apart"),
    "type": Localized(zh="事件类型相同", en="same event type"),
    "class": Localized(zh="事件大类相同", en="same class of event"),
    "caller": Localized(zh="同一来电号码", en="same caller's number"),
    "words": Localized(zh="文字相似{n}%", en="words {n}% alike"),
}


@lru_cache(maxsize=4096)
def _reason(kind: str, number: int) -> Localized:
    return _WORDS[kind].format(n=number)


def _likenesses(new: Told, other: Told, weights: Weights) -> list[Likeness]:
    found = [_place(other, weights), _time(new, other, weights), _type(new, other, weights)]
    found += [_caller(new, other, weights), _words(new, other, weights)]
    return [one for one in found if one is not None]


def _total(found: list[Likeness]) -> int:
    return min(100, sum(points for _, points, _ in found))


def _place(other: Told, weights: Weights) -> Likeness | None:
    if other.distance_m is None or other.distance_m > weights.radius_m:
        return None
    return "place", round(weights.place * (1 - other.distance_m / weights.radius_m / 2)), round(other.distance_m)


def _time(new: Told, other: Told, weights: Weights) -> Likeness | None:
    apart_s = abs((new.occurred_at - other.occurred_at).total_seconds())
    window_s = weights.window.total_seconds()
    if apart_s > window_s:
        return None
    return "time", round(weights.time * (1 - apart_s / window_s / 2)), round(apart_s / 60)


def _type(new: Told, other: Told, weights: Weights) -> Likeness | None:
    if not new.event_type or not other.event_type:
        return None
    if new.event_type == other.event_type:
        return "type", weights.type, 0
    return ("class", weights.type // 2, 0) if new.event_type[0] == other.event_type[0] else None


def _caller(new: Told, other: Told, weights: Weights) -> Likeness | None:
    return ("caller", weights.caller, 0) if new.phone_hash and new.phone_hash == other.phone_hash else None


def _words(new: Told, other: Told, weights: Weights) -> Likeness | None:
    alike = likeness(new.text, other.text)
    return ("words", round(weights.words * alike), round(alike * 100)) if alike >= weights.words_alike else None


@lru_cache(maxsize=1024)
def _pairs(text: str) -> frozenset[str]:
    """Of the first few hundred characters, which tell the event; in a surge the same texts are compared again."""
    letters = _NO_LETTER.sub("", text[:LONGEST_COMPARED].casefold())
    return frozenset(map("".join, pairwise(letters)))


def _likeliest(each: tuple[int, Told, list[Likeness]]) -> tuple[int, str]:
    return -each[0], str(each[1].report_id)
