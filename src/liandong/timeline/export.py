"""The record as a file to hand over: JSON, CSV or Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

import msgspec

from liandong.timeline.rendering import sentences
from liandong.timeline.rules import Entry, moment_text
from liandong.timeline.schemas import entry_out

_COLUMNS = ("occurred_at", "recorded_at", "sentence", "reason", "verb", "subject", "region_code", "drill", "id", "hash")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What makes a spreadsheet compute a cell (OWASP, CSV injection), in half and full width."""


def as_json(entries: Iterable[Entry], language: str) -> bytes:
    kept = list(entries)
    told = zip(kept, sentences(kept, language), strict=True)
    return msgspec.json.encode([entry_out(entry, sentence) for entry, sentence in told])


def as_csv(entries: Iterable[Entry], language: str) -> bytes:
    """UTF-8 with a byte order mark, which the usual spreadsheet programs need for Chinese."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    writer.writerows([harmless(cell) for cell in row] for row in _rows(entries, language))
    return file.getvalue().encode("utf-8-sig", "replace")


def as_markdown(entries: Iterable[Entry], language: str) -> bytes:
    lines = ["| " + " | ".join(_COLUMNS[:4]) + " |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(_cell(value) for value in row[:4]) + " |" for row in _rows(entries, language)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def harmless(cell: str) -> str:
    """The cell led by an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


FORMATS: dict[str, tuple[str, Callable[[Iterable[Entry], str], bytes]]] = {
    "json": ("application/json", as_json),
    "csv": ("text/csv; charset=utf-8", as_csv),
    "md": ("text/markdown; charset=utf-8", as_markdown),
}


def _rows(entries: Iterable[Entry], language: str) -> Iterable[tuple[str, ...]]:
    kept = list(entries)
    for entry, sentence in zip(kept, sentences(kept, language), strict=True):
        yield (
            moment_text(entry.occurred_at),
            moment_text(entry.recorded_at),
            sentence,
            entry.reason,
            entry.verb,
            str(entry.subject),
            entry.region_code,
            "1" if entry.drill else "0",
            str(entry.id),
            entry.hash,
        )


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\r", "").replace("\n", "<br>")
