"""Plans of deployment as an actor may see them, and what waits for an office."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from liandong.access.queries import in_scope
from liandong.access.rules import Actor
from liandong.dispatch.consent import standing_of
from liandong.dispatch.models import Deployment, DeploymentLine, Filing
from liandong.dispatch.queries.visibility import READ
from liandong.dispatch.rules.chains import DeploymentState, open_steps
from liandong.kernel.errors import NotFound
from liandong.organizations import queries as organizations


def visible_deployments(actor: Actor) -> QuerySet[Deployment]:
    """Those for the actor's regions, and those that take units from there."""
    mine = in_scope(actor, READ, DeploymentLine.objects.filter(deployment=OuterRef("id")), "unit__region_code")
    asked = in_scope(actor, READ, Deployment.objects.all()).values("id")
    return Deployment.objects.filter(Q(id__in=asked) | Exists(mine))


def access_deployment(actor: Actor, deployment_id: UUID) -> Deployment:
    found = visible_deployments(actor).filter(id=deployment_id).first()
    if found is None:
        raise NotFound(kind="deployment", id=str(deployment_id))
    return found


def visible_filings(actor: Actor) -> QuerySet[Filing]:
    """报备 of the actor's regions."""
    return in_scope(actor, READ, Filing.objects.select_related("deployment"))


def waiting_for(actor: Actor) -> list[tuple[Deployment, list[str]]]:
    """The plans of which a step is the turn of the actor's office, the oldest first, with the keys of those steps."""
    if actor.organization_id is None:
        return []
    office = organizations.organization(actor.organization_id)
    live = Q(state=DeploymentState.OPEN.value) | Q(state=DeploymentState.ORDERED.value, life_saving=True)
    rows = visible_deployments(actor).filter(live).prefetch_related("answers").order_by("drafted_at", "id")
    found = [(one, _turns(one, office.kind, office.region_code)) for one in rows[:500]]
    return [(deployment, keys) for deployment, keys in found if keys]


def _turns(deployment: Deployment, kind: str, region: str) -> list[str]:
    standing = standing_of(deployment)
    waiting = open_steps(standing.steps, standing.answers, ordered=standing.ordered)
    return [step.key for step in waiting if step.region == region and kind in {*step.offices, *step.recorders}]
