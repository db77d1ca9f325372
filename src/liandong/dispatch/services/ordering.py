"""下达出动指令: forces are taken, ordered and filed with their departments in one transaction, or nothing is done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import dispatching
from liandong.dispatch.consent import Standing, circumstances, scheme_of
from liandong.dispatch.models import Deployment, DeploymentLine, Filing, Mission, Unit
from liandong.dispatch.queries import visible_units
from liandong.dispatch.rules.chains import DeploymentState, missing_before_order, order_step
from liandong.dispatch.rules.problems import (
    NothingToSend,
    NotYourStep,
    OrderBeforeConsent,
    UnitBeyondReach,
    UnitWithoutOwner,
)
from liandong.dispatch.services import chain_clocks
from liandong.dispatch.services.consenting import check_open_plan, locked
from liandong.dispatch.services.drafting import LineDraft, add_lines, industries_of, record
from liandong.dispatch.services.missions import Sending, assign_units
from liandong.dispatch.services.offices import acts_for, offices_in, place_named, titles_of
from liandong.incidents import queries as incidents
from liandong.kernel import clock
from liandong.kernel.durations import Limit
from liandong.kernel.errors import NotFound
from liandong.notices import services as notices
from liandong.notices.rules import Recipient, Urgency
from liandong.orders import queries as orders
from liandong.orders import services as ordering
from liandong.orders.rules import Addressee, OrderDraft

ORDER = "dispatch.order"


@transaction.atomic
def order_deployment(
    actor: Actor, deployment_id: UUID, *, more: Sequence[LineDraft] = (), without: Collection[UUID] = ()
) -> Deployment:
    """下达出动指令. OrderBeforeConsent names what is missing; `more` are units chosen by the level that helps.

    `without` are units of the plan that stay: somebody else was quicker, or they are not needed any more.

    The forces' resources are held, one order goes to their organisations over every channel of its urgency, and the
    filings with the industry departments are made, all in one transaction.
    """
    deployment, standing = locked(actor, deployment_id)
    check_open_plan(deployment)
    _check_consent(standing)
    _check_issuer(actor, deployment, standing)
    _take_more(actor, deployment, more)
    rows = deployment.lines.exclude(unit_id__in=list(without))
    lines = list(rows.select_related("unit").order_by("id"))
    if not lines:
        raise NothingToSend
    missions = _send(actor, deployment, lines)
    _mark_ordered(actor, deployment, standing, [line.unit for line in lines])
    order_id = _issue(actor, deployment, lines, missions, order_step(standing.steps).region)
    _file(actor, deployment, [line.unit for line in lines])
    chain_clocks.follow(actor, deployment)
    record(actor, deployment, "deployment_ordered", chain=standing.chain_id, units=len(lines), order_id=str(order_id))
    return deployment


@transaction.atomic
def acknowledge_filing(actor: Actor, filing_id: UUID) -> Filing:
    """The department has seen what was filed with it."""
    filing = Filing.objects.select_related("deployment").filter(id=filing_id).first()
    if filing is None or filing.organization_id is None or filing.organization_id != actor.organization_id:
        raise NotFound(kind="filing", id=str(filing_id))
    access.require(actor, "dispatch.answer", filing.region_code)
    if filing.seen_at is None:
        filing.seen_at, filing.seen_by = clock.now(), actor.person_id
        filing.save(update_fields=["seen_at", "seen_by"])
        record(actor, filing.deployment, "deployment_filing_seen", department=filing.department)
    return filing


def _check_consent(standing: Standing) -> None:
    missing = missing_before_order(standing.steps, standing.answers)
    if missing:
        raise OrderBeforeConsent(
            missing=[step.key for step in missing],
            missing_zh="、".join(f"{step.title.zh}（{place_named(step.region)}）" for step in missing),
            missing_en=", ".join(f"{step.title.en} ({place_named(step.region)})" for step in missing),
        )


def _check_issuer(actor: Actor, deployment: Deployment, standing: Standing) -> None:
    """The office of the step; or whoever commands the incident, since former commanders order nothing themselves."""
    step = order_step(standing.steps)
    access.require(actor, ORDER, step.region)
    command = incidents.incident_summary(deployment.incident_id).commander
    commands = command.includes(actor.organization_id, actor.post_id, actor.person_id)
    if not commands and not acts_for(actor, step.region, step.offices):
        offices = titles_of(step.offices)
        raise NotYourStep(
            title=step.title.zh,
            title_en=step.title.en,
            offices=offices.zh,
            offices_en=offices.en,
            region=place_named(step.region),
            permission=ORDER,
        )


def _take_more(actor: Actor, deployment: Deployment, more: Sequence[LineDraft]) -> None:
    """Units named with the order: of the own region, or of the region that agreed to help."""
    found = {unit.id: unit for unit in visible_units(actor).filter(id__in=[line.unit_id for line in more])}
    for line in more:
        unit = found.get(line.unit_id)
        if unit is None:
            raise NotFound(kind="unit", id=str(line.unit_id))
        if not unit.region_code.startswith(deployment.reach):
            raise UnitBeyondReach(unit=unit.callsign, reach=place_named(deployment.reach))
    known = set(deployment.lines.values_list("unit_id", flat=True))
    fresh = [line for line in more if line.unit_id not in known]
    add_lines(deployment, fresh, list(found.values()))


def _send(actor: Actor, deployment: Deployment, lines: Sequence[DeploymentLine]) -> dict[UUID, Mission]:
    """The mission of each unit."""
    sendings = [Sending(line.unit_id, line.eta_seconds, line.eta_method, tuple(line.warnings)) for line in lines]
    missions = assign_units(actor, deployment.incident_id, sendings, deployment_id=deployment.id)
    by_unit = {mission.unit_id: mission for mission in missions}
    for line in lines:
        line.mission = by_unit[line.unit_id]
        line.save(update_fields=["mission"])
    return by_unit


def _mark_ordered(actor: Actor, deployment: Deployment, standing: Standing, units: Sequence[Unit]) -> None:
    deployment.industries = industries_of(units)
    deployment.special_at_order = circumstances(deployment).special_period
    deployment.chain_at_order = standing.chain_id
    deployment.state, deployment.ordered_at = DeploymentState.ORDERED.value, clock.now()
    deployment.ordered_by = actor.person_id
    deployment.version += 1
    deployment.save()


def _issue(
    actor: Actor,
    deployment: Deployment,
    lines: Sequence[DeploymentLine],
    missions: dict[UUID, Mission],
    region_code: str,
) -> UUID:
    """One order to the organisations of the units; each signs for it, and the missions know which task is theirs."""
    owners = {line.unit.organization_id: line.unit for line in lines}
    for owner, unit in owners.items():
        if owner is None:
            raise UnitWithoutOwner(unit=unit.callsign)
    incident = incidents.incident_summary(deployment.incident_id)
    draft = OrderDraft(
        kind="dispatch",
        title=f"出动：{incident.title}",
        body=_told(incident.place, lines),
        region_code=region_code,
        addressees=tuple(Addressee.organization(owner) for owner in owners if owner is not None),
        within=Limit.parse(scheme_of(deployment).order_within),
        incident_id=deployment.incident_id,
        clause=order_clause(deployment),
        drill=deployment.drill,
    )
    order = ordering.issue_order(actor, draft)
    deployment.order_id = order.id
    deployment.save(update_fields=["order_id"])
    tasks = {task.organization_id: task.id for task in orders.assignments_of(order.id)}
    for mission in missions.values():
        if mission.organization_id is not None:
            mission.assignment_id = tasks[mission.organization_id]
            mission.save(update_fields=["assignment_id"])
    return order.id


def order_clause(deployment: Deployment) -> str:
    """The clause the order rests on."""
    scheme = scheme_of(deployment)
    return f"{scheme.source.document} {scheme.chains[deployment.chain_at_order].clause}".strip()[:200]


def _told(place: str, lines: Sequence[DeploymentLine]) -> str:
    names = "、".join(line.unit.callsign for line in lines)
    return f"请{names}立即出动，赶赴{place or '事发地'}，到场后报告。"


def _file(actor: Actor, deployment: Deployment, units: Sequence[Unit]) -> None:
    """报备: one for each department and county, told at once; a department that is not on file stays visible."""
    number, title = incidents.briefs([deployment.incident_id])[deployment.incident_id]
    for kind, region in deployment.industries:
        named = [u for u in units if u.county == region and kind in dispatching.departments_of_force(u.type)]
        office = next(iter(offices_in(region, [kind])), None)
        Filing.objects.create(
            deployment=deployment,
            department=kind,
            region_code=region,
            organization_id=office.id if office else None,
            unit_ids=[str(unit.id) for unit in named],
            drill=deployment.drill,
            filed_at=clock.now(),
        )
        names = "、".join(unit.callsign for unit in named)
        record(actor, deployment, "deployment_filed", department=titles_of([kind]).zh, units=names)
        if office is not None:
            notices.notify(
                actor,
                to=[Recipient.organization(office.id)],
                template="deployment_filed",
                data={"number": number, "title": title, "units": names},
                urgency=Urgency.URGENT,
                region_code=region,
                incident_id=deployment.incident_id,
                subject=chain_clocks.subject_of(deployment),
                drill=deployment.drill,
                key=f"deployment:{deployment.id}:filed:{kind}:{region}",
            )
