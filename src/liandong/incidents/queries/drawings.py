"""What is drawn on maps: zones in force wherever the actor may look, and the plots of an incident."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from liandong.access.rules import Actor
from liandong.incidents.models import Plot, Zone
from liandong.incidents.queries.incidents import access_incident, visible_incidents
from liandong.incidents.rules.lifecycle import State

MOST_ZONES = 1000


def zones_in_force(actor: Actor) -> list[dict[str, Any]]:
    """Zones not lifted of open incidents, the latest first; at most `MOST_ZONES`."""
    shown = visible_incidents(actor).filter(state=State.OPEN.value)
    rows = Zone.objects.filter(lifted_at__isnull=True, incident__in=shown).order_by("-set_at", "id")
    own = ("id", "kind", "title", "geometry", "area_m2", "set_at", "lifted_at", "incident_id")
    found = rows.values(*own, "incident__title", "incident__drill")[:MOST_ZONES]
    return [{**row, "incident": row["incident__title"], "drill": row["incident__drill"]} for row in found]


def plots_of(actor: Actor, incident_id: UUID) -> QuerySet[Plot]:
    """What stands on the incident's map now, in the order of drawing."""
    return Plot.objects.filter(incident=access_incident(actor, incident_id), removed_at__isnull=True).order_by(
        "drawn_at", "id"
    )
