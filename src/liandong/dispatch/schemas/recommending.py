"""The recommendation on the wire."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Schema

from liandong.content.schemas.grading import Grade
from liandong.dispatch.queries.recommending import Advice
from liandong.dispatch.schemas.deployments import DeploymentWarningOut, warnings_out


class RecommendationFilter(Schema):
    level: Grade | None = None


class RecommendedUnitOut(Schema):
    """`eta_seconds` is null where no open road leads there; `first`: ranks before the others by the card's rule."""

    unit_id: UUID
    callsign: str
    type: str
    rank: int
    chosen: bool
    first: bool
    eta_seconds: float | None
    eta_method: str
    warnings: list[DeploymentWarningOut]


class RecommendedNeedOut(Schema):
    """`count` are needed, `sent` are out, `short` cannot be found; `units` are the fitting free ones in their rank."""

    need: str
    title: str
    title_en: str
    clause: str
    kinds: list[str]
    count: int
    sent: int
    short: int
    units: list[RecommendedUnitOut]


class RecommendationOut(Schema):
    """`uncovered`: regions whose last free unit would leave with the chosen ones."""

    card: str
    title: str
    title_en: str
    source: str
    provisional: bool
    level: str
    needs: list[RecommendedNeedOut]
    uncovered: list[str]


def recommendation_out(advice: Advice) -> dict[str, Any]:
    card, found = advice.card, advice.found
    return {
        "card": card.id,
        "title": card.title.zh,
        "title_en": card.title.en,
        "source": f"{card.source.document} {card.source.clause}".strip(),
        "provisional": card.source.provisional,
        "level": advice.level,
        "uncovered": list(found.uncovered),
        "needs": [
            {
                "need": name,
                "title": need.title.zh,
                "title_en": need.title.en,
                "clause": need.clause,
                "kinds": list(need.kinds),
                "count": advice.counts[name],
                "sent": advice.sent[name],
                "short": found.short.get(name, 0),
                "units": [_unit_out(one) for one in found.choices if one.need == name],
            }
            for name, need in card.needs.items()
        ],
    }


def _unit_out(choice: Any) -> dict[str, Any]:
    one = choice.candidate
    return {
        "unit_id": one.unit_id,
        "callsign": one.callsign,
        "type": one.type,
        "rank": choice.rank,
        "chosen": choice.chosen,
        "first": one.first,
        "eta_seconds": None if one.eta_seconds == float("inf") else round(one.eta_seconds, 1),
        "eta_method": one.eta_method,
        "warnings": warnings_out(one.warnings),
    }
