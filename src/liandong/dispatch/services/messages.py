"""What is said between the desk and a crew on its mission; it stands in the record, and the crew is told at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.dispatch.models import Mission
from liandong.dispatch.queries import access_mission
from liandong.dispatch.rules.problems import MissionEnded, NotYourUnit
from liandong.dispatch.services.recording import record
from liandong.dispatch.services.states import OPERATE, REPORT, moment_told
from liandong.incidents import queries as incidents
from liandong.kernel.ids import Subject, new_id
from liandong.notices import services as notices
from liandong.notices.rules import Recipient, Urgency


@transaction.atomic
def send_message(
    actor: Actor, mission_id: UUID, text: str, *, heard: bool = False, at: datetime | None = None
) -> Mission:
    """A word of the crew, or to it. `heard`: the desk notes down what the crew said over the radio.

    The desks of both sides of a reinforcement may speak to the crew. MissionEnded once it is over.
    """
    mission = access_mission(actor, mission_id)
    own = mission.organization_id is not None and mission.organization_id == actor.organization_id
    of_crew = own and access.may(actor, REPORT, mission.unit_region)
    of_desk = access.may(actor, OPERATE, mission.unit_region) or access.may(actor, OPERATE, mission.incident_region)
    if not of_crew and not of_desk:
        raise NotYourUnit(unit=mission.unit.callsign, permission=REPORT, region=mission.unit_region)
    if mission.ended_at is not None:
        raise MissionEnded
    to_crew = of_desk and not heard
    record(
        actor,
        mission.unit,
        "unit_told" if to_crew else "unit_said",
        incident_id=mission.incident_id,
        drill=mission.drill,
        occurred_at=moment_told(at),
        text=text,
    )
    if to_crew and mission.organization_id is not None:
        _tell(actor, mission, mission.organization_id, text)
    return mission


def _tell(actor: Actor, mission: Mission, organization_id: UUID, text: str) -> None:
    number, title = incidents.briefs([mission.incident_id]).get(mission.incident_id, ("", ""))
    notices.notify(
        actor,
        to=[Recipient.organization(organization_id)],
        template="mission_message",
        data={"number": number, "title": title, "unit": mission.unit.callsign, "text": text},
        urgency=Urgency.URGENT,
        region_code=mission.unit_region,
        incident_id=mission.incident_id,
        subject=Subject.of("unit", mission.unit_id),
        drill=mission.drill,
        key=f"mission:{mission.id}:message:{new_id()}",
    )
