"""拟定调用方案: which units for which incident, under which chain of consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import dispatching
from liandong.content import queries as content
from liandong.content.schemas.approval_chains import ApprovalChains
from liandong.dispatch.models import Deployment, DeploymentLine, Unit
from liandong.dispatch.queries import visible_units
from liandong.dispatch.rules.problems import NotDraftedHere, NothingToSend, ReachNotAbove, ReasonMissing
from liandong.dispatch.services import chain_clocks
from liandong.dispatch.services.offices import office_of, titles_of
from liandong.incidents import queries as incidents
from liandong.incidents.rules.lifecycle import State, check_open
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.organizations import queries as organizations
from liandong.timeline import services as timeline

DRAFT = "dispatch.draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """A unit, what it was chosen for, and the arrival expected when it was."""

    unit_id: UUID
    need: str = ""
    eta_seconds: float | None = None
    eta_method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """So many forces of a type, asked of the levels above."""

    type: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentDraft:
    """What is to be sent. `reach` names the region above up to which help is asked; `life_saving` needs a reason.

    `advice` is the recommendation it follows, kept as it was shown.
    """

    lines: tuple[LineDraft, ...] = ()
    asks: tuple[Ask, ...] = ()
    reach: str = ""
    life_saving: bool = False
    reason: str = ""
    advice: dict[str, Any] | None = None


@transaction.atomic
def draft_deployment(actor: Actor, incident_id: UUID, draft: DeploymentDraft) -> Deployment:
    """拟定调用方案: the chain of consent begins; NotDraftedHere where the actor's office does not draft plans."""
    incidents.access_incident(actor, incident_id)
    incident = incidents.incident_summary(incident_id)
    check_open(State(incident.state))
    region = incident.region_code[:6]
    access.require(actor, DRAFT, region)
    scheme = dispatching.approval_chains(region)
    _check_drafter(actor, scheme)
    units = _units(actor, draft.lines)
    reach = _checked(draft, region)
    deployment = Deployment.objects.create(
        incident_id=incident.id,
        incident_region=incident.region_code,
        region_code=region,
        reach=reach,
        drill=incident.drill,
        life_saving=draft.life_saving,
        own_forces=_all_own(units, scheme),
        reason=draft.reason,
        asks=[{"type": ask.type, "count": ask.count} for ask in draft.asks],
        industries=industries_of(units),
        scheme_id=scheme.id,
        scheme=scheme.model_dump_json(),
        advice=draft.advice or {},
        drafted_at=clock.now(),
        drafted_by=actor.person_id,
        drafted_by_organization=actor.organization_id,
    )
    add_lines(deployment, draft.lines, units)
    standing = chain_clocks.follow(actor, deployment)
    record(
        actor, deployment, "deployment_drafted", reason=draft.reason, number=incident.number, chain=standing.chain_id
    )
    return deployment


def add_lines(deployment: Deployment, lines: Sequence[LineDraft], units: Sequence[Unit]) -> None:
    """The plan's units, with what the sender is warned of."""
    by_id = {unit.id: unit for unit in units}
    DeploymentLine.objects.bulk_create(
        [
            DeploymentLine(
                deployment=deployment,
                unit=by_id[line.unit_id],
                need=line.need,
                eta_seconds=line.eta_seconds,
                eta_method=line.eta_method,
                warnings=warnings_of(by_id[line.unit_id]),
            )
            for line in lines
        ]
    )


def warnings_of(unit: Unit) -> list[str]:
    """`uninsured:2`: so many on board without accident insurance (四（四）: 购买人身意外伤害保险)."""
    return [f"uninsured:{unit.uninsured}"] if unit.uninsured else []


def industries_of(units: Sequence[Unit]) -> list[list[str]]:
    """Pairs of department kind and county, in the order of the units, each once."""
    pairs = {(kind, unit.county): None for unit in units for kind in dispatching.departments_of_force(unit.type)}
    return [list(pair) for pair in pairs]


def record(actor: Actor, deployment: Deployment, verb: str, *, reason: str = "", **data: Any) -> None:
    """One entry on the deployment's chain."""
    timeline.record(
        actor,
        chain_clocks.subject_of(deployment),
        verb,
        region_code=deployment.region_code,
        data=data,
        incident_id=deployment.incident_id,
        drill=deployment.drill,
        reason=reason,
    )


def _units(actor: Actor, lines: Sequence[LineDraft]) -> list[Unit]:
    """NotFound where one of them is absent or not the actor's to see."""
    wanted = [line.unit_id for line in lines]
    found = {unit.id: unit for unit in visible_units(actor).filter(id__in=wanted)}
    if len(found) < len(wanted):
        raise NotFound(kind="unit")
    return [found[unit_id] for unit_id in wanted]


def _checked(draft: DeploymentDraft, region: str) -> str:
    """The region the request reaches; it is the own one unless help is asked from above."""
    if not draft.lines and not draft.asks:
        raise NothingToSend
    if draft.life_saving and not draft.reason.strip():
        raise ReasonMissing
    for ask in draft.asks:
        content.resource_type(ask.type)
    reach = draft.reach or (organizations.upper_level(region) if draft.asks else None) or region
    if not region.startswith(reach):
        raise ReachNotAbove(reach=reach, region=region)
    return reach


def _check_drafter(actor: Actor, scheme: ApprovalChains) -> None:
    own = office_of(actor)
    if own is None or own.kind not in scheme.drafted_by:
        offices = titles_of(scheme.drafted_by)
        raise NotDraftedHere(offices=offices.zh, offices_en=offices.en, permission=DRAFT, region="")


def _all_own(units: Sequence[Unit], scheme: ApprovalChains) -> bool:
    """Whether all are forces of offices that set out by themselves."""
    kinds = {_kind_of(unit.organization_id) for unit in units}
    return bool(units) and kinds <= set(scheme.first_out)


def _kind_of(organization_id: UUID | None) -> str:
    return organizations.organization(organization_id).kind if organization_id else ""
