"""`liandong import resources FILE`: teams, stores, stations, points of open maps, from tables and map files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from liandong.cli import output, start

if TYPE_CHECKING:
    from liandong.resources.services import Tally

MOST_TOLD = 20


def import_resources(
    file: Annotated[Path, typer.Argument(help="xlsx、csv、geojson、gpkg、shp、zip、kml", exists=True, dir_okay=False)],
    type_: Annotated[str, typer.Option("--type", help="全部行的资源类型 · the type of every row")] = "",
    crs: Annotated[str, typer.Option(help="坐标系 CGCS2000|WGS84|GCJ02|BD09 · coordinate system")] = "",
    region: Annotated[str, typer.Option(help="未写区划的行归入此区划 · region of rows that name none")] = "",
    source: Annotated[str, typer.Option(help="数据来源名称，缺省取文件名 · name of the source; else the file's")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入 · check only, write nothing")] = False,
    migrate: Annotated[bool, typer.Option(help="先升级数据表 · bring the tables up to date first")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """导入应急资源，逐行说明不能导入的原因；重复导入同一文件只更新 · Import resources; a file twice only updates."""
    start.django()
    from liandong.cli.serve import prepare
    from liandong.kernel.errors import Problem

    prepare(1, migrate=migrate)
    try:
        tally = _import(file, {"type": type_, "crs": crs, "region": region, "source": source}, dry_run)
    except Problem as problem:
        output.fail(f"{problem.text('zh')} · {problem.text('en')}", 2)
    _tell(tally, as_json, dry_run)


def _import(file: Path, said: dict[str, str], dry_run: bool) -> Tally:
    from liandong.access.rules import Actor, Source
    from liandong.resources import services
    from liandong.resources.importing.opening import open_table

    actor = Actor.system(Source.CLI)
    reader = open_table(actor, file, file.name, **said)
    with output.progress_bar() as bar:
        task = bar.add_task("导入 · importing", total=len(reader.table.rows))
        return services.import_resources(actor, reader, dry_run=dry_run, told=lambda rows: bar.advance(task, rows))


def _tell(tally: Tally, as_json: bool, dry_run: bool) -> None:
    refused: list[dict[str, Any]] = [{"row": one.row, "reason": one.reason} for one in tally.refused]
    if as_json:
        output.print_json({"read": tally.read, "created": tally.created, "updated": tally.updated, "refused": refused})
        return
    for one in refused[:MOST_TOLD]:
        output.people.print(f"第 {one['row']} 行 · row {one['row']}: {one['reason']}", markup=False, soft_wrap=True)
    if len(refused) > MOST_TOLD:
        output.people.print(f"……另有 {len(refused) - MOST_TOLD} 行 · more rows; --json lists all", markup=False)
    verb = "将导入 · would import" if dry_run else "已导入 · imported"
    typer.echo(f"{verb}: 读取 {tally.read}，新建 {tally.created}，更新 {tally.updated}，拒绝 {len(refused)}")
