"""Routes of plans: the library, proposals, dry-run, activation, and the running response."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from liandong.access.api import actor_of
from liandong.kernel.paging import Page, PageParams
from liandong.plans import queries, schemas, services, wire

router = Router(tags=["plans"])


@router.get("/plans", response=list[schemas.PlanRow])
def list_plans(request: HttpRequest) -> Any:
    """The library: every plan in force today."""
    return [wire.plan_row(plan) for plan in queries.library(actor_of(request))]


@router.get("/plans/{plan_id}", response=schemas.PlanOut)
def show_plan(request: HttpRequest, plan_id: str) -> Any:
    return {"plan": queries.library_plan(actor_of(request), plan_id).model_dump(mode="json", by_alias=True)}


@router.get("/plans/{plan_id}/scenarios", response=list[schemas.ScenarioRow])
def list_scenarios(request: HttpRequest, plan_id: str) -> Any:
    """Scenarios of the library that rehearse the plan."""
    return [wire.scenario_row(one) for one in queries.scenarios_of(actor_of(request), plan_id)]


@router.post("/plans/{plan_id}/rehearsals", response={201: schemas.RehearsalRow})
def ask_rehearsal(request: HttpRequest, plan_id: str, body: schemas.RehearsalIn) -> Any:
    """推演: it runs beside the server; the live stream says when it has ended."""
    return 201, wire.rehearsal_row(services.ask_rehearsal(actor_of(request), plan_id, body.scenario, body.seed))


@router.get("/plans/{plan_id}/rehearsals", response=Page[schemas.RehearsalRow])
def list_rehearsals(request: HttpRequest, plan_id: str, page: Query[PageParams]) -> Any:
    rows = queries.rehearsals_of(actor_of(request), plan_id)
    return page.cut(rows, wire.rehearsal_row, by=("-asked_at", "-id"))


@router.get("/rehearsals/{uuid:rehearsal_id}", response=schemas.RehearsalOut)
def show_rehearsal(request: HttpRequest, rehearsal_id: UUID) -> Any:
    return wire.rehearsal(queries.access_rehearsal(actor_of(request), rehearsal_id))


@router.get("/incidents/{uuid:incident_id}/plan-proposals", response=list[schemas.PlanProposalOut])
def list_proposals(request: HttpRequest, incident_id: UUID) -> Any:
    """Which plans fit the incident, at which level, and what is not known yet."""
    return [wire.proposal(one) for one in queries.propose(actor_of(request), incident_id)]


@router.post("/incidents/{uuid:incident_id}/plan-dry-runs", response=schemas.DryRunOut)
def dry_run(request: HttpRequest, incident_id: UUID, body: schemas.DryRunIn) -> Any:
    """What would start, who is missing, which resource falls short; changes nothing."""
    run = queries.dry_run(actor_of(request), incident_id, body.plan_id, body.level, body.heads)
    return wire.dry_run(run)


@router.get("/incidents/{uuid:incident_id}/plan-approvals", response=list[schemas.ApprovalOut])
def list_approvals(request: HttpRequest, incident_id: UUID) -> Any:
    """Who granted or refused the start of which plan at which level, the newest first."""
    return wire.approvals(queries.approvals_of(actor_of(request), incident_id))


@router.post("/incidents/{uuid:incident_id}/plan-approvals", response=schemas.IdOut)
def decide_activation(request: HttpRequest, incident_id: UUID, body: schemas.ApprovalIn) -> Any:
    return services.decide_activation(
        actor_of(request), incident_id, body.plan_id, body.level, granted=body.granted, reason=body.reason
    )


@router.post("/incidents/{uuid:incident_id}/responses", response={201: schemas.ResponseOut})
def activate_plan(request: HttpRequest, incident_id: UUID, body: schemas.ActivateIn) -> Any:
    """Start a plan: groups, orders, clocks and notices in one transaction."""
    started = services.activate_plan(actor_of(request), incident_id, **body.model_dump())
    return 201, wire.response(started)


@router.get("/responses", response=Page[schemas.ResponseRow])
def list_responses(
    request: HttpRequest, page: Query[PageParams], incident_id: UUID | None = None, state: str | None = None
) -> Any:
    rows = queries.responses_where(actor_of(request), incident_id=incident_id, state=state)
    return page.cut(rows, wire.response_row, by=("-activated_at", "-id"))


@router.get("/responses/{uuid:response_id}", response=schemas.ResponseOut)
def show_response(request: HttpRequest, response_id: UUID) -> Any:
    return wire.response(queries.access_response(actor_of(request), response_id))


@router.get("/responses/{uuid:response_id}/level-changes/{level}", response=schemas.ChangeOut)
def preview_level(request: HttpRequest, response_id: UUID, level: schemas.Level) -> Any:
    """What changing to this level would start, stop and move; changes nothing."""
    return queries.preview_level(actor_of(request), response_id, level)


@router.post("/responses/{uuid:response_id}/level-changes", response=schemas.ChangeOut)
def change_level(request: HttpRequest, response_id: UUID, body: schemas.LevelIn) -> Any:
    return services.change_level(actor_of(request), response_id, body.level, body.reason)


@router.put("/responses/{uuid:response_id}/groups/{group}/head", response=schemas.ResponseOut)
def appoint_head(request: HttpRequest, response_id: UUID, group: str, body: schemas.HeadIn) -> Any:
    actor = actor_of(request)
    services.appoint_head(actor, response_id, group, body.person_id, body.reason)
    return wire.response(queries.access_response(actor, response_id))


@router.post("/responses/{uuid:response_id}/merge", response=schemas.ResponseRow)
def merge(request: HttpRequest, response_id: UUID, body: schemas.ResponseReasonIn) -> Any:
    """合并办公: the upper team has joined."""
    return wire.response_row(services.merge_with_upper_team(actor_of(request), response_id, body.reason))


@router.post("/responses/{uuid:response_id}/upper-team", response=schemas.ResponseOut)
def join_upper_team(request: HttpRequest, response_id: UUID, body: schemas.UpperTeamIn) -> Any:
    """合并办公: posts of the level above take seats in the groups."""
    posts = [(one.group, one.post_id) for one in body.members]
    return wire.response(services.join_upper_team(actor_of(request), response_id, posts, body.reason))


@router.post("/responses/{uuid:response_id}/needs", response=list[schemas.NeedOut])
def check_needs(request: HttpRequest, response_id: UUID) -> Any:
    """Compare the needs with what is ready now, and keep the comparison."""
    actor = actor_of(request)
    lines = services.check_needs(actor, response_id)
    return wire.needs(queries.snapshot_of(queries.access_response(actor, response_id)), lines)


@router.post("/responses/{uuid:response_id}/needs/{need}/requests", response={201: schemas.IdOut})
def request_resource(request: HttpRequest, response_id: UUID, need: str, body: schemas.RequestIn) -> Any:
    """Ask an organisation or a post for what is short; answers the id of the order."""
    order_id = services.request_resource(
        actor_of(request), response_id, need, queries.addressee(body.organization_id, body.post_id), body.reason
    )
    return 201, {"id": order_id}


@router.post("/responses/{uuid:response_id}/stand-down", response=schemas.ResponseRow)
def stand_down(request: HttpRequest, response_id: UUID, body: schemas.StandDownIn) -> Any:
    return wire.response_row(services.stand_down(actor_of(request), response_id, body.reason, early=body.early))
