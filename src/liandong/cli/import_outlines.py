"""`liandong import boundaries` and `liandong import villages`: what the table of divisions does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from liandong.cli import output, start


def import_boundaries(
    path: Annotated[Path, typer.Argument(help="GeoJSON 文件或目录 · a GeoJSON file or a folder", exists=True)],
    crs: Annotated[str, typer.Option(help="坐标系 CGCS2000|WGS84|GCJ02|BD09 · coordinate system")] = "GCJ02",
    within: Annotated[str, typer.Option(help="所属省或市的代码 · code of the province or city they lie in")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只对照，不写入 · match only, write nothing")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """导入行政区边界，与区划代码表对照，列出对不上的 · Import outlines, matched with the table of codes."""
    start.django()
    from liandong.access.rules import Actor, Source
    from liandong.cli.serve import prepare
    from liandong.kernel.errors import Problem
    from liandong.kernel.geo import Crs
    from liandong.resources import services
    from liandong.resources.importing.outlines import reconcile

    prepare(1, migrate=False)
    files = sorted(path.glob("*.geojson*")) if path.is_dir() else [path]
    if crs not in list(Crs):
        output.fail(f"坐标系应为 {'、'.join(Crs)} · one of {', '.join(Crs)}", 2)
    try:
        done = reconcile(files, Crs(crs), within)
        if not dry_run:
            services.import_boundaries(Actor.system(Source.CLI), done, source=path.name)
    except Problem as problem:
        output.fail(f"{problem.text('zh')} · {problem.text('en')}", 2)
    refused = [{"row": row, "reason": reason} for row, reason in done.refused]
    if as_json:
        told = {"read": done.read, "matched": len(done.outlines), "renamed": done.renamed, "refused": refused}
        output.print_json(told)
        return
    for line in [*done.renamed, *(str(one["reason"]) for one in refused)]:
        output.people.print(line, markup=False, soft_wrap=True)
    typer.echo(f"读取 {done.read}，归入区划 {len(done.outlines)}，曾用名 {len(done.renamed)}，对不上 {len(refused)}")


def import_villages(
    file: Annotated[Path, typer.Argument(help="CSV：code,name · CSV with code and name", exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """导入村（社区）名录，用于核对每村有灾情信息员 · Import villages, so that each can be held to have an officer."""
    start.django()
    from liandong.access.rules import Actor, Source
    from liandong.cli.serve import prepare
    from liandong.kernel.errors import Problem
    from liandong.resources import services

    prepare(1, migrate=False)
    refused: list[dict[str, object]] = []
    try:
        rows = list(_villages(file, refused))
        kept = services.import_villages(Actor.system(Source.CLI), rows, source=file.name)
    except Problem as problem:
        output.fail(f"{problem.text('zh')} · {problem.text('en')}", 2)
    if as_json:
        output.print_json({"read": kept + len(refused), "kept": kept, "refused": refused})
    else:
        typer.echo(f"导入村（社区）{kept} 个，拒绝 {len(refused)} 行")


def _villages(file: Path, refused: list[dict[str, object]]) -> Iterator[tuple[str, str]]:
    from liandong.kernel.codes import check_region_code
    from liandong.kernel.text import BadValue
    from liandong.resources.importing.tables import read_table

    table = read_table(file)
    code, name = table.columns.index("code"), table.columns.index("name")
    for number, row in enumerate(table.rows, table.first_row):
        said = str(row[code])
        try:
            if len(check_region_code(said)) != 12:
                raise BadValue("village_code", zh="村代码应为 12 位", en="a village has 12 digits")
            yield said, str(row[name])
        except BadValue as bad:
            refused.append({"row": number, "reason": bad.message.zh})
