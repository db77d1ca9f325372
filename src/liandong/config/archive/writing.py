"""Making an archive."""

from __future__ import annotations

import os
import tarfile
import tempfile
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import connection

from liandong import __version__
from liandong.config.archive import dumping
from liandong.config.archive.manifest import NAME, Manifest, row_counts, sha256_of, tables
from liandong.kernel import clock
from liandong.timeline.verification import Anchor, anchor_now


def write_archive(file: Path) -> Manifest:
    """Write the archive beside its place and give it its name when it is complete and durable.

    Counts, digest and copy are of one moment, also beside running writers.
    """
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.absolute().parent) as folder:
        with dumping.one_moment() as dump:
            counted, anchor = row_counts(tables()), anchor_now()
            dumped = dump(Path(folder))
        # Evidence is on disk before its row is committed, so that every row in the dump finds its file here.
        blobs = _blobs()
        manifest = _described(dumped, counted, anchor, len(blobs))
        unfinished = Path(folder) / "archive.tar"
        with tarfile.open(unfinished, "w") as tar:
            _add(tar, NAME, Path(folder), msgspec.json.format(msgspec.json.encode(manifest)))
            tar.add(dumped, arcname=dumped.name)
            for blob in blobs:
                tar.add(blob, arcname=str(Path("files") / blob.relative_to(_store())))
        with unfinished.open("rb+") as made:
            os.fsync(made.fileno())
        unfinished.chmod(0o600)
        unfinished.rename(file)
    return manifest


def _described(dumped: Path, rows: dict[str, int], anchor: Anchor, files: int) -> Manifest:
    return Manifest(
        version=__version__,
        database=connection.vendor,
        made_at=clock.now().isoformat(),
        database_file=dumped.name,
        database_sha256=sha256_of(dumped),
        rows=rows,
        files=files,
        entries=anchor.entries,
        digest=anchor.digest,
    )


def _store() -> Path:
    return Path(settings.DATA_DIR) / "files"


def _blobs() -> list[Path]:
    """Everything in the evidence store but what is on its way in."""
    return sorted(path for path in _store().glob("[0-9a-f][0-9a-f]/*/*") if path.is_file())


def _add(tar: tarfile.TarFile, name: str, folder: Path, content: bytes) -> None:
    written = folder / name
    written.write_bytes(content)
    tar.add(written, arcname=name)
