"""How many units of each need a run card asks for, at a level and with the facts known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from liandong.content.schemas.run_cards import CardNeed, RunCard
from liandong.kernel.expressions import UNKNOWN, ExpressionError, evaluate

LEVELS = ("GENERAL", "LARGER", "MAJOR", "EXTRA_MAJOR")


def counts(card: RunCard, level: str | None, facts: Mapping[str, Any]) -> dict[str, int]:
    """By need, in the card's order; an ungraded event is held to GENERAL's."""
    return {name: _count(need, level or "GENERAL", facts) for name, need in card.needs.items()}


def _count(need: CardNeed, level: str, facts: Mapping[str, Any]) -> int:
    lower = [one for one in LEVELS[: LEVELS.index(level) + 1] if one in need.count]
    if not lower:
        return 0
    try:
        found = evaluate(need.count[lower[-1]], {"facts": facts})
    except ExpressionError:
        found = UNKNOWN
    known = isinstance(found, int | float) and not isinstance(found, bool)
    return max(need.at_least, math.ceil(found)) if known else need.at_least
