"""`liandong backup FILE` and `liandong restore FILE`: one archive with everything a bare machine needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from liandong.cli import output, start


def backup(
    file: Annotated[Path, typer.Argument(help="备份文件（.tar）· archive to write")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """备份数据库与证据文件；运行中也可备份 · Write database and evidence into one file, also while serving."""
    start.django()
    from liandong.config.archive.writing import write_archive

    if file.exists():
        output.fail(f"{file} 已存在，不覆盖 · exists already and is not overwritten", 2)
    manifest = write_archive(file)
    if as_json:
        output.print_json(manifest)
    else:
        output.people.print(
            f"备份完成 · written: {file}（{sum(manifest.rows.values())} 行 rows, {manifest.files} 个文件 files）\n"
            "密钥 secret.key 不在备份中，请另行保管 · the secret key is not in it: keep it apart."
        )


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件 · archive to read", exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """恢复到空库；逐表核对行数，并核验时间线 · Restore into an empty database, count every table, verify the record."""
    start.django()
    from liandong.config.archive.reading import BadArchive, restore_archive

    try:
        manifest = restore_archive(file)
    except BadArchive as bad:
        output.fail(str(bad), 1)
    if as_json:
        output.print_json({"ok": True, "rows": manifest.rows, "files": manifest.files})
    else:
        output.people.print(
            f"恢复完成，{sum(manifest.rows.values())} 行与清单一致 · restored; all rows as in the manifest"
        )
