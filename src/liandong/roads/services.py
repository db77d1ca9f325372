"""The verbs of a road: close it or slow it down, and open it again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.kernel.events import publish
from liandong.kernel.ids import Subject
from liandong.roads.events import ClosureLifted, RoadClosed
from liandong.roads.models import RoadClosure
from liandong.roads.network import GraphInfo, RoadGraph, contraction_order, keep
from liandong.roads.queries import access_closure
from liandong.roads.rules.closures import AlreadyOpen, ClosureKind, EndsBeforeItBegins, check_share, check_width
from liandong.timeline import services as timeline

CLOSE = "roads.close"
IMPORT = "roads.import"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureDraft:
    """What is told of a closure; `geometry` is GeoJSON (CGCS2000), `speed_share` goes with SLOW alone.

    `starts_at` left out is now, `ends_at` left out is until it is lifted; `road` limits it to roads of that name.
    """

    region_code: str
    geometry: dict[str, Any]
    reason: str
    kind: ClosureKind = ClosureKind.CLOSED
    speed_share: float | None = None
    within_m: float = 20.0
    road: str = ""
    source: str = ""
    incident_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    drill: bool = False


@transaction.atomic
def close_road(actor: Actor, draft: ClosureDraft) -> RoadClosure:
    """封闭或限速: it counts in every process from the commit on, for the travel times of all who ask."""
    content.region(draft.region_code)
    access.require(actor, CLOSE, draft.region_code)
    check_share(draft.kind, draft.speed_share)
    check_width(draft.geometry, draft.within_m)
    now = clock.now()
    starts_at = draft.starts_at or now
    if draft.ends_at is not None and draft.ends_at <= starts_at:
        raise EndsBeforeItBegins(starts_at=starts_at.isoformat(), ends_at=draft.ends_at.isoformat())
    closure = RoadClosure.objects.create(
        region_code=draft.region_code,
        kind=draft.kind.value,
        speed_share=draft.speed_share,
        geometry=draft.geometry,
        within_m=draft.within_m,
        road=draft.road,
        reason=draft.reason,
        source=draft.source,
        incident_id=draft.incident_id,
        starts_at=starts_at,
        until=draft.ends_at,
        drill=draft.drill,
        told_at=now,
        told_by=actor.person_id,
    )
    slow = draft.kind is ClosureKind.SLOW
    _record(actor, closure, "road_slowed" if slow else "road_closed", draft.reason)
    publish(RoadClosed(**_told(closure)))
    return closure


@transaction.atomic
def lift_closure(actor: Actor, closure_id: UUID, *, reason: str = "") -> RoadClosure:
    """恢复通行: it counts no longer, from the commit on; 409 where it has already ended."""
    access.require(actor, CLOSE, access_closure(actor, closure_id).region_code)
    closure = RoadClosure.objects.select_for_update().get(id=closure_id)
    now = clock.now()
    if closure.until is not None and closure.until <= now:
        raise AlreadyOpen(until=closure.until.isoformat())
    # One that has not begun yet is over before it begins.
    closure.until = max(now, closure.starts_at)
    closure.lifted_at, closure.lifted_by = now, actor.person_id
    closure.save(update_fields=["until", "lifted_at", "lifted_by"])
    _record(actor, closure, "closure_lifted", reason)
    publish(ClosureLifted(**_told(closure)))
    return closure


@transaction.atomic
def import_roads(actor: Actor, graph: RoadGraph, *, name: str, source: str, attribution: str) -> GraphInfo:
    """路网入库: keep a graph under a name, in place of one of that name; every process takes it up when next asked."""
    access.require(actor, IMPORT, settings.REGION)
    ordered = replace(graph, order=contraction_order(graph))
    info = GraphInfo(
        name=name,
        source=source,
        attribution=attribution,
        imported_at=clock.now().isoformat(),
        junctions=len(graph.places),
        stretches=len(graph.stretches.a),
        kilometres=round(float(graph.stretches.metres.sum()) / 1000, 1),
        bounds=graph.bounds,
    )
    timeline.record(
        actor,
        Subject.of("road_graph", name),
        "road_graph_imported",
        region_code=settings.REGION,
        data={"name": name, "source": source, "kilometres": info.kilometres, "stretches": info.stretches},
    )
    keep(ordered, info)
    return info


def _record(actor: Actor, closure: RoadClosure, verb: str, reason: str) -> None:
    timeline.record(
        actor,
        Subject.of("road_closure", closure.id),
        verb,
        region_code=closure.region_code,
        data={
            "road": closure.road or content.region_path(closure.region_code),
            "percent": round(100 * (closure.speed_share or 0)),
            "starts_at": closure.starts_at.isoformat(),
            "until": closure.until.isoformat() if closure.until else None,
            "geometry": closure.geometry,
        },
        incident_id=closure.incident_id,
        drill=closure.drill,
        reason=reason,
    )


def _told(closure: RoadClosure) -> dict[str, Any]:
    return {
        "closure_id": closure.id,
        "region_code": closure.region_code,
        "incident_id": closure.incident_id,
        "drill": closure.drill,
        "at": clock.now(),
    }
