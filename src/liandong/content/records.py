"""Rows of a CSV or JSON-lines file, plain or gzip-packed, one at a time; a row that cannot be read is a refusal."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from liandong.content.mapping import Refusal
from liandong.content.schemas.mappings import Mapping
from liandong.kernel.errors import Invalid
from liandong.kernel.text import Localized

Record = tuple[int, dict[str, Any] | Refusal]
"""Number of the row (from 1, headings not counted) and the row."""


class UnreadableFile(Invalid):
    """The file as a whole cannot be read any further; what came before stands."""

    code = "file_unreadable"
    message = Localized(
        zh="文件“{file}”读不下去（{error}），请核对路径或重新取得文件。",
        en="The file {file} cannot be read on ({error}); check the path or fetch it again.",
    )


_LONGEST_FIELD = 1_000_000


def records(file: Path, mapping: Mapping) -> Iterator[Record]:
    """Every row of a file in its order; bytes that are no text become U+FFFD, so that no row is lost for one letter.

    UnreadableFile when the file is missing or its packing is damaged.
    """
    try:
        with _opened(file, mapping.encoding) as text:
            yield from _csv(text, mapping) if mapping.format == "csv" else _jsonl(text)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(file=str(file), error=str(error)) from error


def size_of(file: Path, mapping: Mapping) -> int:
    """How many rows there are, for a progress bar."""
    return sum(1 for _ in records(file, mapping))


@contextmanager
def _opened(file: Path, encoding: str) -> Iterator[TextIO]:
    with file.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        data = gzip.GzipFile(fileobj=raw) if packed else raw
        encoding = "utf-8-sig" if encoding.lower().replace("_", "-") == "utf-8" else encoding
        with io.TextIOWrapper(data, encoding=encoding, errors="replace", newline="") as text:
            yield text


def _csv(text: TextIO, mapping: Mapping) -> Iterator[Record]:
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.DictReader(text, delimiter=mapping.delimiter, restkey="", restval="")
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, Refusal("unreadable_row", str(error))
        else:
            yield number, _whole(row)


def _whole(row: dict[str, Any]) -> dict[str, Any] | Refusal:
    return Refusal("too_many_columns", str(row[""])[:200]) if "" in row else row


def _jsonl(text: TextIO) -> Iterator[Record]:
    number = 0
    for line in text:
        if not line.strip():
            continue
        number += 1
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, Refusal("unreadable_row", str(error)[:200])
            continue
        yield number, row if isinstance(row, dict) else Refusal("unreadable_row", "not an object")
