"""What an order's fate means for the missions it sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from liandong.access.rules import Actor, Source
from liandong.dispatch.models import Mission
from liandong.dispatch.services.missions import recall_mission
from liandong.dispatch.services.recording import record


@transaction.atomic
def note_acknowledged(assignment_id: UUID, at: datetime) -> None:
    """A force signed for its order: its missions are acknowledged."""
    actor = Actor.system(Source.API)
    rows = Mission.objects.filter(assignment_id=assignment_id, acknowledged_at__isnull=True).select_related("unit")
    for mission in rows:
        mission.acknowledged_at = at
        mission.save(update_fields=["acknowledged_at"])
        record(actor, mission.unit, "unit_acknowledged", incident_id=mission.incident_id, drill=mission.drill)


@transaction.atomic
def recall_ordered(order_id: UUID, reason: str) -> None:
    """The order was withdrawn: whoever it sent is called back."""
    actor = Actor.system(Source.API)
    rows = Mission.objects.filter(lines__deployment__order_id=order_id, ended_at__isnull=True)
    for mission_id in list(rows.values_list("id", flat=True)):
        recall_mission(actor, mission_id, reason=reason)
