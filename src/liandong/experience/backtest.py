"""The backtest: at each later call, who would have been recommended, and how far off was the time foretold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from liandong.experience.log import Call, Status
from liandong.experience.model import Experience, UnitState, apply_status, free_units
from liandong.kernel.geo import cell

LEARN_SHARE = 2 / 3
Known = Mapping[str, UnitState]
Log = tuple[Sequence[Call], Sequence[Status]]


@dataclass(slots=True)
class Tally:
    """What one way of recommending was worth."""

    calls: int = 0
    first: int = 0
    three: int = 0
    errors: list[float] = field(default_factory=list)

    def count(self, call: Call, ranked: Sequence[str], foretold: float | None) -> None:
        """A hit is any unit that was sent in the first second of the call."""
        self.calls += 1
        self.first += bool(set(ranked[:1]) & set(call.sent))
        self.three += bool(set(ranked[:3]) & set(call.sent))
        if call.travel_s is not None and foretold is not None:
            self.errors.append(foretold - call.travel_s)

    def told(self) -> dict[str, float | int | None]:
        """Shares of calls; seconds, positive bias is foretold too late."""
        share = max(self.calls, 1)
        return {
            "first_choice": round(self.first / share, 4),
            "first_three": round(self.three / share, 4),
            "eta_median_abs_error_s": round(median(map(abs, self.errors)), 1) if self.errors else None,
            "eta_bias_s": round(median(self.errors), 1) if self.errors else None,
            "eta_calls": len(self.errors),
        }


class MostOften:
    """The baseline: the free units most often sent to the cell of the map, at the median time of all trips to it."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self._sent = defaultdict[str, Counter[str]](Counter)
        self._times = defaultdict[str, list[float]](list)
        for call in calls:
            place = cell(call.lon, call.lat)
            self._sent[place].update(call.sent[:1])
            if call.travel_s is not None:
                self._times[place].append(call.travel_s)
        self._usual = median(call.travel_s for call in calls if call.travel_s is not None)

    def ranked(self, call: Call, known: Known) -> list[str]:
        free = free_units(known)
        counted = self._sent.get(cell(call.lon, call.lat), Counter[str]())
        return [unit for unit, _ in counted.most_common() if unit in free][:3]

    def travel_s(self, call: Call) -> float:
        times = self._times.get(cell(call.lon, call.lat))
        return median(times) if times else self._usual


def backtest(judged: Log, learn: Log | None = None) -> dict[str, object]:
    """Learn from `learn`, or from the earlier two thirds of the calls; judge on the rest, beside the baseline."""
    calls, statuses = judged
    cut = 0 if learn else round(len(calls) * LEARN_SHARE)
    past = learn or (calls[:cut], statuses)
    posts = [_post(call, known) for call, known in _replayed(*past)]
    experience, baseline = Experience(past[0], posts), MostOften(past[0])
    ours, theirs = Tally(), Tally()
    for call, known in _replayed(calls[cut:], statuses):
        state = known.get(call.sent[0])
        ours.count(
            call, experience.ranked(call, known), experience.travel_s(call, call.sent[0], state.post if state else "")
        )
        theirs.count(call, baseline.ranked(call, known), baseline.travel_s(call))
    return {"calls": ours.calls, **ours.told(), "learned_from": len(past[0]), "baseline": theirs.told()}


def _post(call: Call, known: Known) -> str:
    """Where the first unit sent said it was, before it was sent."""
    state = known.get(call.sent[0])
    return state.post if state else ""


def _replayed(calls: Sequence[Call], statuses: Sequence[Status]) -> Iterator[tuple[Call, dict[str, UnitState]]]:
    """Each call with what was known of the units just before its first unit was sent: never the line itself."""
    known: dict[str, UnitState] = {}
    lines, n = statuses, 0
    for call in calls:
        while n < len(lines) and lines[n].at < call.at:
            apply_status(known, lines[n])
            n += 1
        yield call, known
