"""One line of the ledger, written under the resource's lock; every verb that changes a quantity ends here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.resources.events import StockMoved
from liandong.resources.models import Resource, StockMove
from liandong.resources.rules import Full, MoveKind, NotEnough, ResourceState, state_when_used
from liandong.resources.rules.quantities import Lot, lots
from liandong.resources.services.recording import amount, keep, record, tell


def enter_line(
    actor: Actor,
    resource: Resource,
    kind: MoveKind,
    change: Decimal,
    *,
    freed: Decimal = Decimal(0),
    incident_id: UUID | None = None,
    order_id: UUID | None = None,
    document: str = "",
    reason: str = "",
    use_by: date | None = None,
    counterpart_id: UUID | None = None,
) -> StockMove:
    """Change the balance and what is held by it (`freed`); NotEnough where more would leave than is free."""
    _check_enough(resource, change, freed)
    resource.quantity += change
    resource.held -= freed
    resource.state = state_when_used(ResourceState(resource.state), resource.quantity, resource.held).value
    keep(actor, resource, "quantity", "held", "state")
    move = StockMove.objects.create(
        resource=resource,
        line=resource.moves.count() + 1,
        kind=kind.value,
        change=change,
        balance=resource.quantity,
        incident_id=incident_id,
        order_id=order_id,
        document=document,
        reason=reason,
        use_by=use_by,
        counterpart_id=counterpart_id,
        at=clock.now(),
        by_user_id=actor.user_id,
        by_person_id=actor.person_id,
    )
    tell(StockMoved, resource, change=change, balance=move.balance, incident_id=incident_id)
    return move


def tell_line(actor: Actor, resource: Resource, move: StockMove, quantity: Decimal, **more: str) -> None:
    """The sentence of the move on the resource's timeline."""
    record(
        actor,
        resource,
        f"stock_{move.kind.lower()}",
        incident_id=move.incident_id,
        reason=move.reason,
        quantity=amount(quantity),
        change=amount(move.change),
        balance=amount(move.balance),
        document=move.document,
        **more,
    )


def lots_there(resource: Resource) -> list[Lot]:
    """The stock by use-by date, the earliest first."""
    return lots(_changes(resource))


def _changes(resource: Resource) -> Iterator[tuple[Decimal, date | None]]:
    yield from resource.moves.order_by("line").values_list("change", "use_by")


def _check_enough(resource: Resource, change: Decimal, freed: Decimal) -> None:
    free = resource.free + freed
    if change < 0 and free + change < 0:
        kind = content.resource_type(resource.type)
        raise NotEnough(
            name=resource.name, free=amount(free), wanted=amount(-change), unit=kind.unit.zh, unit_en=kind.unit.en
        )
    if resource.quantity + change < resource.load:
        places, load = amount(resource.quantity + change), amount(resource.load)
        raise Full(name=resource.name, capacity=places, load=load, free="0")
