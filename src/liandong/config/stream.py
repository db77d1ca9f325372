"""`GET /api/stream`: the timeline pushed as server-sent events to whoever may read it, within a second of the commit.

One thread reads the timeline for all readers; each reader has a short queue of its own, and one who does not keep up
is let go and comes back with the id of the last event it saw. Nothing is skipped: a reader is joined to the live
events first and then brought up to the point where it joined.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from liandong.config.server.lanes import Lanes
from liandong.config.stream_events import HEADERS, Told, encoded, gap, hello
from liandong.config.stream_feed import Feed
from liandong.timeline import queries
from liandong.timeline.rules import START, Cursor

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_PENDING = 64 * 1024
"""Bytes that may wait for one reader before it is let go."""

MOST_CAUGHT_UP = 2_000
"""Entries a reader is told on coming back; after more it is told to fetch the state anew."""

HEARTBEAT_S = 15.0
CATCH_UP_PAGE = 200
logger = logging.getLogger("liandong.stream")


@dataclass(slots=True)
class Admission:
    """What Django grants to a reader: filled by the route, used by the hub. No regions means: not admitted."""

    regions: tuple[str, ...] = ()
    language: str = "zh"
    after: Cursor | None = None
    credential: str = ""
    check: Callable[[], tuple[str, ...]] = tuple

    def admit(
        self,
        regions: tuple[str, ...],
        *,
        language: str,
        after: Cursor | None,
        credential: str,
        check: Callable[[], tuple[str, ...]],
    ) -> None:
        """`check()` answers the regions anew, none once the reader may no longer listen; run on the feed's thread."""
        self.regions, self.language, self.after = regions, language, after
        self.credential, self.check = credential, check


@dataclass(slots=True, eq=False)
class Reader:
    """One open stream and what waits for it."""

    admission: Admission
    behind: Cursor
    pending: deque[bytes] = field(default_factory=deque)
    waiting: int = 0
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    gone: str = ""

    def offer(self, event: bytes) -> None:
        """Put an event into the queue, or let the reader go when it has not kept up."""
        if self.gone:
            return
        if self.waiting + len(event) > MOST_PENDING:
            self.leave("too slow")
            return
        self.pending.append(event)
        self.waiting += len(event)
        self.wake.set()

    def leave(self, why: str) -> None:
        """End the stream, also when it hangs in sending to somebody who does not read."""
        if not self.gone:
            self.gone = why
            if self.task:
                self.task.cancel()

    def taken(self) -> bytes:
        """All that waits, as one piece."""
        piece = b"".join(self.pending)
        self.pending.clear()
        self.waiting = 0
        self.wake.clear()
        return piece


class StreamHub:
    """All open streams of this process. Lives on the event loop; only the feed has a thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._readers: set[Reader] = set()
        self._heart: asyncio.Task[None] | None = None
        self._feed = Feed(self._from_feed, self._admissions, self._recheck)
        self.position = START
        self.dropped = 0

    def start(self) -> None:
        self._feed.start()

    def stop(self) -> None:
        self._feed.stop()
        self.let_go("closing")

    def let_go(self, why: str) -> None:
        """End every stream; the readers come back elsewhere and lose nothing."""
        for reader in list(self._readers):
            reader.leave(why)

    def __len__(self) -> int:
        return len(self._readers)

    def admission(self) -> Admission:
        """An empty form for the route to fill."""
        return Admission()

    async def serve(self, admission: Admission, receive: Receive, send: Send, lanes: Lanes) -> None:
        """Push to one reader until it leaves, falls behind or may no longer listen."""
        await self._wake(lanes)
        reader = Reader(admission, behind=max(self.position, admission.after or START))
        joined_at = self.position
        self._readers.add(reader)
        left = asyncio.create_task(_until_left(receive))
        left.add_done_callback(lambda _: reader.leave("left"))
        reader.task = asyncio.create_task(self._attend(reader, joined_at, send, lanes))
        await asyncio.wait({reader.task})
        self._readers.discard(reader)
        if not self._readers:
            self._feed.rest()
        self.dropped += reader.gone == "too slow"
        left.cancel()
        if reader.gone not in ("left", "too slow"):
            await send({"type": "http.response.body", "body": b""})

    async def _wake(self, lanes: Lanes) -> None:
        """Let the feed read on from the present end of the record, if it rests."""
        if self._heart is None:
            self._heart = self._loop.create_task(self._beat())
        if self._feed.resting:
            end = await lanes.read(queries.last_cursor)
            if self._feed.resting:  # somebody else may have woken it meanwhile
                self.position = end
                self._feed.resume(end)

    async def _attend(self, reader: Reader, joined_at: Cursor, send: Send, lanes: Lanes) -> None:
        """Start the answer, catch up, then push; ends by being cancelled, or when the other side is gone."""
        with contextlib.suppress(Exception):
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await push(send, hello(reader.admission.after or joined_at))
            await self._catch_up(reader, joined_at, send, lanes)
            while True:
                await reader.wake.wait()
                await push(send, reader.taken())

    async def _catch_up(self, reader: Reader, until: Cursor, send: Send, lanes: Lanes) -> None:
        """Tell what lies between the last event the reader saw and the moment it joined."""
        cursor, told = reader.admission.after, 0
        while cursor is not None and cursor < until:
            page = await lanes.read(partial(_page, cursor, until, reader.admission))
            if told + len(page) > MOST_CAUGHT_UP:
                await push(send, gap(until))
                return
            if page:
                await push(send, b"".join(event for _, event in page))
            told += len(page)
            cursor = page[-1][0] if len(page) == CATCH_UP_PAGE else None

    def _from_feed(self, epoch: int, position: Cursor, events: list[Told]) -> None:
        """Called on the feed's thread."""
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._fan_out_of, epoch, position, events)

    def _fan_out_of(self, epoch: int, position: Cursor, events: list[Told]) -> None:
        if epoch == self._feed.epoch:
            self._fan_out(position, events)

    def _fan_out(self, position: Cursor, events: list[Told]) -> None:
        self.position = position
        pieces: dict[tuple[tuple[str, ...], str], list[tuple[Cursor, bytes]]] = {}
        for reader in self._readers:
            key = (reader.admission.regions, reader.admission.language)
            if key not in pieces:
                pieces[key] = [(told.cursor, told.event[key[1]]) for told in events if told.within(key[0])]
            for cursor, event in pieces[key]:
                if cursor > reader.behind:
                    reader.offer(event)

    def _admissions(self) -> list[Admission]:
        return [reader.admission for reader in tuple(self._readers)]

    def _recheck(self, allowed: dict[str, tuple[str, ...]]) -> None:
        """Called on the feed's thread with what each credential may still see."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._apply, allowed)

    def _apply(self, allowed: dict[str, tuple[str, ...]]) -> None:
        for reader in list(self._readers):
            regions = allowed.get(reader.admission.credential, reader.admission.regions)
            reader.admission.regions = regions
            if not regions:
                reader.leave("revoked")

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            for reader in list(self._readers):
                reader.offer(b": \xe2\x99\xa5\n\n")


async def push(send: Send, piece: bytes) -> None:
    """Send one piece; waits while the other side does not read."""
    await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _page(cursor: Cursor, until: Cursor, admission: Admission) -> list[tuple[Cursor, bytes]]:
    entries = [e for e in queries.after(cursor, CATCH_UP_PAGE, admission.regions) if e.cursor <= until]
    return [(told.cursor, told.event[admission.language]) for told in encoded(entries)]
