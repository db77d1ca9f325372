"""收、发、退、盘、调拨、过期: every change of a quantity is a line of the ledger, never below nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.resources.models import Resource, ResourceUse, StockMove
from liandong.resources.queries import access_resource
from liandong.resources.rules import (
    ACTIVE,
    MoveKind,
    NothingExpired,
    ReasonNeeded,
    SameResource,
    TypesDiffer,
    UseState,
    signed_change,
)
from liandong.resources.rules.quantities import picked
from liandong.resources.services.ledger import enter_line, lots_there, tell_line
from liandong.resources.services.recording import WRITE, locked, to_change
from liandong.resources.services.registering import check_amount


@transaction.atomic
def move_stock(
    actor: Actor,
    resource_id: UUID,
    kind: MoveKind,
    quantity: Decimal,
    *,
    reason: str = "",
    incident_id: UUID | None = None,
    order_id: UUID | None = None,
    document: str = "",
    use_by: date | None = None,
) -> StockMove:
    """Receive, issue, take back or count. NotEnough when an issue asks for more than nobody else holds.

    An issue to an incident first uses up what is reserved for it. A count (盘点) states the balance and needs a reason.
    """
    resource = to_change(actor, resource_id)
    quantity = check_amount(content.resource_type(resource.type), quantity)
    if kind is MoveKind.COUNT and not reason.strip():
        raise ReasonNeeded
    change = signed_change(kind, quantity, resource.quantity)
    freed = _use_up(resource, incident_id, quantity) if kind is MoveKind.ISSUE and incident_id else Decimal(0)
    move = enter_line(
        actor,
        resource,
        kind,
        change,
        freed=freed,
        incident_id=incident_id,
        order_id=order_id,
        document=document,
        reason=reason,
        use_by=use_by,
    )
    tell_line(actor, resource, move, quantity)
    return move


@transaction.atomic
def transfer_stock(
    actor: Actor, source_id: UUID, target_id: UUID, quantity: Decimal, *, reason: str = "", document: str = ""
) -> tuple[StockMove, list[StockMove]]:
    """调拨: out of one and into another in the same moment, each lot with its date; answers both sides' lines.

    Both rows are locked in the order of their ids, so that two transfers against each other never wait in a circle.
    """
    for one in (source_id, target_id):
        access.require(actor, WRITE, access_resource(actor, one).region_code)
    if source_id == target_id:
        raise SameResource
    rows = {one: locked(one) for one in sorted((source_id, target_id))}
    source, target = rows[source_id], rows[target_id]
    quantity = _check_transfer(source, target, quantity)
    taken = picked(lots_there(source), quantity)
    out = enter_line(
        actor,
        source,
        MoveKind.TRANSFER_OUT,
        -quantity,
        counterpart_id=target.id,
        reason=reason,
        document=document,
    )
    tell_line(actor, source, out, quantity, other=target.name)
    into = []
    for lot in taken:
        move = enter_line(
            actor,
            target,
            MoveKind.TRANSFER_IN,
            lot.quantity,
            use_by=lot.use_by,
            counterpart_id=source.id,
            reason=reason,
            document=document,
        )
        into.append(move)
    if into:
        tell_line(actor, target, into[-1], quantity, other=source.name)
    return out, into


@transaction.atomic
def write_off_expired(actor: Actor, resource_id: UUID, *, reason: str = "") -> list[StockMove]:
    """过期报废: what is past its use-by date leaves the books, as far as nobody holds it; NothingExpired else."""
    resource, today = to_change(actor, resource_id), content.today()
    past = [lot for lot in lots_there(resource) if lot.use_by and lot.use_by < today]
    moves = []
    for lot in picked(past, resource.free):
        move = enter_line(actor, resource, MoveKind.EXPIRY, -lot.quantity, use_by=lot.use_by, reason=reason)
        tell_line(actor, resource, move, lot.quantity, use_by=str(lot.use_by))
        moves.append(move)
    if not moves:
        raise NothingExpired(name=resource.name)
    return moves


def _check_transfer(source: Resource, target: Resource, quantity: Decimal) -> Decimal:
    kind = content.resource_type(source.type)
    if source.type != target.type:
        other = content.resource_type(target.type)
        raise TypesDiffer(source=source.name, source_type=kind.title.zh, target=target.name, target_type=other.title.zh)
    return check_amount(kind, quantity)


def _use_up(resource: Resource, incident_id: UUID, quantity: Decimal) -> Decimal:
    """Take from what is reserved for the incident, the oldest first; answers how much."""
    left = quantity
    uses = ResourceUse.objects.filter(resource=resource, incident_id=incident_id, drill=False, state__in=sorted(ACTIVE))
    for use in uses.order_by("reserved_at", "id"):
        taken = min(left, use.quantity)
        use.quantity, left = use.quantity - taken, left - taken
        if not use.quantity:
            use.state, use.released_at = UseState.RELEASED.value, clock.now()
        use.save(update_fields=["quantity", "state", "released_at"])
    return quantity - left
