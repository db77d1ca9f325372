"""Mapbox Vector Tile 2.1 of points, by hand: a general encoder spends most of its time on what points do not need."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

EXTENT = 4096
"""Units across a tile."""

Value = str | bool | int | float


@dataclass(frozen=True, slots=True)
class Features:
    """Points in columns: column and line within the tile, from its upper left corner, and what is said of each; all
    values under one key are of one type."""

    x: Sequence[int] = ()
    y: Sequence[int] = ()
    said: Mapping[str, Sequence[Value]] = field(default_factory=dict)


def varint(number: int) -> bytes:
    """Base 128, the lowest first."""
    if number < len(_SHORT):
        return _SHORT[number]
    return bytes([number & 127 | 128]) + varint(number >> 7)


# Places in a tile, lengths and places in the dictionaries are nearly always of one byte or two.
_SHORT: list[bytes] = []
_SHORT += [bytes([number]) for number in range(128)]
_SHORT += [bytes([number & 127 | 128, number >> 7]) for number in range(128, 16384)]


def encode(layers: Mapping[str, Features]) -> bytes:
    """The bytes of a tile; a layer without features is left out."""
    return b"".join(_field(3, _layer(name, features)) for name, features in layers.items() if len(features.x))


def _layer(name: str, features: Features) -> bytes:
    values: list[bytes] = []
    pairs = [_pairs(number, column, values) for number, column in enumerate(features.said.values())]
    tags = map(b"".join, zip(*pairs, strict=True)) if pairs else (b"" for _ in features.x)
    across, down = map(_zigzagged, features.x), map(_zigzagged, features.y)
    out = [b"\x78\x02", _field(1, name.encode())]
    for said, x, y in zip(tags, across, down, strict=True):
        # tags, of type point, and one "move to"
        head = b"\x12" + varint(len(said)) + said + b"\x18\x01\x22" + _SHORT[1 + len(x) + len(y)]
        out += (b"\x12", varint(len(head) + 1 + len(x) + len(y)), head, b"\x09", x, y)
    out += [_field(3, key.encode()) for key in features.said]
    out += [_field(4, value) for value in values]
    return b"".join([*out, b"\x28", varint(EXTENT)])


def _pairs(key: int, column: Sequence[Value], values: list[bytes]) -> list[bytes]:
    """For each feature the places of key and value in the dictionaries of the layer; `values` grows by what is new."""
    first, known = len(values), dict[Value, int]()
    places = [known.setdefault(value, len(known)) for value in column]
    values += map(_value, known)
    own = varint(key)
    return [own + varint(first + place) for place in places]


def _zigzagged(number: int) -> bytes:
    return varint(number * 2 if number >= 0 else -number * 2 - 1)


def _field(number: int, body: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(body)) + body


def _value(value: Any) -> bytes:
    if isinstance(value, bool):
        return b"\x38" + varint(int(value))
    if isinstance(value, int):
        return b"\x30" + _zigzagged(value)
    if isinstance(value, float):
        return b"\x19" + struct.pack("<d", value)
    return _field(1, value.encode())
