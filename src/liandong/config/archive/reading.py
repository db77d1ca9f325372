"""Restoring an archive into an empty node, and proving that nothing is missing."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

import msgspec
from django.conf import settings
from django.db import DatabaseError, connection

from liandong.config.archive import dumping
from liandong.config.archive.manifest import FORMAT, NAME, BadArchive, Manifest, row_counts, sha256_of, tables
from liandong.files.queries import damaged
from liandong.timeline.services import settle_restored
from liandong.timeline.verification import verify

__all__ = ["BadArchive", "restore_archive"]


def restore_archive(file: Path) -> Manifest:
    """Bring everything back; BadArchive when the target is not empty or anything differs from the manifest."""
    _refuse_full_target()
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as folder:
        manifest = _unpacked(file, Path(folder))
        dumping.load(Path(folder) / manifest.database_file)
        _put_files(Path(folder) / "files")
    settle_restored()
    _compare(manifest)
    return manifest


def _refuse_full_target() -> None:
    try:
        filled = {name: rows for name, rows in row_counts(_present()).items() if rows}
    except DatabaseError as error:
        raise BadArchive(f"数据库无法使用 · the database cannot be used: {error}") from error
    told = {name for name in filled if name.split("_")[0] not in {"django", "auth"}}
    if told:
        raise BadArchive(
            f"目标不是空库，拒绝覆盖；请用新库 · the target is not empty ({', '.join(sorted(told)[:3])});"
            " restore into a new data folder or database"
        )


def _present() -> list[str]:
    return sorted(set(tables()) & set(connection.introspection.table_names()))


def _unpacked(file: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(file) as tar:
            # Python's own filter refuses absolute paths, links that lead out, and devices.
            tar.extractall(folder, members=[m for m in tar.getmembers() if _wanted(m.name)], filter="data")
        manifest = msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)
    except (tarfile.TarError, OSError, msgspec.MsgspecError) as error:
        raise BadArchive(f"备份文件不完整或不是备份 · no complete archive: {error}") from error
    _check(manifest, folder)
    return manifest


def _wanted(name: str) -> bool:
    return name in {NAME, dumping.SQLITE_FILE, dumping.POSTGRESQL_FILE} or PurePosixPath(name).parts[0] == "files"


def _check(manifest: Manifest, folder: Path) -> None:
    if manifest.format != FORMAT:
        raise BadArchive(f"备份格式 {manifest.format} 不受支持 · format {manifest.format} is not known to this version")
    if manifest.database != connection.vendor:
        raise BadArchive(
            f"备份来自 {manifest.database}，目标是 {connection.vendor} · made from another kind of database"
        )
    if sha256_of(folder / manifest.database_file) != manifest.database_sha256:
        raise BadArchive("数据库备份已损坏 · the dump does not match its hash")


def _put_files(source: Path) -> None:
    target = Path(settings.DATA_DIR) / "files"
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)


def _compare(manifest: Manifest) -> None:
    found = row_counts(sorted(manifest.rows))
    differing = [f"{name}: {found[name]}≠{rows}" for name, rows in manifest.rows.items() if found[name] != rows]
    if differing:
        raise BadArchive(f"行数与清单不一致 · row counts differ: {', '.join(differing)}")
    verified = verify()
    if not verified.ok or verified.digest != manifest.digest:
        raise BadArchive(f"时间线与清单不一致 · the timeline differs: {verified.broken[:3]}")
    if broken := damaged():
        raise BadArchive(f"证据文件损坏 · evidence is damaged: {broken[:3]}")
