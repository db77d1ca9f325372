"""Command and zones of an incident."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from liandong.access.api import actor_of
from liandong.incidents import queries, services
from liandong.incidents.api.answers import incident_body
from liandong.incidents.rules.command import Commander
from liandong.incidents.schemas.incidents import CommandOut, HandoverIn, IncidentOut, ZoneIn, ZoneOut
from liandong.incidents.schemas.reports import IncidentReasonIn

router = Router()


@router.get("/incidents/{incident_id}/commands", response=list[CommandOut])
def list_commands(request: HttpRequest, incident_id: UUID) -> list[dict[str, Any]]:
    """Who commanded from when until when; one without `begins_at` waits for its second signature."""
    return queries.commands_of(actor_of(request), incident_id)


@router.post("/incidents/{incident_id}/commands", response={201: CommandOut})
def hand_over_command(request: HttpRequest, incident_id: UUID, body: HandoverIn) -> Status[Any]:
    """Propose the handover and sign it for the side that gives up command."""
    to = Commander(**body.model_dump(exclude={"reason"}))
    return Status(201, services.hand_over_command(actor_of(request), incident_id, to, body.reason))


@router.post("/handovers/{holding_id}/sign", response=IncidentOut)
def sign_handover(request: HttpRequest, holding_id: UUID) -> dict[str, Any]:
    """The second signature, by somebody else: command passes now."""
    return incident_body(services.sign_handover(actor_of(request), holding_id))


@router.post("/handovers/{holding_id}/withdraw", response=CommandOut)
def withdraw_handover(request: HttpRequest, holding_id: UUID, body: IncidentReasonIn) -> object:
    return services.withdraw_handover(actor_of(request), holding_id, body.reason)


@router.get("/incidents/{incident_id}/zones", response=list[ZoneOut])
def list_zones(request: HttpRequest, incident_id: UUID) -> list[dict[str, Any]]:
    return queries.zones_of(actor_of(request), incident_id)


@router.post("/incidents/{incident_id}/zones", response={201: ZoneOut})
def draw_zone(request: HttpRequest, incident_id: UUID, body: ZoneIn) -> Status[Any]:
    """Draw a zone; its outline is checked."""
    zone = services.draw_zone(actor_of(request), incident_id, body.kind, body.title, body.geometry, body.reason)
    return Status(201, zone)


@router.post("/zones/{zone_id}/lift", response=ZoneOut)
def lift_zone(request: HttpRequest, zone_id: UUID, body: IncidentReasonIn) -> object:
    return services.lift_zone(actor_of(request), zone_id, body.reason)
