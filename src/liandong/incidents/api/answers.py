"""How incidents are put on the wire."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse

from liandong.incidents.rules.lifecycle import NEXT_PHASES, Phase, State
from liandong.incidents.schemas.incidents import EndorsementOut, IncidentOut, SubmissionOut
from liandong.organizations.queries import names

_INCIDENT = tuple(name for name in IncidentOut.model_fields if name not in {"commander", "next_phases"})
_SUBMISSION = tuple(name for name in SubmissionOut.model_fields if name != "endorsements")
_ENDORSEMENT = tuple(EndorsementOut.model_fields)


def hot_page(page: dict[str, Any]) -> HttpResponse:
    """A page of plain rows, encoded at once: models and pydantic would double the cost of the list."""
    return HttpResponse(msgspec.json.encode(page), content_type="application/json")


def incident_body(incident: Any) -> dict[str, Any]:
    """With the name of who commands: the person, else the post, else the organisation."""
    row = {name: getattr(incident, name) for name in _INCIDENT}
    holder = incident.commander_person_id or incident.commander_post_id or incident.commander_organization_id
    commander = names([holder]).get(holder, "") if holder else ""
    following = NEXT_PHASES[Phase(incident.phase)] if incident.state == State.OPEN else ()
    return row | {"commander": commander, "next_phases": list(following)}


def submission_body(row: Any) -> dict[str, Any]:
    signed = sorted(row.endorsements.all(), key=lambda one: (one.round, one.ordinal))
    return {
        **{name: getattr(row, name) for name in _SUBMISSION},
        "endorsements": [
            {name: getattr(one, name) for name in _ENDORSEMENT} for one in signed if one.round == row.round
        ],
    }
