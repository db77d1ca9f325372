"""The question whom to send where, and its answer, on the wire."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from liandong.dispatch.queries.assigning import Answer, Asking, Served
from liandong.dispatch.rules.assigning import Assigned
from liandong.dispatch.schemas.units import Given


class AskingIn(Given):
    """`weight`: how much more urgent this incident is than one of weight 1."""

    incident_id: UUID
    weight: Annotated[float, Field(ge=0.1, le=100, allow_inf_nan=False)] = 1.0

    def asking(self) -> Asking:
        return Asking(self.incident_id, self.weight)


class AssignmentQuestionIn(Given):
    demands: list[AskingIn] = Field(min_length=1, max_length=100)

    def askings(self) -> list[Asking]:
        """Each incident once; the last that is said of it holds."""
        return list({one.incident_id: one.asking() for one in self.demands}.values())


class AssignedUnitOut(Schema):
    unit_id: UUID
    callsign: str
    type: str
    eta_seconds: float
    eta_method: str


class ServedNeedOut(Schema):
    """`count` units are needed, `short` of them cannot be found."""

    incident_id: UUID
    incident_number: str
    incident_title: str
    need: str
    title: str
    title_en: str
    count: int
    short: int
    units: list[AssignedUnitOut]


class AssignmentTotalOut(Schema):
    """`seconds` adds up all ways; `weighted_seconds` by the weights of the incidents; `unmet` are units not found."""

    seconds: float
    weighted_seconds: float
    unmet: int
    unmet_weight: float


class AssignmentAnswerOut(Schema):
    """`optimal`: proven; the solver does not answer otherwise. `one_after_another`: the same served in turn."""

    optimal: bool
    needs: list[ServedNeedOut]
    best: AssignmentTotalOut
    one_after_another: AssignmentTotalOut


def answer_out(answer: Answer) -> dict[str, Any]:
    return {
        "optimal": True,
        "needs": [_need_out(one) for one in answer.served],
        "best": _total_out(answer.best),
        "one_after_another": _total_out(answer.in_turn),
    }


def _need_out(one: Served) -> dict[str, Any]:
    return {
        "incident_id": one.incident.id,
        "incident_number": one.incident.number,
        "incident_title": one.incident.title,
        "need": one.name,
        "title": one.need.title.zh,
        "title_en": one.need.title.en,
        "count": one.count,
        "short": one.count - len(one.units),
        "units": [
            {
                "unit_id": sent.unit.id,
                "callsign": sent.unit.callsign,
                "type": sent.unit.type,
                "eta_seconds": round(sent.eta_seconds, 1),
                "eta_method": sent.eta_method,
            }
            for sent in one.units
        ],
    }


def _total_out(total: Assigned) -> dict[str, Any]:
    return {
        "seconds": round(total.seconds, 1),
        "weighted_seconds": round(total.weighted, 1),
        "unmet": total.unmet,
        "unmet_weight": total.unmet_weight,
    }
