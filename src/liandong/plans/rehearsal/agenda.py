"""What is still to happen in a rehearsal, in the order of simulated time."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime

Action = Callable[[], bool]
"""Does something, and answers whether orders may have gone out or turns may have changed because of it."""


class Agenda:
    """Actions at moments; two at the same moment happen in the order they were noted."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Action]] = []
        self._noted = 0

    def note(self, at: datetime, action: Action) -> None:
        heapq.heappush(self._waiting, (at, self._noted, action))
        self._noted += 1

    def next_at(self) -> datetime | None:
        return self._waiting[0][0] if self._waiting else None

    def take(self) -> Action:
        return heapq.heappop(self._waiting)[2]
