"""Each open step of a chain has a clock and somebody who is told that it waits for them."""

from __future__ import annotations

from collections.abc import Iterable

from liandong.access.rules import Actor
from liandong.content.approvals import Step
from liandong.deadlines import queries as clocks
from liandong.deadlines import services as deadlines
from liandong.deadlines.rules import Holder
from liandong.deadlines.services import Start
from liandong.dispatch.consent import Standing, standing_of
from liandong.dispatch.models import Deployment
from liandong.dispatch.rules.chains import open_steps, order_step
from liandong.dispatch.services.offices import offices_in
from liandong.incidents import queries as incidents
from liandong.kernel import clock
from liandong.kernel.ids import Subject
from liandong.notices import services as notices
from liandong.notices.rules import Recipient, Urgency

STEP = "deployment_step"


def subject_of(deployment: Deployment) -> Subject:
    return Subject.of("deployment", deployment.id)


def follow(actor: Actor, deployment: Deployment) -> Standing:
    """Start the clocks of the steps that have opened, stop those of steps that no longer wait; tell who must act."""
    standing = standing_of(deployment)
    waiting = {one.key: one for one in open_steps(standing.steps, standing.answers, ordered=standing.ordered)}
    running = {one.key for one in clocks.of_subject(subject_of(deployment)) if one.is_open}
    for key in sorted(running - waiting.keys()):
        _stop(actor, deployment, standing, key)
    opened = [step for key, step in waiting.items() if key not in running]
    deadlines.start_many(actor, list(_starts(deployment, opened)))
    _tell(actor, deployment, opened)
    return standing


def stop_all(actor: Actor, deployment: Deployment, reason: str) -> None:
    deadlines.cancel_all(actor, subject_of(deployment), reason)


def _stop(actor: Actor, deployment: Deployment, standing: Standing, key: str) -> None:
    """Met where it was done; a step that fell away (a special period has ended) owes nothing any more."""
    done = key in standing.answers or (standing.ordered and key == order_step(standing.steps).key)
    if done:
        deadlines.meet(actor, subject_of(deployment), STEP, key=key)
    else:
        deadlines.cancel_all(actor, subject_of(deployment), "此步骤不再需要", kind=STEP, key=key)


def _starts(deployment: Deployment, opened: Iterable[Step]) -> Iterable[Start]:
    """Held by the first office of the region that may do it; a region without one is seen on the desk alone."""
    for step in opened:
        offices = offices_in(step.region, step.offices)
        if step.within is not None and offices:
            yield Start(
                subject=subject_of(deployment),
                kind=STEP,
                region_code=step.region,
                holder=Holder(organization_id=offices[0].id),
                starts_at=clock.now(),
                within=step.within,
                incident_id=deployment.incident_id,
                drill=deployment.drill,
                source=step.clause,
                key=step.key,
                data={"step": step.title.zh},
            )


def _tell(actor: Actor, deployment: Deployment, opened: Iterable[Step]) -> None:
    number, title = incidents.briefs([deployment.incident_id]).get(deployment.incident_id, ("", ""))
    for step in opened:
        offices = offices_in(step.region, step.offices)
        if not offices:
            continue
        notices.notify(
            actor,
            to=[Recipient.organization(office.id) for office in offices],
            template="deployment_step_open",
            data={"number": number, "title": title, "step": step.title.zh, "step_en": step.title.en},
            urgency=Urgency.FLASH,
            region_code=step.region,
            incident_id=deployment.incident_id,
            subject=subject_of(deployment),
            drill=deployment.drill,
            key=f"deployment:{deployment.id}:{step.key}:open",
        )
