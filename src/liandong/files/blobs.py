"""Bytes on disk under the name of their SHA-256: written once, never changed, durable before the row is."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from liandong.files.rules import HEAD_BYTES, FileTooLarge

PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Blob:
    """What was written: `head` is its first bytes; `known` says that it was there already."""

    sha256: str
    size: int
    head: bytes


class Incoming:
    """A blob on its way in; it has no name until `keep`, and leaves nothing behind otherwise."""

    def __init__(self, pieces: Iterable[bytes], most_bytes: int) -> None:
        folder = root() / "incoming"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / os.urandom(16).hex()
        try:
            self.blob = self._written(pieces, most_bytes)
        except BaseException:
            self.discard()
            raise

    def keep(self) -> None:
        """Give the blob its name; after a power cut it is there with all its bytes, or not at all."""
        target = path_of(self.blob.sha256)
        if target.exists():
            self.discard()
            return
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path.rename(target)
        _settle(target.parent)
        _settle(target.parent.parent)

    def discard(self) -> None:
        self._path.unlink(missing_ok=True)

    def _written(self, pieces: Iterable[bytes], most_bytes: int) -> Blob:
        digest, size, head = hashlib.sha256(), 0, b""
        with self._path.open("xb") as file:
            for piece in pieces:
                size += len(piece)
                if size > most_bytes:
                    raise FileTooLarge(most_mb=most_bytes // PIECE)
                digest.update(piece)
                file.write(piece)
                head = head if len(head) >= HEAD_BYTES else (head + piece)[:HEAD_BYTES]
            file.flush()
            os.fsync(file.fileno())
        self._path.chmod(0o400)
        return Blob(digest.hexdigest(), size, head)


def root() -> Path:
    return Path(settings.DATA_DIR) / "files"


def path_of(sha256: str) -> Path:
    """Two levels of folders keep each of them short."""
    return root() / sha256[:2] / sha256[2:4] / sha256


def damage(sha256: str, size: int) -> str:
    """What is wrong with a blob, by reading all of it; empty when it is sound."""
    path = path_of(sha256)
    try:
        found = path.stat().st_size
        if found != size:
            return f"it has {found} bytes instead of {size}"
        digest = hashlib.sha256()
        for piece in pieces_of(path):
            digest.update(piece)
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return "" if digest.hexdigest() == sha256 else "its content does not match its name"


def pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _settle(folder: Path) -> None:
    """A new name is durable when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
