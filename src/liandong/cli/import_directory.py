"""`liandong import organizations FILE` and `import people FILE`: units and people from tables, row by row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from liandong.cli import output, start

if TYPE_CHECKING:
    from liandong.organizations.rows import RowTally

MOST_TOLD = 20
File = Annotated[Path, typer.Argument(help="CSV 或表格文件 · CSV or a spreadsheet", exists=True, dir_okay=False)]
Account = Annotated[str, typer.Option("--actor", help="以此账号的权限导入；缺省为系统 · with this account's rights")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只检查，不写入 · check only, write nothing")]
Migrate = Annotated[bool, typer.Option(help="先升级数据表 · bring the tables up to date first")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")]


def import_organizations(
    file: File, actor: Account = "", dry_run: DryRun = False, migrate: Migrate = False, as_json: Json = False
) -> None:
    """导入机构（名称、类别、行政区划代码、上级…），逐行说明拒绝原因 · Import units; a file twice only updates."""
    _run("organizations", file, actor, dry_run, migrate, as_json)


def import_people(
    file: File, actor: Account = "", dry_run: DryRun = False, migrate: Migrate = False, as_json: Json = False
) -> None:
    """导入人员（姓名、单位、电话、岗位…），逐行说明拒绝原因 · Import people; a file twice only updates."""
    _run("people", file, actor, dry_run, migrate, as_json)


def _run(table: str, file: Path, account: str, dry_run: bool, migrate: bool, as_json: bool) -> None:
    start.django()
    from liandong.cli.accounts import acting
    from liandong.cli.serve import prepare
    from liandong.kernel.errors import Problem
    from liandong.kernel.text import BadValue

    prepare(1, migrate=migrate)
    who = acting(account)
    try:
        tally, unknown = _import(table, file, who, dry_run)
    except Problem as problem:
        output.fail(f"{problem.text('zh')} · {problem.text('en')}", 2)
    except BadValue as bad:
        output.fail(f"{bad.message.zh} · {bad.message.en}", 2)
    _tell(tally, unknown, dry_run, as_json)


def _import(table: str, file: Path, who: Any, dry_run: bool) -> tuple[RowTally, tuple[str, ...]]:
    from liandong.organizations import services
    from liandong.organizations.rows import rows_of
    from liandong.resources.importing.tables import read_table

    read = read_table(file)
    rows, unknown = rows_of(table, read.columns, read.rows, read.first_row)
    take: Callable[..., RowTally] = {
        "organizations": services.import_organizations,
        "people": services.import_people,
    }[table]
    with output.progress_bar() as bar:
        task = bar.add_task(f"导入 · importing {file.name}", total=len(rows))
        return take(who, rows, dry_run=dry_run, told=lambda done: bar.advance(task, done)), unknown


def _tell(tally: RowTally, unknown: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    refused = [{"row": one.row, "reason": f"{one.reason.zh} · {one.reason.en}"} for one in tally.refused]
    counts = {"read": tally.read, "created": tally.created, "updated": tally.updated, "unchanged": tally.unchanged}
    if as_json:
        output.print_json({**counts, "refused": refused})
        return
    if unknown:
        output.people.print(f"未使用的列 · columns not used: {'、'.join(unknown)}", markup=False)
    for one in refused[:MOST_TOLD]:
        output.people.print(f"第 {one['row']} 行 · row {one['row']}: {one['reason']}", markup=False, soft_wrap=True)
    if len(refused) > MOST_TOLD:
        output.people.print(f"……另有 {len(refused) - MOST_TOLD} 行 · more rows; --json lists all", markup=False)
    verb = "将导入 · would import" if dry_run else "已导入 · imported"
    typer.echo(f"{verb}: 读取 {tally.read}，新建 {tally.created}，更新 {tally.updated}，拒绝 {len(refused)}")
