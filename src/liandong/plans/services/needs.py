"""Needs of a response: compared with what is ready, kept with their moment, requested where short."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from liandong.access.queries import require
from liandong.access.rules import Actor
from liandong.content.planning import NeedLine
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.kernel.ids import Subject
from liandong.orders import services as orders
from liandong.orders.rules import Addressee, OrderDraft
from liandong.plans import queries, rules
from liandong.plans.models import NeedCheck, Response
from liandong.timeline.services import record


def keep_needs(response: Response, lines: Iterable[NeedLine]) -> list[NeedCheck]:
    """Keep a comparison of every need with its moment."""
    return NeedCheck.objects.bulk_create(
        NeedCheck(
            response=response,
            need_id=line.need,
            resource=line.resource,
            required=line.required,
            ready=line.ready,
            checked_at=clock.now(),
        )
        for line in lines
    )


@transaction.atomic
def check_needs(actor: Actor, response_id: UUID) -> tuple[NeedLine, ...]:
    """Compare the needs with what is ready now, by the present facts, and keep the comparison."""
    response = queries.access_response(actor, response_id)
    require(actor, "plans.read", response.region_code)
    lines = queries.needs_of(response)
    keep_needs(response, lines)
    record(
        actor,
        Subject.of("response", response.id),
        "needs_checked",
        region_code=response.region_code,
        data={"short": [{"need": line.need, "gap": line.gap} for line in lines if line.gap]},
        incident_id=response.incident_id,
        drill=response.drill,
    )
    return lines


@transaction.atomic
def request_resource(actor: Actor, response_id: UUID, need_id: str, addressee: Addressee, reason: str = "") -> UUID:
    """Ask somebody for what is short, the figures stated; answers the id of the order (S3-18, D-11)."""
    response = queries.access_response(actor, response_id)
    require(actor, "orders.issue", response.region_code)
    plan = queries.snapshot_of(response)
    line = next((line for line in queries.needs_of(response) if line.need == need_id), None)
    if line is None:
        raise NotFound(kind="need", id=need_id)
    need = plan.needs[need_id]
    if line.required is None or line.ready is None:
        raise rules.NeedNotKnown(need=need.title.zh)
    figures = f"需要{line.required:g}{need.unit.zh}，现有{line.ready:g}{need.unit.zh}，缺口{line.gap:g}{need.unit.zh}"
    order = orders.issue_order(
        actor,
        OrderDraft(
            kind="resource_request",
            title=f"请求支援：{need.title.zh}",
            body=f"{figures}。{reason}",
            region_code=response.region_code,
            addressees=(addressee,),
            incident_id=response.incident_id,
            response_id=response.id,
            clause=f"《{plan.source.document}》{need.clause}",
            drill=response.drill,
        ),
    )
    (check,) = keep_needs(response, [line])
    NeedCheck.objects.filter(id=check.id).update(requested_order_id=order.id)
    _record_request(actor, response, need_id, line, reason)
    return order.id


def _record_request(actor: Actor, response: Response, need_id: str, line: NeedLine, reason: str) -> None:
    record(
        actor,
        Subject.of("response", response.id),
        "resource_requested",
        region_code=response.region_code,
        data={"need": need_id, "required": line.required, "ready": line.ready, "gap": line.gap},
        incident_id=response.incident_id,
        drill=response.drill,
        reason=reason,
    )
