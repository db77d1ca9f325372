"""Which units to send: qualified and free, the first ones first, then the soonest there. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from liandong.content.schemas.run_cards import CardNeed


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A free unit. `eta_seconds` is infinite where no road leads there; `first` by the card's rule."""

    unit_id: UUID
    callsign: str
    type: str
    town: str
    eta_seconds: float
    eta_method: str
    first: bool = False
    returning: bool = False
    crew: int = 0
    skills: frozenset[str] = frozenset()
    equipment: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One candidate for one need and its place in the ranking (from 1); `chosen` is within the number needed."""

    need: str
    candidate: Candidate
    rank: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`short` is how many each need still lacks; `uncovered` are towns whose last free unit would leave."""

    choices: tuple[Choice, ...]
    short: Mapping[str, int]
    uncovered: tuple[str, ...]


def qualifies(need: CardNeed, candidate: Candidate) -> bool:
    """Of one of the kinds, with every skill, all equipment and enough people on board."""
    return (
        candidate.type in need.kinds
        and set(need.skills) <= candidate.skills
        and all(candidate.equipment.get(name, 0) >= number for name, number in need.equipment.items())
        and candidate.crew >= need.crew
    )


def recommend(
    needs: Mapping[str, CardNeed], counts: Mapping[str, int], candidates: Sequence[Candidate], *, shown: int = 10
) -> Recommendation:
    """Fill the needs in the card's order; a unit goes to one need. Up to `shown` ranked candidates stand with each."""
    taken: set[UUID] = set()
    choices: list[Choice] = []
    short: dict[str, int] = {}
    for name, need in needs.items():
        fitting = sorted((c for c in candidates if c.unit_id not in taken and qualifies(need, c)), key=_order)
        wanted = counts.get(name, 0)
        sent = [one for one in fitting[:wanted] if one.eta_seconds != float("inf")]
        taken |= {one.unit_id for one in sent}
        choices += [Choice(name, one, rank, one in sent) for rank, one in enumerate(fitting[: max(wanted, shown)], 1)]
        if wanted > len(sent):
            short[name] = wanted - len(sent)
    return Recommendation(tuple(choices), short, _uncovered(candidates, taken))


def _order(candidate: Candidate) -> tuple[bool, float, str]:
    return not candidate.first, candidate.eta_seconds, candidate.callsign


def _uncovered(candidates: Sequence[Candidate], taken: set[UUID]) -> tuple[str, ...]:
    """Towns that have a free unit at home now and would have none."""
    before = {one.town for one in candidates if not one.returning}
    after = {one.town for one in candidates if one.unit_id not in taken and not one.returning}
    return tuple(sorted(before - after))
