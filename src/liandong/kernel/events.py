"""Past-tense facts that a lower app tells whoever stands above it.

A reaction runs at once, inside the transaction of the verb that published the fact: either all of it is kept or
none. What must not hold the verb up (mail, push, statistics) reads the timeline instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True)
class Event:
    """Ids and plain values only."""


E = TypeVar("E", bound=Event)
_handlers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[E], handler: Callable[[E], None]) -> None:
    """Call `handler` for each fact of this kind or of a kind derived from it; called from `config.wiring` alone."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def publish(event: Event) -> None:
    """Tell every subscriber once, general kinds first, then in the order they subscribed.

    A handler that raises stops the verb that published, and its transaction is rolled back.
    """
    told: list[Callable[[Any], None]] = []
    for kind in reversed(type(event).__mro__):
        told.extend(handler for handler in _handlers.get(kind, ()) if handler not in told)
    for handler in told:
        handler(event)


@contextmanager
def isolated() -> Iterator[None]:
    """Subscriptions made inside the block are forgotten at its end: for tests and rehearsals."""
    kept = {kind: list(handlers) for kind, handlers in _handlers.items()}
    try:
        yield
    finally:
        _handlers.clear()
        _handlers.update(kept)
