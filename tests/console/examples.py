"""What the pages with parameters show in the pictures and walks; `meta.example` of a route names one of these."""

from __future__ import annotations

from collections.abc import Callable

from tests.console.desks import Console


def incident(console: Console) -> dict[str, str]:
    """The newest open incident, exercises aside."""
    with console.api("duty_officer") as api:
        rows = api.get("/api/incidents", state="OPEN", limit=1)["items"]
    return {"id": rows[0]["id"]} if rows else {}


def plan(console: Console) -> dict[str, str]:
    """The longest plan there is."""
    return {"plan": "outbreak-response"}


def resource(console: Console) -> dict[str, str]:
    """The resource entered last."""
    with console.api("dispatcher") as api:
        rows = api.get("/api/resources", limit=1)["items"]
    return {"id": rows[0]["id"]} if rows else {}


EXAMPLES: dict[str, Callable[[Console], dict[str, str]]] = {"incident": incident, "plan": plan, "resource": resource}
