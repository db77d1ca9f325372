"""The same documents for people: plain pages, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Document = dict[str, Any]

_STYLE = (
    "body{font:16px/1.6 system-ui,'Noto Sans CJK SC',sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;"
    "color:#1a2433;background:#fff}table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #d5dbe3;"
    "padding:.3rem .6rem;text-align:left;vertical-align:top}a{color:#0b57a4}"
)


def landing(document: Document) -> SafeString:
    return _page(document["title"], format_html("<p>{}</p>{}", document["description"], _links(document["links"])))


def table(title: str, rows: Iterable[tuple[Any, ...]], links: Iterable[Document] = ()) -> SafeString:
    """Rows of cells; a cell that is a link is a pair (address, text)."""
    body = format_html_join("", "<tr>{}</tr>", ((_cells(row),) for row in rows))
    return _page(title, format_html("<table>{}</table>{}", body, _links(links)))


def features(title: str, document: Document) -> SafeString:
    """A row for each feature with what is known of it."""
    rows = [
        (
            (f"{_base(document)}/items/{one['id']}?f=html", str(one["properties"].get("name") or one["id"])),
            "；".join(f"{name}: {value}" for name, value in one["properties"].items() if value not in (None, "")),
        )
        for one in document["features"]
    ]
    number = f"{document['numberReturned']} / {document['numberMatched']}"
    return table(f"{title}（{number}）", rows, document["links"])


def one_feature(title: str, document: Document) -> SafeString:
    rows = [(name, "" if value is None else value) for name, value in document["properties"].items()]
    place = (document["geometry"] or {}).get("coordinates")
    return table(title, [*rows, ("geometry", str(place)[:200])], document["links"])


def _base(document: Document) -> str:
    back = next(one for one in document["links"] if one["rel"] == "collection")
    return str(back["href"])


def _cells(row: tuple[Any, ...]) -> SafeString:
    return format_html_join("", "<td>{}</td>", ((_cell(cell),) for cell in row))


def _cell(cell: Any) -> Any:
    return format_html('<a href="{}">{}</a>', *cell) if isinstance(cell, tuple) else cell


def _links(links: Iterable[Document]) -> SafeString:
    listed = format_html_join(
        "", '<li><a href="{}" rel="{}">{} · {}</a></li>', ((o["href"], o["rel"], o["rel"], o["title"]) for o in links)
    )
    return format_html("<ul>{}</ul>", listed) if listed else SafeString("")


def _page(title: str, body: SafeString) -> SafeString:
    return format_html(
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{}</title><style>{}</style></head>'
        "<body><h1>{}</h1>{}</body></html>",
        title,
        _STYLE,
        title,
        body,
    )
