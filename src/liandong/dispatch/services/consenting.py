"""同意、转报、不同意: each office of the chain answers once, with its opinion."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content.approvals import Step
from liandong.dispatch.consent import Standing, standing_of
from liandong.dispatch.models import Deployment, StepAnswer
from liandong.dispatch.queries import access_deployment
from liandong.dispatch.rules.chains import (
    STATE_WORDS,
    DeploymentState,
    StepState,
    Verdict,
    open_steps,
    refused_before_order,
    states,
)
from liandong.dispatch.rules.problems import (
    DeploymentEnded,
    NoStepOfThatName,
    NotYourStep,
    ReasonMissing,
    StepNotOpen,
)
from liandong.dispatch.services import chain_clocks
from liandong.dispatch.services.drafting import record
from liandong.dispatch.services.offices import acts_for, place_named, titles_of
from liandong.kernel import clock
from liandong.organizations import queries as organizations

ANSWER = "dispatch.answer"
_VERBS = {
    Verdict.AGREED: "deployment_agreed",
    Verdict.FORWARDED: "deployment_forwarded",
    Verdict.REFUSED: "deployment_refused",
}


@transaction.atomic
def answer_step(actor: Actor, deployment_id: UUID, key: str, verdict: Verdict, *, opinion: str = "") -> Deployment:
    """Answer one step of the chain for one's office. A refusal, and an answer noted for another, needs its words.

    A refusal the order waits for ends the plan. FORWARDED, by the last level asked, lets the request climb one higher.
    """
    deployment, standing = locked(actor, deployment_id)
    step = _open_step(standing, key)
    recorded_for = _office_that_answers(actor, step)
    if (verdict is Verdict.REFUSED or recorded_for) and not opinion.strip():
        raise ReasonMissing
    if verdict is Verdict.FORWARDED:
        _check_may_forward(deployment, step)
    StepAnswer.objects.create(
        deployment=deployment,
        key=step.key,
        act=step.act,
        region_code=step.region,
        verdict=verdict.value,
        opinion=opinion,
        recorded_for=recorded_for,
        at=clock.now(),
        by_user_id=actor.user_id,
        by_person_id=actor.person_id,
        by_organization_id=actor.organization_id,
    )
    _climb(deployment, step, verdict)
    deployment.version += 1
    deployment.save(update_fields=["reach", "version"])
    record(actor, deployment, _VERBS[verdict], reason=opinion, step=step.key, title=step.title.zh, region=step.region)
    _settle(actor, deployment)
    return deployment


@transaction.atomic
def withdraw_deployment(actor: Actor, deployment_id: UUID, *, reason: str) -> Deployment:
    """撤回 before it was ordered; what was ordered is called back mission by mission."""
    deployment, _ = locked(actor, deployment_id)
    access.require(actor, "dispatch.draft", deployment.region_code)
    check_open_plan(deployment)
    if not reason.strip():
        raise ReasonMissing
    _end(deployment, DeploymentState.WITHDRAWN, reason)
    chain_clocks.stop_all(actor, deployment, reason)
    record(actor, deployment, "deployment_withdrawn", reason=reason)
    return deployment


def locked(actor: Actor, deployment_id: UUID) -> tuple[Deployment, Standing]:
    """The plan for this transaction alone, and where its chain stands."""
    access_deployment(actor, deployment_id)
    deployment = Deployment.objects.select_for_update().get(id=deployment_id)
    return deployment, standing_of(deployment)


def check_open_plan(deployment: Deployment) -> None:
    state = DeploymentState(deployment.state)
    if state is not DeploymentState.OPEN:
        raise DeploymentEnded(state=state.value, state_zh=STATE_WORDS[state])


def _open_step(standing: Standing, key: str) -> Step:
    """The step, if it waits for an answer now."""
    waiting = open_steps(standing.steps, standing.answers, ordered=standing.ordered)
    step = next((one for one in standing.steps if one.key == key), None)
    if step is None or step.act in {"ORDER", "FILE"}:
        raise NoStepOfThatName(key=key, open="、".join(one.key for one in waiting) or "—")
    state = states(standing.steps, standing.answers, ordered=standing.ordered)[key]
    if state is not StepState.OPEN:
        why, why_en = _WHY[state]
        raise StepNotOpen(title=step.title.zh, title_en=step.title.en, why=why, why_en=why_en)
    return step


_WHY = {
    StepState.WAITING: ("前面的步骤还没有办完", "steps before it are not done"),
    StepState.AGREED: ("已经同意", "it was agreed to already"),
    StepState.FORWARDED: ("已经转报", "it was handed up already"),
    StepState.REFUSED: ("已经答复不同意", "it was refused already"),
    StepState.DONE: ("已经完成", "it is done"),
    StepState.DROPPED: ("方案未获同意，不再需要", "the plan was refused"),
}


def _office_that_answers(actor: Actor, step: Step) -> str:
    """Empty for the office's own answer; the office's kind where another one notes it down; NotYourStep otherwise."""
    access.require(actor, ANSWER, step.region)
    if acts_for(actor, step.region, step.offices):
        return ""
    if acts_for(actor, step.region, step.recorders):
        return step.offices[0]
    offices = titles_of(step.offices)
    raise NotYourStep(
        title=step.title.zh,
        title_en=step.title.en,
        offices=offices.zh,
        offices_en=offices.en,
        region=place_named(step.region),
        permission=ANSWER,
    )


def _check_may_forward(deployment: Deployment, step: Step) -> None:
    """Only a level that was asked for help hands the request up, and only where there is one above."""
    asked = step.act == "APPROVE" and step.region != deployment.region_code
    if not asked or organizations.upper_level(step.region) is None:
        why, why_en = "此步不能转报，请答复同意或不同意", "it cannot be handed up; agree or refuse"
        raise StepNotOpen(title=step.title.zh, title_en=step.title.en, why=why, why_en=why_en)


def _climb(deployment: Deployment, step: Step, verdict: Verdict) -> None:
    if verdict is Verdict.FORWARDED and step.region == deployment.reach:
        deployment.reach = organizations.upper_level(step.region) or deployment.reach


def _settle(actor: Actor, deployment: Deployment) -> None:
    """Let the next steps open, or end the plan where the order can no longer go out."""
    standing = standing_of(deployment)
    if not standing.ordered and refused_before_order(standing.steps, standing.answers):
        _end(deployment, DeploymentState.REFUSED, "")
        chain_clocks.stop_all(actor, deployment, "调用方案未获同意")
        return
    chain_clocks.follow(actor, deployment)


def _end(deployment: Deployment, state: DeploymentState, reason: str) -> None:
    deployment.state, deployment.ended_at, deployment.ended_reason = state.value, clock.now(), reason
    deployment.version += 1
    deployment.save(update_fields=["state", "ended_at", "ended_reason", "version"])
