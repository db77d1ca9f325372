"""Opening an incident: number, first phase, command with the fire and rescue team, first judgement."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.incidents.events import IncidentOpened
from liandong.incidents.models import CommandHolding, Incident, PhaseRecord, Report
from liandong.incidents.rules.command import CommandKind
from liandong.incidents.rules.drafts import IncidentDraft
from liandong.incidents.rules.facts import check_facts
from liandong.incidents.rules.problems import EventTypeNeeded, UnknownEventType, UnknownRegion
from liandong.incidents.services import grading, recording
from liandong.incidents.services.numbers import next_number
from liandong.kernel import clock
from liandong.kernel.events import publish
from liandong.kernel.geo import cell
from liandong.organizations import queries as organizations


@transaction.atomic
def open_incident(actor: Actor, draft: IncidentDraft, *, report: Report | None = None) -> Incident:
    """Open an incident, perhaps from its founding report, and propose its grade."""
    access.require(actor, "incidents.handle", draft.region_code)
    _check(draft)
    incident = _row(draft)
    incident.save(force_insert=True)
    _begin(actor, incident)
    recording.of_incident(actor, incident, "incident_opened", _told(incident), occurred_at=incident.occurred_at)
    publish(IncidentOpened(incident.id, incident.number, incident.event_type, incident.region_code, incident.drill))
    _first_judgement(actor, incident, draft, report)
    return incident


def _check(draft: IncidentDraft) -> None:
    if not draft.event_type:
        raise EventTypeNeeded
    if draft.event_type not in content.event_types():
        raise UnknownEventType(event_type=draft.event_type)
    if not content.is_region(draft.region_code):
        raise UnknownRegion(region_code=draft.region_code)
    check_facts(draft.facts)


def _row(draft: IncidentDraft) -> Incident:
    now = clock.now()
    return Incident(
        number=next_number(draft.region_code, now, draft.drill),
        title=draft.title,
        summary=draft.summary,
        event_type=draft.event_type,
        region_code=draft.region_code,
        place=draft.place,
        lon=draft.lon,
        lat=draft.lat,
        cell=cell(draft.lon, draft.lat) if draft.lon is not None and draft.lat is not None else "",
        phase=draft.phase,
        special=draft.special,
        drill=draft.drill,
        historical=draft.historical,
        occurred_at=draft.occurred_at or draft.reported_at or now,
        reported_at=draft.reported_at or now,
        opened_at=now,
    )


def _begin(actor: Actor, incident: Incident) -> None:
    """First phase; command lies with the fire and rescue team until an on-scene command has taken over."""
    PhaseRecord.objects.create(incident=incident, phase=incident.phase, entered_at=incident.opened_at)
    teams = organizations.organizations_in(incident.region_code[:6], "fire_rescue")
    incident.commander_kind = CommandKind.FRT
    incident.commander_organization_id = teams[0].id if teams else None
    CommandHolding.objects.create(
        incident=incident,
        kind=incident.commander_kind,
        organization_id=incident.commander_organization_id,
        proposed_at=incident.opened_at,
        begins_at=incident.opened_at,
        taken_over_by=actor.user_id,
    )


def _told(incident: Incident) -> dict[str, Any]:
    return {"title": incident.title, "event_type": incident.event_type, "phase": incident.phase}


def _first_judgement(actor: Actor, incident: Incident, draft: IncidentDraft, report: Report | None) -> None:
    reason = f"接报立案 {incident.number}"
    if draft.facts:
        grading.state_facts(actor, incident, draft.facts, reason, stated_at=incident.reported_at, report=report)
    else:
        grading.judge(actor, incident, reason)
