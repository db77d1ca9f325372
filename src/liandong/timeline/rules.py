"""What an entry is, how its chain is computed, and what it may not hold."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from liandong.kernel.errors import Invalid, Refused, Unavailable
from liandong.kernel.ids import Subject
from liandong.kernel.text import Localized

GENESIS = "0" * 64
"""What stands before the first entry of a subject."""

MOST_BYTES = 65_536
"""An entry tells what happened; bulk data lies in its own table or in the evidence store."""

_EDGE = r"[0-9A-Za-z-]"
_MOBILE = rf"(?<!{_EDGE})(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{{4}}){{2}}(?!{_EDGE})"
_IDENTITY = rf"(?<!{_EDGE})[1-9]\d{{5}}(?:19|20)\d{{9}}[0-9Xx](?!{_EDGE})"
_PERSONAL = re.compile(f"{_IDENTITY}|{_MOBILE}")
SHORTEST_NUMBER = 11
"""Digits of a mobile number; a shorter text needs no look."""


class PersonalData(Invalid):
    """A field of an entry is a telephone or identity number; record the person's id instead."""

    code = "timeline_personal_data"
    message = Localized(
        zh="时间线字段“{field}”不得存放电话或身份证号码，请改存人员编号。",
        en="The timeline field “{field}” may not hold a telephone or identity number; record the person's id.",
    )


class EntryTooLarge(Invalid):
    code = "timeline_entry_too_large"
    message = Localized(
        zh="时间线数据 {bytes} 字节，超过 {most} 字节，请把大块内容存为附件。",
        en="The entry holds {bytes} bytes, more than {most}; keep bulk content as a file.",
    )


class BadCursor(Invalid):
    code = "timeline_bad_cursor"
    message = Localized(
        zh="续读位置“{cursor}”无效，请从头读取。", en="The cursor “{cursor}” is not valid; read from the start."
    )


class StreamNotHere(Unavailable):
    """The server in front is none that can keep a stream open."""

    code = "stream_not_here"
    message = Localized(
        zh="此服务进程不提供实时推送，请由 liandong serve 提供，或定时读取时间线。",
        en="This server process offers no live stream; use liandong serve, or read the timeline from time to time.",
    )


class NotInTransaction(Refused):
    code = "timeline_outside_transaction"
    message = Localized(
        zh="时间线只能在同一事务中写入。", en="An entry is written in the transaction of what it tells."
    )


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A reader's place. Ordered by transaction first: a number handed out early may be committed late.

    On SQLite, with its one writer, the transaction is 0 and the number alone orders.
    """

    transaction: int = 0
    number: int = 0

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Read `123` or `45-123`; `BadCursor` otherwise."""
        found = re.fullmatch(r"(?:([0-9]{1,18})-)?([0-9]{1,18})", text)
        if not found:
            raise BadCursor(cursor=text[:40])
        return cls(int(found[1] or 0), int(found[2]))

    def __str__(self) -> str:
        return f"{self.transaction}-{self.number}" if self.transaction else str(self.number)


START = Cursor()


@dataclass(frozen=True, slots=True)
class By:
    """Who did it, by ids alone; names are found when the entry is read."""

    user_id: UUID | None = None
    person_id: UUID | None = None
    post_id: UUID | None = None
    organization_id: UUID | None = None
    source: str = "CONSOLE"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. Moments are aware, in UTC; `payload` is canonical JSON; hashes are hexadecimal."""

    id: UUID
    subject: Subject
    position: int
    verb: str
    version: int
    payload: str
    region_code: str
    incident_id: UUID | None
    drill: bool
    by: By
    reason: str
    occurred_at: datetime
    recorded_at: datetime
    previous_hash: str
    hash: str = ""
    cursor: Cursor = START

    @property
    def data(self) -> dict[str, Any]:
        """The payload as a mapping, decoded anew at each call."""
        decoded: dict[str, Any] = json.loads(self.payload)
        return decoded


def canonical(data: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no blanks; ids and moments as text. ValueError for NaN and infinities."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain)


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value) if not isinstance(value, tuple) else list(value)
    return str(value)


def moment_text(moment: datetime) -> str:
    """`2026-11-23T00:00:00.000000Z`: the same for every database and zone."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


_AS_ARRAY = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def hash_of(columns: tuple[str | int | None, ...]) -> str:
    """SHA-256 over the JSON array of the columns in the order of `hashed_columns`."""
    text = _AS_ARRAY.encode(columns)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hashed_columns(entry: Entry) -> tuple[str | int | None, ...]:
    """Every column but the hash itself and the place in the table, as plain values."""
    by = entry.by
    return (
        entry.previous_hash,
        entry.id.hex,
        entry.subject.kind,
        entry.subject.id,
        entry.position,
        entry.verb,
        entry.version,
        entry.payload,
        entry.region_code,
        _hex(entry.incident_id),
        int(entry.drill),
        _hex(by.user_id),
        _hex(by.person_id),
        _hex(by.post_id),
        _hex(by.organization_id),
        by.source,
        entry.reason,
        moment_text(entry.occurred_at),
        moment_text(entry.recorded_at),
    )


def _hex(id: UUID | None) -> str | None:
    return id.hex if id else None


def payload_of(data: Mapping[str, Any]) -> str:
    """The stored form of an entry's data.

    A field that *is* a telephone or identity number raises `PersonalData`: it is a mistake of the caller. A number
    inside a sentence somebody typed is masked, so that the act itself is never held up.
    """
    clean = {key: _without_numbers(key, value) for key, value in data.items()}
    payload = canonical(clean)
    size = len(payload.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise EntryTooLarge(bytes=size, most=MOST_BYTES)
    return payload


def _without_numbers(field: str, value: Any) -> Any:
    if isinstance(value, str):
        if len(value) < SHORTEST_NUMBER:
            return value
        if _PERSONAL.fullmatch(value.strip()):
            raise PersonalData(field=field)
        return masked(value)
    if isinstance(value, Mapping):
        return {str(key): _without_numbers(f"{field}.{key}", inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_numbers(field, inner) for inner in value]
    return value


def masked(text: str) -> str:
    """`text` with telephone and identity numbers reduced to their first three and last four characters."""
    if len(text) < SHORTEST_NUMBER:
        return text
    return _PERSONAL.sub(lambda found: f"{found[0][:3]}****{found[0][-4:]}", text)
