"""The pages of the duty room: sign-in, the first page and an incident; HTML only, every write goes to the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from liandong.access.authentication import actor_of_session
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.incidents import queries as incidents
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.overview import queries


def sign_in(request: HttpRequest) -> HttpResponse:
    return render(request, "overview/sign_in.html", {"here": request.GET.get("next", "/plain/")})


def duty_room(request: HttpRequest) -> HttpResponse:
    """Incidents, clocks, orders and the timeline of all regions the account may see."""
    actor = actor_of_session(request)
    if actor is None:
        return redirect("sign-in")
    context = {
        **_heading(actor),
        **_parts(actor),
        "incidents": queries.open_incidents(actor),
        "reports": queries.waiting_reports(actor),
    }
    return render(request, _template(request, "overview/duty_room.html"), context)


def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """One incident: grade, command, clocks, orders, the running plan and its record."""
    actor = actor_of_session(request)
    if actor is None:
        return redirect(f"{reverse('sign-in')}?next={request.path}")
    try:
        found = incidents.incident_summary(incidents.access_incident(actor, incident_id).id)
    except NotFound as absent:
        raise Http404 from absent
    context = {
        **_heading(actor),
        **_parts(actor, incident_id),
        "incident": queries.incident_head(found),
        "responses": queries.responses_of(actor, incident_id),
    }
    return render(request, _template(request, "overview/incident.html"), context)


def _template(request: HttpRequest, page: str) -> str:
    """The live page asks for its changing part alone (`?part=1`)."""
    return page.replace(".html", "_part.html") if request.GET.get("part") else page


def _heading(actor: Actor) -> dict[str, Any]:
    regions = sorted({grant.region for grant in actor.grants})
    region = regions[0] if regions else ""
    return {
        "actor": actor,
        "region": content.region_path(region) if region else "全国",
        "region_code": region,
        "now": clock.now(),
    }


def _parts(actor: Actor, incident_id: UUID | None = None) -> dict[str, Any]:
    return {
        "clocks": queries.tight_clocks(actor, incident_id),
        "orders": queries.pressing_orders(actor, incident_id),
        "entries": queries.latest_entries(actor, incident_id),
    }
