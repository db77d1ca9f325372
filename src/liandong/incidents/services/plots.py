"""标绘 on an incident's map: drawn with a sign of content and a text, taken off again, never erased."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.incidents.models import Incident, Plot
from liandong.incidents.queries.incidents import access_incident
from liandong.incidents.rules.plots import check_shape
from liandong.incidents.rules.problems import PlotSymbolUnknown
from liandong.incidents.services import recording
from liandong.incidents.services.authority import locked_open
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.kernel.geometry import GeoJson

DRAW = "incidents.record_facts"
"""A plot states where something is: whoever records facts may."""


@transaction.atomic
def draw_plot(actor: Actor, incident_id: UUID, symbol: str, title: str, geometry: GeoJson) -> Plot:
    """Put a sign on the map; PlotSymbolUnknown, PlotShapeWrong."""
    incident = locked_open(actor, incident_id, DRAW)
    known = content.plot_symbols()
    if symbol not in known:
        raise PlotSymbolUnknown(symbol=symbol, known="、".join(known))
    check_shape(known[symbol], geometry)
    plot = Plot.objects.create(
        incident=incident,
        symbol=symbol,
        title=title,
        geometry=geometry,
        drawn_at=clock.now(),
        drawn_by=actor.person_id,
    )
    _record(actor, incident, plot, "plot_drawn")
    return plot


@transaction.atomic
def remove_plot(actor: Actor, plot_id: UUID) -> Plot:
    """Take it off the map; a second time changes nothing."""
    plot = Plot.objects.filter(id=plot_id).first()
    if plot is None:
        raise NotFound(kind="plot", id=str(plot_id))
    incident = access_incident(actor, plot.incident_id)
    access.require(actor, DRAW, incident.region_code)
    if plot.removed_at is None:
        plot.removed_at = clock.now()
        plot.save(update_fields=["removed_at"])
        _record(actor, incident, plot, "plot_removed")
    return plot


def _record(actor: Actor, incident: Incident, plot: Plot, verb: str) -> None:
    kind = content.plot_symbols().get(plot.symbol)
    named = {"zh": kind.title.zh, "en": kind.title.en} if kind else {"zh": plot.symbol, "en": plot.symbol}
    recording.of_incident(actor, incident, verb, {"plot_id": str(plot.id), "symbol": named, "title": plot.title})
