"""The console and the style sheets: files of the package, answered from memory without Django or the database.

The console is one page; its addresses lie under `/app/`, and `/` is its first. Where it was not built, `/` leads to
the plain pages.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

import ninja

from liandong.config.settings import SOURCE_DIR, TIANDITU_KEY

ROOTS = (SOURCE_DIR / "overview" / "static", Path(ninja.__file__).parent / "static")
"""Ours, and those of the API's documents, which would else be asked for outside."""

CONSOLE = ROOTS[0] / "console"
PREFIX = "/static/"
_PACKED = frozenset({".html", ".js", ".mjs", ".css", ".svg", ".json", ".txt", ".geojson", ".pbf"})
_FOREVER = "public, max-age=31536000, immutable"
"""For files whose name holds a digest of what is in them."""


def policy(maps: str = "") -> str:
    """Nothing from outside is loaded, for the platform works on a network that ends at its own door; `maps` is the one
    place outside that pages may ask for a ground to draw on."""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",  # positions of menus and bars are written to style attributes
            f"img-src 'self' data: blob: {maps}".strip(),
            "worker-src 'self' blob:",  # the map draws in a worker made from its own script
            f"connect-src 'self' {maps}".strip(),
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


POLICY = policy("https://*.tianditu.gov.cn" if TIANDITU_KEY else "")

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is sent."""

    body: bytes
    packed: bytes | None
    tag: str
    headers: Headers


@dataclass(frozen=True, slots=True)
class Sent:
    status: int
    headers: Headers
    body: bytes


class StaticFiles:
    """Files as they were read and packed once; read anew when they have changed."""

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[float, Kept]] = {}

    def answer(self, file: Path, accepts: str, known: str) -> Sent:
        """`accepts` is Accept-Encoding and `known` If-None-Match, as sent."""
        kept = self._read(file)
        if kept.tag in known:
            return Sent(304, kept.headers, b"")
        if kept.packed is not None and "gzip" in accepts:
            return Sent(200, [*kept.headers, ("content-encoding", "gzip")], kept.packed)
        return Sent(200, kept.headers, kept.body)

    def _read(self, file: Path) -> Kept:
        changed = file.stat().st_mtime
        known = self._kept.get(file)
        if known and known[0] == changed:
            return known[1]
        kept = _load(file)
        self._kept[file] = (changed, kept)
        return kept


def file_of(path: str) -> Path | None:
    """The file behind an address; the console's one page for every address of it."""
    if path == "/" or path == "/app" or path.startswith("/app/"):
        page = CONSOLE / "index.html"
        return page if page.is_file() else None
    if not path.startswith(PREFIX) or "\0" in path:
        return None
    for root in ROOTS:
        file = (root / path.removeprefix(PREFIX)).resolve()
        if file.is_relative_to(root.resolve()) and file.is_file():
            return file
    return None


def _load(file: Path) -> Kept:
    body = file.read_bytes()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind.endswith(("javascript", "json"))
    hashed = file.parent.name == "assets"
    headers = [
        ("content-type", f"{kind}; charset=utf-8" if text else kind),
        ("cache-control", _FOREVER if hashed else "no-cache"),
        ("etag", tag),
        ("vary", "Accept-Encoding"),
        ("x-content-type-options", "nosniff"),
    ]
    if file.suffix == ".html":
        headers += [
            ("content-security-policy", POLICY),
            ("referrer-policy", "same-origin"),
            ("x-frame-options", "DENY"),
        ]
    packed = gzip.compress(body, 6, mtime=0) if file.suffix in _PACKED and len(body) > 1024 else None
    return Kept(body, packed, tag, headers)
