"""One change of a response at a time."""

from __future__ import annotations

from uuid import UUID

from liandong.orders import services as orders
from liandong.plans import queries
from liandong.plans.models import Response


def hold(response_id: UUID) -> Response:
    """The response, locked until the transaction ends.

    Two tasks that finish at the same moment would otherwise each miss the other, and what waits for both never start.
    Its orders are locked first: an order that is done holds its own row when it reaches the response.
    """
    orders.hold_orders_of(response_id)
    return queries.light().select_for_update().get(id=response_id)
