"""What the pages with parameters show in the pictures and walks; `meta.example` of a route names one of these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.console.desks import Console

_GRAVE = ("GENERAL", "LARGER", "MAJOR", "EXTRA_MAJOR")


def incident(console: Console) -> dict[str, str]:
    """The gravest open incident, exercises aside; of equals the newest."""
    with console.api("duty_officer") as api:
        rows = [row for row in api.get("/api/incidents", state="OPEN", limit=50)["items"] if not row["drill"]]
    rows.sort(key=_gravity, reverse=True)
    return {"id": rows[0]["id"]} if rows else {}


def _gravity(row: dict[str, Any]) -> tuple[int, bool]:
    grade = row["legal_grade"]
    return (_GRAVE.index(grade) if grade in _GRAVE else -1), row["lon"] is not None


def plan(console: Console) -> dict[str, str]:
    """The longest plan there is."""
    return {"plan": "outbreak-response"}


def resource(console: Console) -> dict[str, str]:
    """The resource entered last."""
    with console.api("dispatcher") as api:
        rows = api.get("/api/resources", limit=1)["items"]
    return {"id": rows[0]["id"]} if rows else {}


def order(console: Console) -> dict[str, str]:
    """The newest order."""
    with console.api("duty_leader") as api:
        rows = api.get("/api/orders/board", limit=1)["items"]
    return {"id": rows[0]["id"]} if rows else {}


def unit(console: Console) -> dict[str, str]:
    """The linkage centre of the district, with posts and a roster."""
    with console.api("duty_officer") as api:
        rows = api.get("/api/organizations", q="小店区应急联动中心")["items"]
    return {"unit": rows[0]["id"]} if rows else {}


def entry(console: Console) -> dict[str, str]:
    """A grading table with worked cases."""
    return {"kind": "grading", "entry": "work-safety-accident-grade"}


EXAMPLES: dict[str, Callable[[Console], dict[str, str]]] = {
    "entry": entry,
    "incident": incident,
    "order": order,
    "plan": plan,
    "resource": resource,
    "unit": unit,
}
