"""Tokens looked up a moment ago: a connector that sends hundreds of reports a second is looked up once, not each time.

A token revoked by another process is refused here at latest `KEPT_S` later; one revoked by this process at once.
"""

from __future__ import annotations

from liandong.access.rules import Actor
from liandong.kernel import clock

KEPT_S = 2.0
MOST = 1000
_known: dict[str, tuple[float, Actor]] = {}


def recall(digest: str) -> Actor | None:
    """Whose token it was, unless that was looked up too long ago."""
    until, actor = _known.get(digest, (0.0, None))
    return actor if clock.monotonic() < until else None


def remember(digest: str, actor: Actor) -> None:
    if len(_known) >= MOST:
        _known.clear()
    _known[digest] = (clock.monotonic() + KEPT_S, actor)


def forget_all() -> None:
    """Called by whatever takes authority away."""
    _known.clear()
