"""The rule of a running response that orders must pass; installed by `config.wiring` with the app `orders`."""

from __future__ import annotations

from liandong.access.rules import Actor
from liandong.orders.rules import OrderDraft
from liandong.plans import queries, rules


def only_the_commander_orders(actor: Actor, draft: OrderDraft) -> None:
    """统一决策 (三（二）): once the offices have merged, orders go out in the commander's name only (D-09)."""
    if draft.incident_id is None or actor.is_system:
        return
    for response in queries.active_responses(draft.incident_id):
        if response.merged_at is not None and not queries.commands(actor, response):
            raise rules.OnlyCommanderOrders(commander=queries.commander_title(response))
