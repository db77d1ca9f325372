"""Reactions of dispatch to the apps below."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from liandong.access.rules import Actor, Source
from liandong.deadlines.events import DeadlinePassed
from liandong.dispatch import services
from liandong.dispatch.models import DeploymentLine, Unit
from liandong.dispatch.rules.chains import DeploymentState
from liandong.dispatch.rules.problems import OrderWithoutPlan
from liandong.orders.events import OrderSignedFor, OrderWithdrawn
from liandong.orders.rules import AddresseeKind
from liandong.resources.events import ResourceStateChanged

if TYPE_CHECKING:
    from liandong.orders.rules import OrderDraft

DISPATCH, ANSWER_CLOCK = "dispatch", "readiness_answer"


def when_a_resource_leaves_or_returns(event: ResourceStateChanged) -> None:
    """What the steward takes out of service cannot be sent out."""
    services.follow_resource(event.resource_id)


def when_an_order_is_signed_for(event: OrderSignedFor) -> None:
    if event.kind == DISPATCH:
        services.note_acknowledged(event.assignment_id, event.at)


def when_an_order_is_withdrawn(event: OrderWithdrawn) -> None:
    if event.kind == DISPATCH:
        services.recall_ordered(event.order_id, event.reason)


def when_nobody_answers_a_check(event: DeadlinePassed) -> None:
    """点名无应答: that is its result."""
    if event.subject.kind == "readiness_check" and event.kind == ANSWER_CLOCK:
        services.note_silence(Actor.system(Source.CLOCK), UUID(event.subject.id))


def only_an_agreed_plan_sends_units(actor: Actor, draft: OrderDraft) -> None:
    """An issuing rule: a force with units on the desk is ordered out by its plan of deployment and by nothing else.

    The tasks of an activated response plan have been approved with the plan.
    """
    if draft.kind != DISPATCH or draft.incident_id is None or draft.response_id is not None or actor.is_system:
        return
    wanted = {one.id for one in draft.addressees if one.kind is AddresseeKind.ORGANIZATION}
    forces = Unit.objects.filter(organization_id__in=wanted).values_list("organization_id", "callsign")
    agreed = DeploymentLine.objects.filter(
        deployment__incident_id=draft.incident_id,
        deployment__state=DeploymentState.ORDERED.value,
        unit__organization_id__in=wanted,
    )
    planned = set(agreed.values_list("unit__organization_id", flat=True))
    for organization_id, callsign in forces:
        if organization_id not in planned:
            raise OrderWithoutPlan(unit=callsign)
