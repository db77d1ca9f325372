"""Identifiers: UUIDv7 (RFC 9562), which sort by creation time, and the pair that names any record."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from uuid import UUID

from liandong.kernel import clock

_RANDOM_BITS = 74
_lock = threading.Lock()
_last_milliseconds = -1
_last_random = 0


def new_id() -> UUID:
    """A UUIDv7 of `kernel.clock`: 48 bits of milliseconds, 74 random bits.

    Ids made by one process in the same millisecond go up too (RFC 9562, 6.2, method 2), so that two hundred orders
    issued at once, or in simulated time, keep the order in which they were made.
    """
    milliseconds = int(clock.now().timestamp() * 1000) & ((1 << 48) - 1)
    random = _next_random(milliseconds)
    value = milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & ((1 << 62) - 1)
    return UUID(int=value)


def _next_random(milliseconds: int) -> int:
    global _last_milliseconds, _last_random
    with _lock:
        if milliseconds == _last_milliseconds:
            _last_random += 1 + secrets.randbits(32)
        else:
            # One bit less than there is room for: the steps above can never run over.
            _last_milliseconds, _last_random = milliseconds, secrets.randbits(_RANDOM_BITS - 1)
        return _last_random


@dataclass(frozen=True, slots=True)
class Subject:
    """What a timeline entry, a clock or a notice is about: a kind (`incident`, `order`) and its id as text."""

    kind: str
    id: str

    @classmethod
    def of(cls, kind: str, id: UUID | str) -> Subject:
        """The subject of a row by its primary key."""
        return cls(kind, str(id))

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
