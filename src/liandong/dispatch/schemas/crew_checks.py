"""Crew checks on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from liandong.dispatch.models import CrewCheck
from liandong.dispatch.schemas.units import Given, Number
from liandong.kernel.text import Paragraph


class CrewCheckIn(Given):
    """`people` left out: everybody on board was counted and is safe."""

    people: Number | None = None
    remark: Paragraph = ""


class CrewCheckOut(Schema):
    """`due_at` is until when it had to be told; `late`: it came after that."""

    id: UUID
    mission_id: UUID
    people: int
    missing: int
    remark: str
    due_at: datetime | None
    at: datetime
    late: bool


def crew_check_out(check: CrewCheck) -> dict[str, Any]:
    late = check.due_at is not None and check.at > check.due_at
    kept = {name: getattr(check, name) for name in CrewCheckOut.model_fields if hasattr(check, name)}
    return kept | {"late": late}
