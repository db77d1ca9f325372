"""Timeline entries as server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from liandong.timeline.rendering import sentences_in
from liandong.timeline.rules import Cursor, Entry
from liandong.timeline.schemas import entry_out

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # a proxy must pass every event on at once
    (b"x-content-type-options", b"nosniff"),
]


@dataclass(frozen=True, slots=True)
class Told:
    """One entry ready to send, by language."""

    cursor: Cursor
    region_code: str
    event: dict[str, bytes]

    def within(self, regions: Iterable[str]) -> bool:
        return any(self.region_code.startswith(region) for region in regions)


LANGUAGES = ("zh", "en")


def encoded(entries: Sequence[Entry]) -> list[Told]:
    """Each entry encoded once for each language, however many listen."""
    spoken = sentences_in(entries, LANGUAGES)
    return [
        Told(
            entry.cursor,
            entry.region_code,
            {language: event("entry", entry.cursor, entry_out(entry, spoken[language][i])) for language in LANGUAGES},
        )
        for i, entry in enumerate(entries)
    ]


def event(name: str, cursor: Cursor, data: object) -> bytes:
    """`id` is the place behind the event, to be sent back as `Last-Event-ID`."""
    return f"id: {cursor}\nevent: {name}\ndata: ".encode() + msgspec.json.encode(data) + b"\n\n"


def hello(cursor: Cursor) -> bytes:
    """The first event: from here on nothing is missed. `retry` is the wait (ms) before coming back."""
    return b"retry: 1000\n" + event("hello", cursor, {"cursor": str(cursor)})


def gap(cursor: Cursor) -> bytes:
    """Too much was missed to be told one by one: fetch the state anew, then go on from here."""
    return event("gap", cursor, {"cursor": str(cursor), "refetch": True})
