"""How much is ready: in service and held by nobody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import ExpressionWrapper, F, Sum

from liandong.access.rules import Actor
from liandong.resources.models import Resource, Thousandths
from liandong.resources.queries.visibility import visible_resources
from liandong.resources.rules import COUNTED

_FREE = ExpressionWrapper(F("quantity") - F("held"), output_field=Thousandths())


@dataclass(frozen=True, slots=True)
class StockLine:
    """One type in a region: how much there is in service, how much of it is ready, in how many entries."""

    type: str
    quantity: Decimal
    ready: Decimal
    entries: int


def stock(type_id: str, region_code: str, *, drill: bool = False) -> Decimal:
    """How much of a type is ready in a region and the regions within it, in the type's unit; no permission asked.

    Exercise entries count only for an exercise (`drill`), and there beside the real ones.
    """
    rows = Resource.objects.filter(type=type_id, region_code__startswith=region_code, state__in=sorted(COUNTED))
    rows = rows if drill else rows.filter(drill=False)
    found: Decimal | None = rows.aggregate(ready=Sum(_FREE, output_field=Thousandths()))["ready"]
    return found if found is not None else Decimal(0)


def stocks(types: Collection[str], region_code: str, *, drill: bool = False) -> dict[str, Decimal]:
    """`stock` of several types at once; a type of which there is nothing has 0."""
    rows = Resource.objects.filter(type__in=types, region_code__startswith=region_code, state__in=sorted(COUNTED))
    rows = rows if drill else rows.filter(drill=False)
    summed = rows.order_by().values_list("type").annotate(ready=Sum(_FREE, output_field=Thousandths()))
    return {type_id: Decimal(0) for type_id in types} | dict(summed)


def stock_by_type(actor: Actor, region_code: str) -> list[StockLine]:
    """Every type the actor sees in a region, by type."""
    rows = visible_resources(actor).filter(region_code__startswith=region_code, state__in=sorted(COUNTED), drill=False)
    summed: dict[str, list[Decimal | int]] = {}
    for type_id, quantity, held in rows.values_list("type", "quantity", "held"):
        line = summed.setdefault(type_id, [Decimal(0), Decimal(0), 0])
        line[0], line[1], line[2] = line[0] + quantity, line[1] + quantity - held, line[2] + 1
    return [StockLine(type_id, Decimal(q), Decimal(r), int(n)) for type_id, (q, r, n) in sorted(summed.items())]
