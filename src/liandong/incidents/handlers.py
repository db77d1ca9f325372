"""Reactions of incidents to the apps below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.incidents.models import Incident
from liandong.incidents.queries import commander_of, commanding_since, former_commanders
from liandong.incidents.rules.command import check_may_order

if TYPE_CHECKING:
    from liandong.access.rules import Actor
    from liandong.orders.rules import OrderDraft


def only_the_command_orders(actor: Actor, draft: OrderDraft) -> None:
    """An issuing rule: who commanded before a handover issues no orders of his own in the incident any more."""
    if draft.incident_id is None or actor.is_system:
        return
    incident = Incident.objects.filter(id=draft.incident_id).first()
    former = former_commanders(draft.incident_id) if incident else frozenset()
    if incident is None or not former:
        return
    commander = commander_of(incident, since=commanding_since(incident.id))
    check_may_order(commander, former, actor.organization_id, actor.post_id, actor.person_id)
