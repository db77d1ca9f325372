"""A reader who does not read is let go; the others do not notice."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from liandong.config.stream import MOST_PENDING, Admission, StreamHub
from liandong.config.stream_events import Told
from liandong.timeline.rules import START, Cursor

DISTRICT = Admission(regions=("140105",))


class Lanes:
    """A database whose record ends where it begins."""

    async def read(self, work: object) -> Cursor:
        return START


class Wire:
    """The other side of one stream; `stuck` never takes anything after the first piece."""

    def __init__(self, *, stuck: bool = False) -> None:
        self.taken: list[bytes] = []
        self._stuck = stuck
        self._left = asyncio.Event()

    async def send(self, message: Any) -> None:
        self.taken.append(message.get("body", b""))
        if self._stuck and len(self.taken) > 2:
            await asyncio.Event().wait()

    async def receive(self) -> Any:
        await self._left.wait()
        return {"type": "http.disconnect"}

    def leave(self) -> None:
        self._left.set()


def entry(number: int, size: int = 1000, region: str = "140105001") -> Told:
    body = f"{number} ".encode() + b"x" * size
    return Told(Cursor(0, number), region, {"zh": body, "en": body})


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


async def opened(hub: StreamHub, wire: Wire, admission: Admission = DISTRICT) -> asyncio.Task[None]:
    task = asyncio.create_task(hub.serve(admission, wire.receive, wire.send, Lanes()))  # type: ignore[arg-type]
    await settled()
    return task


def test_one_who_does_not_read_is_let_go_when_the_bound_is_reached() -> None:
    async def story() -> None:
        hub = StreamHub(asyncio.get_running_loop())
        stuck, quick = Wire(stuck=True), Wire()
        first, second = await opened(hub, stuck), await opened(hub, quick)
        pieces = MOST_PENDING // 1000 + 3
        for number in range(1, pieces + 1):
            hub._fan_out(Cursor(0, number), [entry(number)])
            await settled()
        await asyncio.wait_for(first, 1)
        assert (hub.dropped, len(hub)) == (1, 1)
        assert b"".join(quick.taken).count(b"x" * 1000) == pieces
        quick.leave()
        await asyncio.wait_for(second, 1)
        assert hub.dropped == 1

    run(story())


def test_one_who_leaves_is_forgotten() -> None:
    async def story() -> None:
        hub = StreamHub(asyncio.get_running_loop())
        wire = Wire()
        task = await opened(hub, wire)
        assert len(hub) == 1
        wire.leave()
        await asyncio.wait_for(task, 1)
        assert len(hub) == 0

    run(story())


def test_nobody_hears_of_another_region() -> None:
    async def story() -> None:
        hub = StreamHub(asyncio.get_running_loop())
        wire = Wire()
        await opened(hub, wire)
        hub._fan_out(Cursor(0, 1), [entry(1, region="140106001"), entry(2)])
        await settled()
        assert b"".join(wire.taken).count(b"x" * 1000) == 1

    run(story())


def test_an_event_the_reader_has_already_seen_is_not_told_again() -> None:
    async def story() -> None:
        hub = StreamHub(asyncio.get_running_loop())
        wire = Wire()
        await opened(hub, wire, Admission(regions=("140105",), after=Cursor(0, 5)))
        hub._fan_out(Cursor(0, 6), [entry(number) for number in range(4, 7)])
        await settled()
        assert [piece.split()[0] for piece in wire.taken if piece.endswith(b"xxx")] == [b"6"]

    run(story())


def test_one_who_may_no_longer_listen_is_closed_properly() -> None:
    async def story() -> None:
        hub = StreamHub(asyncio.get_running_loop())
        wire = Wire()
        task = await opened(hub, wire, Admission(regions=("140105",), credential="c"))
        hub._apply({"c": ()})
        await asyncio.wait_for(task, 1)
        assert wire.taken[-1] == b""

    run(story())


def test_one_whose_regions_shrink_hears_only_what_is_left() -> None:
    async def story() -> None:
        hub = StreamHub(asyncio.get_running_loop())
        wire = Wire()
        await opened(hub, wire, Admission(regions=("1401",), credential="c"))
        hub._apply({"c": ("140106",)})
        hub._fan_out(Cursor(0, 1), [entry(1), entry(2, region="140106")])
        await settled()
        assert [piece.split()[0] for piece in wire.taken if piece.endswith(b"xxx")] == [b"2"]

    run(story())
