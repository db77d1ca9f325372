"""`liandong verify`: is the record still as it was written, and are the files what their names say?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from liandong.cli import output, start

if TYPE_CHECKING:
    from liandong.files.queries import DamagedFile
    from liandong.timeline.verification import Verification


def verify(
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
    anchor: Annotated[
        Path | None,
        typer.Option(help="锚文件：不存在则写出，存在则比对 · anchor file: written when absent, else held against"),
    ] = None,
) -> None:
    """核验时间线与证据文件，逐条指出被改动之处 · Find any edit, removal or reordering of the record and the files."""
    start.django()
    start.check_migrated()
    found, files = _walk(anchor)
    broken = [asdict(row) for row in found.broken] + files
    if as_json:
        output.print_json({"ok": not broken, "entries": found.entries, "broken": broken, "digest": found.digest})
    else:
        _tell(found, broken)
    if anchor and not anchor.exists() and not broken:
        _write(anchor)
    if broken:
        raise typer.Exit(1)


def _walk(anchor: Path | None) -> tuple[Verification, list[dict[str, Any]]]:
    from liandong.files.queries import count_blobs, damaged
    from liandong.timeline.queries import count
    from liandong.timeline.verification import verify as walk

    with output.progress_bar() as bar:
        task = bar.add_task("核验时间线 timeline", total=count())
        found = walk(_read(anchor), lambda rows: bar.advance(task, rows))
        task_of_files = bar.add_task("核验文件 files", total=count_blobs())
        return found, [_of_file(file) for file in damaged(lambda blobs: bar.advance(task_of_files, blobs))]


def _of_file(file: DamagedFile) -> dict[str, Any]:
    return {
        "subject": f"file:{file.file_id}",
        "position": 0,
        "number": None,
        "problem": f"{file.sha256}: {file.problem}",
    }


def _read(file: Path | None) -> Any:
    import msgspec

    from liandong.timeline.verification import Anchor

    if file is None or not file.exists():
        return None
    try:
        return msgspec.json.decode(file.read_bytes(), type=Anchor)
    except msgspec.MsgspecError as error:
        output.fail(f"{file} 不是锚文件 · is no anchor file: {error}", 2)


def _write(file: Path) -> None:
    import msgspec

    from liandong.timeline.verification import anchor_now

    file.write_bytes(msgspec.json.encode(anchor_now()))
    output.people.print(f"锚文件已写出，请存放到系统之外 · anchor written, keep it elsewhere: {file}")


def _tell(found: Verification, broken: list[dict[str, Any]]) -> None:
    if not broken:
        output.people.print(f"完好 · sound: {found.entries} 条记录 entries, 摘要 digest {found.digest[:16]}")
    for row in broken:
        place = f"第 {row['number']} 行 row" if row.get("number") else ""
        output.people.print(f"{row['subject']} #{row['position']} {place}: {row['problem']}", style="red", markup=False)
