"""How access tells its facts to the timeline above it."""

from __future__ import annotations

from typing import Any

from liandong.access.events import RecordedFact
from liandong.access.models import User
from liandong.access.rules import Actor
from liandong.kernel.events import publish
from liandong.kernel.ids import Subject


def tell(actor: Actor, user: User, verb: str, *, reason: str = "", **data: Any) -> None:
    """An act on an account; `account_id` is always in the data, no personal data ever is."""
    told = {"account_id": str(user.id), **data}
    publish(RecordedFact(actor, Subject.of("account", user.id), verb, user.region_code, told, reason))
