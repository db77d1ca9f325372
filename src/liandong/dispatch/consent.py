"""The chain of one deployment as it stands today: the snapshot it started with, read with today's date.

Whether a special period runs is asked when somebody acts, not when the plan was drafted: a plan of the last day of
May needs no consultation on the first of June, and one of the last day of February needs it on the first of March.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from liandong.content import dispatching
from liandong.content import queries as content
from liandong.content.approvals import Circumstances, Step, choose, steps_of
from liandong.content.schemas.approval_chains import ApprovalChains, Chain
from liandong.dispatch.models import Deployment
from liandong.dispatch.rules.chains import Answers, DeploymentState, Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """The chain that holds, its steps and their answers; `ordered` once the forces have been sent."""

    chain_id: str
    chain: Chain
    steps: tuple[Step, ...]
    answers: Answers
    ordered: bool


def standing_of(deployment: Deployment) -> Standing:
    """Where the deployment's chain stands now. What was sent under one chain keeps it."""
    scheme = scheme_of(deployment)
    known = circumstances(deployment)
    name, chain = choose(scheme, known)
    if deployment.chain_at_order:
        name, chain = deployment.chain_at_order, scheme.chains[deployment.chain_at_order]
    answers = {one.key: Verdict(one.verdict) for one in deployment.answers.all()}
    ordered = deployment.state == DeploymentState.ORDERED
    return Standing(name, chain, steps_of(chain, known), answers, ordered)


def circumstances(deployment: Deployment) -> Circumstances:
    """What decides over the chain, as it is today."""
    industries = tuple((kind, region) for kind, region in deployment.industries)
    running = running_periods(deployment.region_code, [kind for kind, _ in industries])
    return Circumstances(
        region=deployment.region_code,
        reach=deployment.reach,
        special_period=deployment.special_at_order if deployment.chain_at_order else bool(running),
        life_saving=deployment.life_saving,
        own_forces=deployment.own_forces,
        industries=industries,
    )


def running_periods(region_code: str, departments: list[str]) -> list[str]:
    """Ids of the special periods that run there today and concern one of the departments."""
    day = content.today()
    return [
        name
        for name, period in dispatching.special_periods().items()
        if period.runs(region_code, day.month, day.day)
        and departments
        and (not period.departments or set(departments) & set(period.departments))
    ]


def scheme_of(deployment: Deployment) -> ApprovalChains:
    """The chains of consent the deployment started with."""
    return _scheme(str(deployment.scheme))


@lru_cache(maxsize=64)
def _scheme(written: str) -> ApprovalChains:
    return ApprovalChains.model_validate_json(written)
