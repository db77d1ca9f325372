"""Handing over command: proposed and signed by who gives it up, effective when who takes it over signs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor, Source
from liandong.incidents.events import CommandHandedOver
from liandong.incidents.models import CommandHolding, Incident
from liandong.incidents.queries.incidents import access_incident
from liandong.incidents.rules.command import KIND_WORDS, Commander, CommandKind
from liandong.incidents.rules.lifecycle import BEIJING
from liandong.incidents.rules.problems import HandoverNotPending, HandoverPending, SameSigner
from liandong.incidents.services import recording
from liandong.incidents.services.authority import locked_open, with_reason
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.kernel.events import publish
from liandong.notices import services as notices
from liandong.notices.rules import Recipient, RecipientKind, Urgency
from liandong.orders import queries as orders


@transaction.atomic
def hand_over_command(actor: Actor, incident_id: UUID, to: Commander, reason: str) -> CommandHolding:
    """Propose the new commander and sign for the side that gives up; command passes with the other signature."""
    incident = locked_open(actor, incident_id, "incidents.command")
    if CommandHolding.objects.filter(incident=incident, begins_at__isnull=True, ends_at__isnull=True).exists():
        raise HandoverPending
    holding = CommandHolding.objects.create(
        incident=incident,
        kind=to.kind,
        organization_id=to.organization_id,
        post_id=to.post_id,
        person_id=to.person_id,
        proposed_at=clock.now(),
        handed_over_by=actor.user_id,
        reason=with_reason(reason)[:500],
    )
    recording.of_incident(actor, incident, "command_handover_proposed", _passed(incident, holding), reason=reason)
    return holding


@transaction.atomic
def sign_handover(actor: Actor, holding_id: UUID) -> Incident:
    """The second signature, by somebody else: from this moment the new commander commands."""
    holding, incident = _pending(actor, holding_id)
    if actor.user_id is not None and actor.user_id == holding.handed_over_by:
        raise SameSigner
    now = clock.now()
    recording.of_incident(actor, incident, "command_handed_over", _passed(incident, holding), reason=holding.reason)
    CommandHolding.objects.filter(incident=incident, begins_at__isnull=False, ends_at__isnull=True).update(ends_at=now)
    holding.begins_at, holding.taken_over_by = now, actor.user_id
    holding.save(update_fields=["begins_at", "taken_over_by"])
    before = incident.commander_kind
    _take_command(incident, holding)
    _tell_forces(actor, incident, holding)
    publish(CommandHandedOver(incident.id, before, holding.kind, now))
    return incident


@transaction.atomic
def withdraw_handover(actor: Actor, holding_id: UUID, reason: str) -> CommandHolding:
    """The proposal is taken back before it was signed; command stays where it is."""
    holding, incident = _pending(actor, holding_id)
    holding.ends_at = clock.now()
    holding.save(update_fields=["ends_at"])
    data = _passed(incident, holding)
    recording.of_incident(actor, incident, "command_handover_withdrawn", data, reason=with_reason(reason))
    return holding


def _pending(actor: Actor, holding_id: UUID) -> tuple[CommandHolding, Incident]:
    found = CommandHolding.objects.filter(id=holding_id).first()
    if found is None:
        raise NotFound(kind="handover", id=str(holding_id))
    access.require(actor, "incidents.command", access_incident(actor, found.incident_id).region_code)
    incident = locked_open(actor, found.incident_id, "incidents.command")
    found.refresh_from_db()
    if found.begins_at is not None or found.ends_at is not None:
        raise HandoverNotPending
    return found, incident


def _take_command(incident: Incident, holding: CommandHolding) -> None:
    incident.commander_kind = holding.kind
    incident.commander_organization_id = holding.organization_id
    incident.commander_post_id = holding.post_id
    incident.commander_person_id = holding.person_id
    incident.version += 1
    incident.save()


def _passed(incident: Incident, holding: CommandHolding) -> dict[str, object]:
    """Who gives up and who takes over, and how long the former has commanded (minutes)."""
    present = CommandHolding.objects.filter(incident=incident, begins_at__isnull=False, ends_at__isnull=True).first()
    since: datetime | None = present.begins_at if present else None
    return {
        "before": incident.commander_kind,
        "after": holding.kind,
        "organization_id": str(holding.organization_id or ""),
        "post_id": str(holding.post_id or ""),
        "minutes": round((clock.now() - since).total_seconds() / 60) if since else 0,
    }


def _tell_forces(actor: Actor, incident: Incident, holding: CommandHolding) -> None:
    """Every force that has orders in the incident is told who commands it now."""
    recipients = _forces_of(incident)
    if not recipients:
        return
    notices.notify(
        actor,
        to=recipients,
        template="command_handed_over",
        data={
            "number": incident.number,
            "title": incident.title,
            "commander": KIND_WORDS[CommandKind(holding.kind)],
            "at": _told_at(holding),
        },
        urgency=Urgency.FLASH,
        region_code=incident.region_code,
        incident_id=incident.id,
        drill=incident.drill,
        key=f"handover:{holding.id}",
    )


def _told_at(holding: CommandHolding) -> str:
    return f"{holding.begins_at.astimezone(BEIJING):%m-%d %H:%M}" if holding.begins_at else ""


def _forces_of(incident: Incident) -> list[Recipient]:
    """The addressees of the incident's orders."""
    tasks = orders.visible_assignments(Actor.system(Source.API)).filter(order__incident_id=incident.id)
    rows = tasks.values_list("addressee_kind", "addressee_id").distinct()
    return [Recipient(RecipientKind(kind), addressee) for kind, addressee in rows]
