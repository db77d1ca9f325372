"""Rules of other apps that may refuse an order before it goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from liandong.access.rules import Actor
    from liandong.orders.rules.drafts import OrderDraft


class IssuingRule(Protocol):
    """Raises a Problem that says who may issue the order instead; returns nothing when it has no objection."""

    def __call__(self, actor: Actor, draft: OrderDraft, /) -> None: ...
