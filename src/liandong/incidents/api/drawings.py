"""What is drawn on maps: zones in force, and the plots of an incident."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from liandong.access.api import actor_of
from liandong.incidents import queries, services
from liandong.incidents.schemas.drawings import PlotIn, PlotOut, PlotSymbolOut, ZoneInForceOut, plot_symbols_out
from liandong.kernel.paging import Page, PageParams

router = Router()


@router.get("/zones", response=list[ZoneInForceOut])
def list_zones_in_force(request: HttpRequest) -> list[dict[str, Any]]:
    """Zones of all open incidents the reader sees, for one map; at most 1,000."""
    return queries.zones_in_force(actor_of(request))


@router.get("/plot-symbols", response=list[PlotSymbolOut])
def list_plot_symbols(request: HttpRequest) -> list[dict[str, Any]]:
    """标绘符号: what may be plotted, and as what it is drawn."""
    actor_of(request)
    return plot_symbols_out()


@router.get("/incidents/{incident_id}/plots", response=Page[PlotOut])
def list_plots(request: HttpRequest, incident_id: UUID, page: Query[PageParams]) -> dict[str, Any]:
    """What stands on the incident's map now, the last drawn first."""
    return page.cut(queries.plots_of(actor_of(request), incident_id))


@router.post("/incidents/{incident_id}/plots", response={201: PlotOut})
def draw_plot(request: HttpRequest, incident_id: UUID, body: PlotIn) -> Status[Any]:
    """标绘: a sign, a line or an area with its text."""
    return Status(201, services.draw_plot(actor_of(request), incident_id, body.symbol, body.title, body.geometry))


@router.post("/plots/{plot_id}/remove", response=PlotOut)
def remove_plot(request: HttpRequest, plot_id: UUID) -> object:
    """Take it off the map; the record keeps it."""
    return services.remove_plot(actor_of(request), plot_id)
