"""What a step of a unit leaves behind: an entry on its timeline and a fact for the apps above."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from liandong.access.rules import Actor
from liandong.dispatch.events import UnitFact
from liandong.dispatch.models import Unit
from liandong.kernel import clock
from liandong.kernel.events import publish
from liandong.kernel.ids import Subject
from liandong.timeline import services as timeline

F = TypeVar("F", bound=UnitFact)


def record(
    actor: Actor,
    unit: Unit,
    verb: str,
    *,
    incident_id: UUID | None = None,
    drill: bool | None = None,
    occurred_at: datetime | None = None,
    reason: str = "",
    **data: Any,
) -> None:
    """One entry on the unit's chain; every entry carries its call sign."""
    timeline.record(
        actor,
        Subject.of("unit", unit.id),
        verb,
        region_code=unit.region_code,
        data={"callsign": unit.callsign, **data},
        incident_id=incident_id,
        drill=unit.drill if drill is None else drill,
        occurred_at=occurred_at,
        reason=reason,
    )


def tell(fact: type[F], unit: Unit, *, drill: bool | None = None, **more: Any) -> None:
    """Publish the fact to whoever reacts to dispatch, in this transaction."""
    exercise = unit.drill if drill is None else drill
    publish(fact(unit_id=unit.id, region_code=unit.region_code, drill=exercise, at=clock.now(), **more))
