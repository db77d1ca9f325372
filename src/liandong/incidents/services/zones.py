"""Zones on the map: drawn with a kind, lifted, never erased."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.incidents.models import Incident, Zone
from liandong.incidents.queries.incidents import access_incident
from liandong.incidents.rules.problems import ZoneKindUnknown
from liandong.incidents.rules.zones import checked_area_m2
from liandong.incidents.services import recording
from liandong.incidents.services.authority import locked_open, with_reason
from liandong.kernel import clock
from liandong.kernel.errors import NotFound


@transaction.atomic
def draw_zone(actor: Actor, incident_id: UUID, kind: str, title: str, geometry: dict[str, Any], reason: str) -> Zone:
    """A GeoJSON Polygon or MultiPolygon in CGCS2000; ZoneInvalid for open, crossing or empty outlines."""
    incident = locked_open(actor, incident_id, "incidents.handle")
    if kind not in content.zone_kinds():
        raise ZoneKindUnknown(kind=kind, known="、".join(content.zone_kinds()))
    area_m2 = checked_area_m2(geometry)
    zone = Zone.objects.create(
        incident=incident,
        kind=kind,
        title=title,
        geometry=geometry,
        area_m2=area_m2,
        set_at=clock.now(),
    )
    _record(actor, incident, zone, "zone_drawn", reason)
    return zone


@transaction.atomic
def lift_zone(actor: Actor, zone_id: UUID, reason: str) -> Zone:
    zone = Zone.objects.filter(id=zone_id).select_related("incident").first()
    if zone is None:
        raise NotFound(kind="zone", id=str(zone_id))
    incident = access_incident(actor, zone.incident.id)
    access.require(actor, "incidents.handle", incident.region_code)
    if zone.lifted_at is None:
        zone.lifted_at = clock.now()
        zone.save(update_fields=["lifted_at"])
        _record(actor, incident, zone, "zone_lifted", with_reason(reason))
    return zone


def _record(actor: Actor, incident: Incident, zone: Zone, verb: str, reason: str) -> None:
    data = {"zone_id": str(zone.id), "kind": zone.kind, "title": zone.title, "area_m2": zone.area_m2}
    recording.of_incident(actor, incident, verb, data, reason=reason)
