"""Which chain holds for a deployment, and its steps one by one: who in which region, after which others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from liandong.content.schemas.approval_chains import ApprovalChains, Chain, ChainStep
from liandong.kernel.durations import Limit
from liandong.kernel.expressions import decide
from liandong.kernel.text import Localized

LEVELS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What decides over the chain. `reach` is the region up to which help is asked, `region` itself where it is local.

    `industries` are pairs of department kind and region: who is consulted and filed with.
    """

    region: str
    reach: str
    special_period: bool = False
    life_saving: bool = False
    own_forces: bool = False
    industries: tuple[tuple[str, str], ...] = ()

    @property
    def cross_region(self) -> bool:
        return self.reach != self.region


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing somebody must do. `key` names it in this deployment; `after` are keys; `offices` kinds of organs."""

    key: str
    name: str
    act: str
    title: Localized
    region: str
    offices: tuple[str, ...]
    recorders: tuple[str, ...]
    after: frozenset[str]
    within: Limit | None
    clause: str


def choose(scheme: ApprovalChains, known: Circumstances) -> tuple[str, Chain]:
    """The first chain whose condition holds; LookupError where none does."""
    facts = {**asdict(known), "cross_region": known.cross_region}
    for name, chain in scheme.chains.items():
        if decide(chain.when, facts) is True:
            return name, chain
    raise LookupError("no chain holds under these circumstances")


def steps_of(chain: Chain, known: Circumstances) -> tuple[Step, ...]:
    """The chain's steps, in its order, one for each region climbed and each industry department."""
    facts = {**asdict(known), "cross_region": known.cross_region}
    found: dict[str, list[Step]] = {}
    for name, step in chain.steps.items():
        if decide(step.when, facts) is not True:
            found[name] = []
            continue
        before = frozenset(one.key for earlier in step.after for one in found[earlier])
        found[name] = _climbed(name, step, known, before)
    return tuple(one for steps in found.values() for one in steps)


def before(steps: Sequence[Step], last: Step) -> set[str]:
    """Keys of everything that must be agreed to before `last`, whatever lies between."""
    by_key = {step.key: step for step in steps}
    found: set[str] = set()
    waiting = list(last.after)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += by_key[key].after
    return found


def _climbed(name: str, step: ChainStep, known: Circumstances, before: frozenset[str]) -> list[Step]:
    if step.industry:
        return [_step(name, step, region, (kind,), before, kind) for kind, region in known.industries]
    steps: list[Step] = []
    for region in _regions(step, known):
        # each level answers after the one below it
        steps.append(_step(name, step, region, step.by, before | {one.key for one in steps[-1:]}))
    return steps


def _regions(step: ChainStep, known: Circumstances) -> Sequence[str]:
    if step.level == "SAME":
        return [known.region]
    if step.level == "TOP":
        return [known.reach]
    return [known.region[:n] for n in reversed(LEVELS) if len(known.reach) <= n < len(known.region)]


def _step(
    name: str, step: ChainStep, region: str, offices: tuple[str, ...], after: frozenset[str], department: str = ""
) -> Step:
    return Step(
        key=":".join(part for part in (name, department, region) if part),
        name=name,
        act=step.do,
        title=step.title.localized(),
        region=region,
        offices=offices,
        recorders=step.recorded_by,
        after=after,
        within=Limit.parse(step.within) if step.within else None,
        clause=step.clause,
    )
