"""Reports as an actor may see them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from liandong.access.queries import in_scope, regions_of
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.incidents.models import Report, Reporter
from liandong.incidents.rules.problems import RegionNeeded, UnknownRegion
from liandong.incidents.rules.reports import masked_name, masked_phone
from liandong.kernel.errors import NotFound


def visible_reports(actor: Actor) -> QuerySet[Report]:
    return in_scope(actor, "incidents.read", Report.objects.all())


def access_report(actor: Actor, id: UUID) -> Report:
    found = visible_reports(actor).filter(id=id).first()
    if found is None:
        raise NotFound(kind="report", id=str(id))
    return found


def masked_reporter(report_id: UUID) -> dict[str, str]:
    """Name and telephone as anybody who may read the report sees them."""
    known = Reporter.objects.filter(report_id=report_id).values_list("name", "phone").first()
    name, phone = known or ("", "")
    return {"name": masked_name(name), "phone": masked_phone(phone)}


def chain(report: Report) -> list[dict[str, Any]]:
    """首报 and its 续报 in order: id, kind, sequence, received_at."""
    first = report.follows_id or report.id
    rows = Report.objects.filter(id=first) | Report.objects.filter(follows_id=first)
    columns = ("id", "kind", "sequence", "received_at")
    return [dict(zip(columns, row, strict=True)) for row in rows.order_by("sequence").values_list(*columns)]


def region_to_report_for(actor: Actor, given: str) -> str:
    """The code as given; without one, the only region the actor may report for."""
    if given:
        if not content.is_region(given):
            raise UnknownRegion(region_code=given)
        return given
    regions = regions_of(actor, "incidents.receive_report")
    own = settings.REGION if regions == ("",) else regions[0] if len(regions) == 1 else ""
    if not own:
        raise RegionNeeded
    return own
