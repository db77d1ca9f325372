"""A bell that tells the readers in this process that something was committed, so that they need not wait to look."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Call `listener` after each commit that added entries; it must return at once."""
    if listener not in _listeners:
        _listeners.append(listener)


def ring() -> None:
    """Tell every listener now."""
    for listener in _listeners:
        listener()


def ring_after_commit() -> None:
    """Tell every listener when the present transaction is committed."""
    if _listeners:
        transaction.on_commit(ring, robust=True)
