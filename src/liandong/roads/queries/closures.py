"""Which closures there are, which are in force, and what they do to a graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db.models import Q, QuerySet

from liandong.access.queries import in_scope, regions_of
from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.roads.models import RoadClosure
from liandong.roads.network import CLOSED, Network, networks
from liandong.roads.network.graph import Numbers
from liandong.roads.rules.closures import area_of, slowest

READ = "roads.read"
MOST_KEPT = 64
"""Sets of closures whose changes a process remembers; one a moment is in force, a few more are asked for ahead."""


def check_reader(actor: Actor) -> None:
    """Forbidden unless the actor may read roads somewhere: ways know no borders."""
    if not regions_of(actor, READ):
        raise Forbidden(permission=READ, region="")


def visible_closures(actor: Actor) -> QuerySet[RoadClosure]:
    """Closures in the regions the actor may read, lifted ones too."""
    return in_scope(actor, READ, RoadClosure.objects.all())


def matching(actor: Actor, *, in_force: bool | None = None, drill: bool | None = None) -> QuerySet[RoadClosure]:
    """Those of them in force now (or not), of the real world or of drills."""
    rows = visible_closures(actor)
    if drill is not None:
        rows = rows.filter(drill=drill)
    if in_force is None:
        return rows
    held = _in_force(clock.now())
    return rows.filter(held) if in_force else rows.exclude(held)


def access_closure(actor: Actor, closure_id: UUID) -> RoadClosure:
    """The closure; NotFound where it is absent or not the actor's to see."""
    found = visible_closures(actor).filter(id=closure_id).first()
    if found is None:
        raise NotFound
    return found


def touched(closure: RoadClosure) -> int:
    """How many stretches of the loaded graphs the closure meets; 0 may mean that it is drawn beside the road."""
    return sum(len(np.unique(net.engine.graph.arc_stretch[_arcs(net, closure)])) for net in networks())


def changes(network: Network, at: datetime | None, *, drill: bool) -> dict[int, int]:
    """Weights (ms) of the arcs that closures in force alter; the same object while the same closures hold."""
    rows = RoadClosure.objects.filter(_in_force(at or clock.now()))
    ids = tuple((rows if drill else rows.filter(drill=False)).order_by("id").values_list("id", flat=True))
    known = network.changes.get(ids)
    if known is None:
        known = _worked_out(network, list(RoadClosure.objects.filter(id__in=ids)))
        if len(network.changes) >= MOST_KEPT:
            network.changes.clear()
        network.changes[ids] = known
    return known


def _in_force(at: datetime) -> Q:
    return Q(starts_at__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))


def _worked_out(network: Network, closures: Sequence[RoadClosure]) -> dict[int, int]:
    met = defaultdict[int, list[float | None]](list)
    for closure in closures:
        for arc in _arcs(network, closure).tolist():
            met[arc].append(closure.speed_share)
    base = network.engine.base
    return {arc: _slowed(int(base[arc]), slowest(shares)) for arc, shares in met.items() if base[arc] < CLOSED}


def _slowed(weight: int, share: float) -> int:
    return min(CLOSED - 1, round(weight / share)) if share else CLOSED


def _arcs(network: Network, closure: RoadClosure) -> Numbers:
    arcs = network.arcs_by_closure.get(closure.id)
    if arcs is None:
        graph = network.engine.graph
        area = area_of(closure.geometry, closure.within_m)
        arcs = network.arcs_by_closure[closure.id] = graph.arcs_of(graph.stretches_in(area, closure.road))
    return arcs
